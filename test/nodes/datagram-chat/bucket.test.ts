// The bucket of bytes, on a clock whose timers are as late as the test says.
import { expect, test } from 'vitest'
import type { Clock } from '../../../src/host/clock.ts'
import { FixedRate, Pace, type RateControl } from '../../../src/nodes/datagram-chat/pace.ts'

const PACKET_BYTES = 1000
/** A packet each millisecond. */
const RATE = 1_000_000

class Sender {
  nowMs = 0
  readonly pace: Pace

  constructor(rate: RateControl) {
    const clock = { monotonicNow: () => this.nowMs } as Partial<Clock> as Clock
    this.pace = new Pace(clock, rate, PACKET_BYTES, 64)
  }

  /** Sends what may leave at that time. */
  at(timeMs: number): number {
    this.nowMs = timeMs
    const { packets } = this.pace
    for (let packet = 0; packet < packets; packet++) this.pace.spend()
    return packets
  }

  /** How many left in each millisecond from there on. */
  each(fromMs: number, untilMs: number): number[] {
    return Array.from({ length: untilMs - fromMs }, (_, index) => this.at(fromMs + index))
  }
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)

test('what a timer that is 100 ms late has left is made up for by going a quarter faster', () => {
  const sender = new Sender(new FixedRate(RATE))
  expect(sender.at(0)).toBe(1)
  expect(sender.at(100)).toBe(10)
  const after = sender.each(101, 1001)
  expect(Math.max(...after)).toBe(2)
  // 90 packets are owed: 4 milliseconds give 5, so for 360 of them.
  expect(sum(after.slice(0, 360))).toBe(450)
  expect(sum(after.slice(360))).toBe(540)
})

test('of a timer that is late by an hour, a second is made up for', () => {
  const sender = new Sender(new FixedRate(RATE))
  expect(sender.at(3_600_000)).toBe(10)
  expect(sum(sender.each(3_600_001, 3_610_001))).toBe(11_000)
})

test('who had nothing to send goes no faster afterwards', () => {
  const sender = new Sender(new FixedRate(RATE))
  sender.at(0)
  sender.pace.rest()
  expect(sender.at(500)).toBe(10)
  expect(sum(sender.each(501, 1001))).toBe(500)
})

test('a rate that follows what gets through is not made up for', () => {
  const sender = new Sender({ isPromise: false, firstPackets: 1, rateAt: () => RATE })
  sender.at(0)
  expect(sender.at(500)).toBe(10)
  expect(sum(sender.each(501, 1001))).toBe(500)
})

test('the packets that may leave at first leave at once, and after a rest no more than two', () => {
  const sender = new Sender({ isPromise: false, firstPackets: 7, rateAt: () => RATE / 1000 })
  expect(sender.at(500)).toBe(7)
  expect(sender.at(1000)).toBe(0)
  expect(sender.at(10_000)).toBe(2)
})
