// Found by `sim sweep tracker-converges --chaos rough`, seed 25: a peer whose machine died and came back at once was refused by
// all the others for a minute, because each of them still had the connection to its former life.
import { expect, test } from 'vitest'
import chunkSwarm from '../../src/scenarios/builtin/chunk-swarm.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { play } from '../../src/scenarios/runner.ts'

test('a peer that dies when nothing is on its way to it, and is back at once, is admitted at the second try', async () => {
  const result = await play(chunkSwarm, {
    seed: '25',
    params: { peers: 1, size: 65_536, arrivalMs: 0 },
    openBacking: openVirtual,
    chaos: [
      // Its connection is silent while it writes what has come.
      { atMs: 0, kind: 'disk-slow', hosts: ['peer-1'], bytesPerSecond: 10_000, forMs: 1500 },
      { atMs: 1500, kind: 'crash', host: 'peer-1' },
      { atMs: 1506, kind: 'restart', host: 'peer-1' },
    ],
  })
  expect(result.checks.filter(({ passed }) => !passed)).toEqual([])
  const complete = result.checks.find(({ name }) => name === 'peer-1 completes file film.bin')
  const completeMs = Number(/the last at ([\d.]+) ms/.exec(complete?.detail ?? '')?.[1])
  // The seeder says at once that it has this neighbour already, and finds out that it has not; peers ask again after 2 s.
  expect(completeMs).toBeGreaterThan(3500)
  expect(completeMs).toBeLessThan(6000)
})
