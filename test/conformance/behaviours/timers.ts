// The clock: order of timers, what runs between them, and what cancelling means.
import assert from 'node:assert/strict'
import type { Host } from '../../../src/host/host.ts'
import { behaviour, topic } from '../behaviour.ts'
import { quiet, sleep } from '../tools/events.ts'

/** The host's clock, a log, and timers that write to it. */
function timersOf({ clock }: Host) {
  const log: string[] = []
  const after = (delayMs: number, label: string) => clock.setTimeout(() => log.push(label), delayMs)
  return { clock, log, after }
}

export const timers = topic('timers', [
  behaviour('timers fire in the order of their times', async ({ a }) => {
    const { log, after } = timersOf(a)
    after(60, 'third')
    after(2, 'first')
    after(30, 'second')
    await sleep(a, 90)
    assert.deepEqual(log, ['first', 'second', 'third'])
  }),

  behaviour('timers of the same delay fire in the order of their creation', async ({ a }) => {
    const { log, after } = timersOf(a)
    for (const label of ['1', '2', '3', '4', '5']) after(5, label)
    await quiet(a)
    assert.deepEqual(log, ['1', '2', '3', '4', '5'])
  }),

  behaviour('a callback comes after setTimeout() has returned, even with 0', async ({ a }) => {
    const { log, after } = timersOf(a)
    after(0, 'timer')
    log.push('returned')
    await quiet(a)
    assert.deepEqual(log, ['returned', 'timer'])
  }),

  behaviour('0, less than 0 and 1 ms are the same delay', async ({ a }) => {
    const { log, after } = timersOf(a)
    after(1, 'one')
    after(0, 'zero')
    after(-5, 'minus five')
    after(1, 'one again')
    await quiet(a)
    assert.deepEqual(log, ['one', 'zero', 'minus five', 'one again'])
  }),

  behaviour(
    'setImmediate() calls back after what runs now, before any timer, in the order of the calls',
    async ({ a }) => {
      const { clock, log, after } = timersOf(a)
      after(1, 'timer')
      clock.setImmediate(() => {
        log.push('first')
        clock.setImmediate(() => log.push('from within'))
      })
      clock.setImmediate(() => log.push('second'))
      log.push('now')
      await quiet(a)
      assert.deepEqual(log.slice(0, 3), ['now', 'first', 'second'])
      assert.deepEqual(log.slice(3).sort(), ['from within', 'timer'])
    },
  ),

  behaviour('a timer never fires early', async ({ a: { clock } }) => {
    for (const delayMs of [1, 7, 20]) {
      const start = clock.monotonicNow()
      await new Promise<void>((resolve) => clock.setTimeout(resolve, delayMs))
      // Node rounds the start down to a whole millisecond.
      assert.equal(clock.monotonicNow() - start > delayMs - 1, true)
    }
  }),

  behaviour('clearTimeout() in time: it does not fire', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    const timer = after(5, 'cleared')
    after(5, 'kept')
    clock.clearTimeout(timer)
    await quiet(a)
    assert.deepEqual(log, ['kept'])
  }),

  behaviour('a timer clears a later one of the same time', async ({ a }) => {
    const { clock, log } = timersOf(a)
    clock.setTimeout(() => {
      log.push('first')
      clock.clearTimeout(second)
    }, 5)
    const second = clock.setTimeout(() => log.push('second'), 5)
    await quiet(a)
    assert.deepEqual(log, ['first'])
  }),

  behaviour('clearing a timer that has fired, twice, or undefined does nothing', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    const timer = after(1, 'fired')
    await quiet(a)
    clock.clearTimeout(timer)
    clock.clearTimeout(timer)
    clock.clearTimeout(undefined)
    clock.clearInterval(undefined)
    after(1, 'next')
    await quiet(a)
    assert.deepEqual(log, ['fired', 'next'])
  }),

  behaviour('a timer clears itself while it fires, without harm', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    const timer = clock.setTimeout(() => {
      clock.clearTimeout(timer)
      log.push('fired')
    }, 1)
    after(10, 'later')
    await quiet(a)
    assert.deepEqual(log, ['fired', 'later'])
  }),

  behaviour('a timer made inside a timer fires after those that were due', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    clock.setTimeout(() => {
      log.push('first')
      // Not 0: between the two calls here a real clock may go on by a millisecond, or more on a busy machine.
      after(3, 'made inside')
    }, 5)
    after(5, 'second')
    await quiet(a)
    assert.deepEqual(log, ['first', 'second', 'made inside'])
  }),

  behaviour('microtasks of a timer run before the next timer of the same time', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    clock.setTimeout(() => {
      log.push('first')
      void Promise.resolve().then(() => log.push('microtask'))
    }, 5)
    after(5, 'second')
    await quiet(a)
    assert.deepEqual(log, ['first', 'microtask', 'second'])
  }),

  behaviour('chains of promises run to their end before the next timer', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    const hop = (left: number): void => {
      if (left === 0) log.push('twenty hops')
      else void Promise.resolve().then(() => hop(left - 1))
    }
    clock.setTimeout(() => hop(20), 5)
    after(5, 'second')
    await quiet(a)
    assert.deepEqual(log, ['twenty hops', 'second'])
  }),

  behaviour('nextTick runs before promises, both before the next timer', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    clock.setTimeout(() => {
      void Promise.resolve().then(() => log.push('promise'))
      queueMicrotask(() => log.push('microtask'))
      process.nextTick(() => log.push('nextTick'))
    }, 5)
    after(5, 'timer')
    await quiet(a)
    assert.deepEqual(log, ['nextTick', 'promise', 'microtask', 'timer'])
  }),

  behaviour('nextTick and promises that cause each other all run before the next timer', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    clock.setTimeout(() => {
      process.nextTick(() => {
        log.push('tick 1')
        void Promise.resolve().then(() => {
          log.push('promise 1')
          process.nextTick(() => log.push('tick 2'))
        })
      })
    }, 5)
    after(5, 'timer')
    await quiet(a)
    assert.deepEqual(log, ['tick 1', 'promise 1', 'tick 2', 'timer'])
  }),

  behaviour('setInterval() repeats until it is cleared inside its callback', async ({ a }) => {
    const { clock, log } = timersOf(a)
    await new Promise<void>((resolve) => {
      const timer = clock.setInterval(() => {
        log.push('tick')
        if (log.length < 3) return
        clock.clearInterval(timer)
        resolve()
      }, 3)
    })
    await quiet(a)
    assert.deepEqual(log, ['tick', 'tick', 'tick'])
  }),

  behaviour('setInterval() is never ahead of its period', async ({ a: { clock } }) => {
    const start = clock.monotonicNow()
    const times: number[] = []
    await new Promise<void>((resolve) => {
      const timer = clock.setInterval(() => {
        times.push(clock.monotonicNow() - start)
        if (times.length < 5) return
        clock.clearInterval(timer)
        resolve()
      }, 10)
    })
    times.forEach((time, index) => {
      assert.equal(time > 10 * (index + 1) - 1 - index, true, `tick ${index + 1} at ${time} ms`)
    })
  }),

  behaviour('two intervals interleave by their periods', async ({ a }) => {
    const { clock, log } = timersOf(a)
    const slow = clock.setInterval(() => log.push('slow'), 100)
    const fast = clock.setInterval(() => log.push('fast'), 40)
    while (log.length < 4) await sleep(a, 1)
    clock.clearInterval(slow)
    clock.clearInterval(fast)
    assert.deepEqual(log, ['fast', 'fast', 'slow', 'fast'])
  }),

  behaviour('clearTimeout() and clearInterval() clear either kind', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    clock.clearInterval(after(5, 'timeout'))
    clock.clearTimeout(clock.setInterval(() => log.push('interval'), 5))
    await quiet(a)
    assert.deepEqual(log, [])
  }),

  behaviour(
    'an unref()ed timer fires while the world goes on, and ref() and unref() return the timer',
    async ({ a }) => {
      const { log, after } = timersOf(a)
      const timer = after(5, 'fired')
      assert.equal(timer.unref(), timer)
      assert.equal(timer.ref(), timer)
      timer.unref()
      await quiet(a)
      assert.deepEqual(log, ['fired'])
    },
  ),

  behaviour('now() is a whole number of milliseconds and does not stand still', async ({ a }) => {
    const before = a.clock.now()
    await sleep(a, 20)
    const after = a.clock.now()
    assert.deepEqual([Number.isInteger(before), Number.isInteger(after)], [true, true])
    assert.equal(after - before >= 19, true)
  }),

  behaviour('monotonicNow() never goes back', async ({ a }) => {
    let last = a.clock.monotonicNow()
    for (let turn = 0; turn < 5; turn++) {
      await sleep(a, 1)
      const now = a.clock.monotonicNow()
      assert.equal(now > last, true)
      last = now
    }
  }),

  behaviour('timers of two hosts share one time', async ({ a, b }) => {
    const log: string[] = []
    b.clock.setTimeout(() => log.push('b'), 40)
    a.clock.setTimeout(() => log.push('a'), 10)
    await sleep(a, 60)
    assert.deepEqual(log, ['a', 'b'])
  }),

  behaviour('fractions of a millisecond are cut off', async ({ a }) => {
    const { log, after } = timersOf(a)
    after(2.9, '2.9')
    after(2, '2')
    await quiet(a)
    assert.deepEqual(log, ['2.9', '2'])
  }),

  behaviour('a delay that is no number is the shortest', async ({ a }) => {
    const { log, after } = timersOf(a)
    after(1, 'one')
    after(Number.NaN, 'not a number')
    after(20, 'twenty')
    await sleep(a, 40)
    assert.deepEqual(log, ['one', 'not a number', 'twenty'])
  }),

  behaviour('a delay of a hundred days does not fire at once', async ({ a }) => {
    const { clock, log, after } = timersOf(a)
    const timer = after(100 * 86_400_000, 'late')
    await quiet(a)
    clock.clearTimeout(timer)
    assert.deepEqual(log, [])
  }),

  behaviour('an interval of 0 ms ticks like one of 1 ms', async ({ a }) => {
    const { clock, log } = timersOf(a)
    const timer = clock.setInterval(() => log.push('tick'), 0)
    while (log.length < 3) await sleep(a, 1)
    clock.clearInterval(timer)
    const ticks = log.length
    await quiet(a)
    assert.equal(log.length, ticks)
  }),
])
