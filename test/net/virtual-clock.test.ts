// A host's clock on virtual time: what it shows, and when timers fire, in which order.
import { describe, expect, test } from 'vitest'
import { aWorld, play, type TestWorld } from './tools/a-world.ts'

/** Plays on host a, from time 0. */
const onClock = (script: (test: TestWorld) => Promise<void>, limitMs?: number) => play(aWorld(), script, limitMs)

describe('the clock', () => {
  test('every world begins on 2026-01-01, and the date goes on in whole milliseconds of virtual time', async () => {
    await onClock(async ({ world, host }) => {
      const { clock } = host('a')
      expect(clock.now()).toBe(Date.UTC(2026, 0, 1))
      await world.sleep(1500.75)
      expect(clock.now()).toBe(Date.UTC(2026, 0, 1) + 1500)
      expect(clock.monotonicNow()).toBe(1500.75)
      expect(host('b').clock.now()).toBe(clock.now())
    })
  })
})

describe('timers', () => {
  test.each<[number, number]>([
    [0, 1],
    [-5, 1],
    [Number.NaN, 1],
    [0.9, 1],
    [1.9, 1],
    [2.5, 2],
    [1000, 1000],
    [2_147_483_647, 2_147_483_647],
    [2_147_483_648, 2_147_483_647],
  ])('a delay of %d ms fires after %i ms', async (delayMs, firesAtMs) => {
    await onClock(async ({ world, host }) => {
      await new Promise<void>((resolve) => host('a').clock.setTimeout(resolve, delayMs))
      expect(world.nowMs()).toBe(firesAtMs)
    }, 3e9)
  })

  test('timers of one moment fire in the order in which they were set, on whichever host', async () => {
    await onClock(async ({ world, host }) => {
      const log: string[] = []
      host('a').clock.setTimeout(() => log.push('a 10'), 10)
      host('b').clock.setTimeout(() => log.push('b 10'), 10)
      host('a').clock.setTimeout(() => log.push('a 5'), 5)
      host('a').clock.setTimeout(() => log.push('a 10 again'), 10)
      await world.sleep(20)
      expect(log).toEqual(['a 5', 'a 10', 'b 10', 'a 10 again'])
    })
  })

  test('a timer that was cleared does not fire, and clearing it again, or after it fired, does nothing', async () => {
    await onClock(async ({ world, host }) => {
      const { clock } = host('a')
      let fired = 0
      const cleared = clock.setTimeout(() => fired++, 10)
      const fires = clock.setTimeout(() => fired++, 10)
      clock.clearTimeout(cleared)
      clock.clearTimeout(cleared)
      clock.clearTimeout(undefined)
      await world.sleep(20)
      expect(fired).toBe(1)
      clock.clearTimeout(fires)
      await world.sleep(20)
      expect(fired).toBe(1)
    })
  })

  test('an interval fires every period until it clears itself', async () => {
    await onClock(async ({ world, host }) => {
      const { clock } = host('a')
      const times: number[] = []
      const timer = clock.setInterval(() => {
        times.push(world.nowMs())
        if (times.length === 3) clock.clearInterval(timer)
      }, 7)
      await world.sleep(100)
      expect(times).toEqual([7, 14, 21])
    })
  })

  test('10,000 timers that are set and cleared leave less than half of them in the queue, and the others fire', async () => {
    await onClock(async ({ world, host }) => {
      const { clock } = host('a')
      let fired = 0
      clock.setTimeout(() => fired++, 50)
      for (let count = 0; count < 10_000; count++) clock.clearTimeout(clock.setTimeout(() => fired++, 100))
      const before = world.events
      await world.sleep(200)
      expect(fired).toBe(1)
      expect(world.events - before).toBeLessThan(5000)
    })
  })

  test('the timers of a program that has crashed or ended do not fire', async () => {
    await onClock(async ({ world, host }) => {
      let fired = 0
      host('a').clock.setTimeout(() => fired++, 10)
      host('b').clock.setInterval(() => fired++, 10)
      world.apply({ kind: 'crash', host: 'a' })
      host('b').exit(0)
      await world.sleep(100)
      expect(fired).toBe(0)
    })
  })

  test('the observer sees each timer that fired, with its number on its host', async () => {
    const test = aWorld()
    await play(test, async ({ world, host }) => {
      host('a').clock.setTimeout(() => {}, 2)
      host('a').clock.setTimeout(() => {}, 1)
      host('b').clock.setTimeout(() => {}, 3)
      await world.sleep(10)
    })
    expect(test.recorder.lines.filter((line) => line.includes('timer'))).toEqual([
      '1000000 timer 0 1',
      '2000000 timer 0 0',
      '3000000 timer 1 0',
    ])
  })
})
