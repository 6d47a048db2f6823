// The kernel's lazy timer: when it calls back, and how many events that takes.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DeadlineTimer } from '../../src/net/deadline-timer.ts'
import { Scheduler } from '../../src/net/scheduler.ts'

function setUp() {
  const scheduler = new Scheduler()
  const calls: number[] = []
  const timer = new DeadlineTimer(scheduler, () => calls.push(scheduler.now))
  const runAll = () => {
    while (scheduler.step()) {}
  }
  return { scheduler, timer, calls, runAll }
}

describe('a deadline timer', () => {
  test('it calls back once, at its deadline', () => {
    const { timer, calls, runAll } = setUp()
    timer.set(100)
    expect(timer.isSet).toBe(true)
    runAll()
    expect(calls).toEqual([100])
    expect(timer.isSet).toBe(false)
  })

  test('moved later a thousand times it takes two events: the old one, and the deadline', () => {
    const { scheduler, timer, calls, runAll } = setUp()
    timer.set(100)
    for (let deadline = 101; deadline <= 1100; deadline++) timer.set(deadline)
    expect(scheduler.pending).toBe(1)
    runAll()
    expect(calls).toEqual([1100])
    expect(scheduler.events).toBe(2)
  })

  test('moved earlier it calls back at the earlier time only; the stale event does nothing', () => {
    const { scheduler, timer, calls, runAll } = setUp()
    timer.set(100)
    timer.set(40)
    runAll()
    expect(calls).toEqual([40])
    expect(scheduler.events).toBe(2)
  })

  test('cleared it does not call back', () => {
    const { timer, calls, runAll } = setUp()
    timer.set(100)
    timer.clear()
    expect(timer.isSet).toBe(false)
    runAll()
    expect(calls).toEqual([])
  })

  test('cleared and set to later again it makes use of the event that is still there', () => {
    const { scheduler, timer, calls, runAll } = setUp()
    timer.set(100)
    timer.clear()
    timer.set(250)
    expect(scheduler.pending).toBe(1)
    runAll()
    expect(calls).toEqual([250])
  })

  test('set again in its own callback it goes on, period by period', () => {
    const scheduler = new Scheduler()
    const calls: number[] = []
    const timer: DeadlineTimer = new DeadlineTimer(scheduler, () => {
      calls.push(scheduler.now)
      if (calls.length < 4) timer.set(scheduler.now + 10)
    })
    timer.set(10)
    while (scheduler.step()) {}
    expect(calls).toEqual([10, 20, 30, 40])
  })

  test('whatever is done to it, it calls back at the last deadline that was set and reached, and never else', () => {
    const action = fc.record({
      at: fc.nat({ max: 100 }),
      delay: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (unsorted) => {
        const actions = [...unsorted].sort((a, b) => a.at - b.at)
        const { scheduler, timer, calls, runAll } = setUp()
        const expected: number[] = []
        for (const [index, { at, delay }] of actions.entries()) {
          scheduler.at(at, { fire: () => (delay === null ? timer.clear() : timer.set(at + delay)) })
          const next = actions[index + 1]?.at ?? Number.POSITIVE_INFINITY
          // At the very moment of the deadline the action comes first: it was asked for before.
          if (delay !== null && at + delay < next) expected.push(at + delay)
        }
        runAll()
        expect(calls).toEqual(expected)
      }),
    )
  })
})
