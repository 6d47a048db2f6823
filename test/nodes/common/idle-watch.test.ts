// Silence is noticed to the millisecond, and a touch puts it off.
import { expect, it } from 'vitest'
import type { Clock } from '../../../src/host/clock.ts'
import { World } from '../../../src/net/world.ts'
import { IdleWatch } from '../../../src/nodes/common/idle-watch.ts'

/** Plays the script with a watch of 100 ms; when it noticed silence, and how many periods of it. */
async function watched(script: (watch: IdleWatch, clock: Clock) => void): Promise<[number, number][]> {
  const seen: [number, number][] = []
  const world = new World({ seed: 'idle watch' })
  world.addHost({
    name: 'host',
    start: ({ clock }) => {
      const beginMs = clock.monotonicNow()
      const watch = new IdleWatch(clock, 100, (periods) => seen.push([clock.monotonicNow() - beginMs, periods]))
      script(watch, clock)
      return { interrupt: () => {} }
    },
  })
  await world.run(async () => {
    await world.start('host')
    await world.sleep(350)
  }, 1000)
  await world.close()
  return seen
}

it('tells of each period of silence', async () => {
  expect(await watched(() => {})).toEqual([
    [100, 1],
    [200, 2],
    [300, 3],
  ])
})

it('counts anew from a touch', async () => {
  const seen = await watched((watch, clock) => {
    clock.setTimeout(() => watch.touch(), 60)
    clock.setTimeout(() => watch.touch(), 180)
  })
  expect(seen).toEqual([
    [160, 1],
    [280, 1],
  ])
})

it('tells nothing once it is stopped', async () => {
  expect(await watched((watch, clock) => clock.setTimeout(() => watch.stop(), 150))).toEqual([[100, 1]])
})
