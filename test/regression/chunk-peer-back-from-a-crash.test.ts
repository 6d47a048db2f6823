// Found by `sim sweep tracker-converges --chaos rough`, seed 25: a peer whose machine died and came back at once was refused by
// all the others for a minute, because each of them still had the connection to its former life.
import { expect, test } from 'vitest'
import trackerConverges from '../../src/scenarios/builtin/tracker-converges.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { play } from '../../src/scenarios/runner.ts'

test('a peer that dies in the middle of a file and is back at once gets the rest of it at the second try', async () => {
  const result = await play(trackerConverges, {
    seed: '25',
    openBacking: openVirtual,
    chaos: [
      { atMs: 0, kind: 'link', from: '*', to: '*', options: { bandwidthBps: 1_100_000, queuePackets: 100 } },
      { atMs: 424, kind: 'crash', host: 'peer-4' },
      { atMs: 3164, kind: 'restart', host: 'peer-4' },
      { atMs: 4514, kind: 'crash', host: 'peer-3' },
      { atMs: 4520, kind: 'link', from: '*', to: '*', options: { bandwidthBps: 10_000_000, queuePackets: 1e9 } },
      { atMs: 4520, kind: 'restart', host: 'peer-3' },
    ],
  })
  expect(result.checks.filter(({ passed }) => !passed)).toEqual([])
  const complete = result.checks.find(({ name }) => name === 'everyone completes file film.bin')
  // The others say that it is their neighbour already, and find out that it is not any more; it asks again after 3 s.
  expect(complete?.detail).toBe('4 of 4 hosts, the last at 7622.141 ms')
})
