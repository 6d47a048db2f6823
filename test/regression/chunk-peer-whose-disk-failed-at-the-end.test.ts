// Found by `sim sweep tracker-converges --chaos rough`, seed 860: the disk failed between the new name of a file that was whole
// and the sync of that name. Started again, the peer served the file and never said that it was complete.
import { expect, test } from 'vitest'
import chunkSwarm from '../../src/scenarios/builtin/chunk-swarm.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { play } from '../../src/scenarios/runner.ts'

test('a file whose name could not be synced is complete when the peer is started again', async () => {
  const result = await play(chunkSwarm, {
    seed: '860',
    params: { peers: 1, size: 65_536, arrivalMs: 0 },
    limitMs: 10_000,
    openBacking: openVirtual,
    chaos: [{ atMs: 0, kind: 'disk-errors', hosts: ['peer-1'], operations: ['sync'], nth: 2, forMs: 1000 }],
  })
  expect(result.checks.filter(({ passed }) => !passed)).toEqual([])
  expect(result.faults.map(({ event }) => event.kind)).toEqual(['disk-errors', 'disk-error', 'over'])
  const complete = result.checks.find(({ name }) => name === 'peer-1 completes file film.bin')
  expect(complete?.detail).toBe('1 of 1 host, the last at 1604.176 ms')
})
