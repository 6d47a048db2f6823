// When segments are acknowledged, to the nanosecond.
import { describe, expect, test } from 'vitest'
import { Scheduler } from '../../../src/net/scheduler.ts'
import { DelayedAck } from '../../../src/net/tcp/delayed-ack.ts'

/** An acknowledgment schedule, and the times at which it sent one. */
function acks() {
  const scheduler = new Scheduler()
  const sentAt: number[] = []
  const schedule = new DelayedAck(scheduler, () => {
    sentAt.push(scheduler.now)
    schedule.onSent()
  })
  const comes = (isOutOfOrder = false) => {
    schedule.owe()
    schedule.onData(isOutOfOrder)
    schedule.settle()
  }
  const runAll = () => {
    while (scheduler.step()) {}
  }
  return { schedule, sentAt, comes, runAll }
}

describe('a segment that came', () => {
  test('alone is acknowledged after 40 ms', () => {
    const { comes, sentAt, runAll } = acks()
    comes()
    runAll()
    expect(sentAt).toEqual([40_000_000])
  })

  test('as the second of two is acknowledged at once, and the timer is off', () => {
    const { comes, sentAt, runAll } = acks()
    comes()
    comes()
    runAll()
    expect(sentAt).toEqual([0])
  })

  test('out of order is acknowledged at once', () => {
    const { comes, sentAt, runAll } = acks()
    comes(true)
    runAll()
    expect(sentAt).toEqual([0])
  })

  test('as the first with data on a new connection is acknowledged at once, the next one later', () => {
    const { schedule, comes, sentAt, runAll } = acks()
    schedule.hurryNext()
    comes()
    comes()
    runAll()
    expect(sentAt).toEqual([0, 40_000_000])
  })

  test('is acknowledged by an answer of the program, and by nothing else', () => {
    const { schedule, sentAt, runAll } = acks()
    schedule.owe()
    schedule.onSent()
    schedule.onData(false)
    schedule.settle()
    runAll()
    expect(sentAt).toEqual([])
  })

  test('on a connection that is gone is not acknowledged', () => {
    const { schedule, comes, sentAt, runAll } = acks()
    comes()
    schedule.stop()
    runAll()
    expect(sentAt).toEqual([])
  })
})
