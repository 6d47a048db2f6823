// Found by `sim sweep corrupted-block --chaos rough`, seeds 7 and 25: a peer whose machine died and came back was refused by
// the server, which still took it for connected under its old port, and ended. Its files were gone from the swarm for good.
import { expect, test } from 'vitest'
import corruptedBlock from '../../src/scenarios/builtin/corrupted-block.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { play } from '../../src/scenarios/runner.ts'

test('a supplier that dies and comes back under another port registers again, and the file is fetched from it', async () => {
  const result = await play(corruptedBlock, {
    seed: '25',
    openBacking: openVirtual,
    chaos: [
      { atMs: 162, kind: 'crash', host: 'requester' },
      { atMs: 1727, kind: 'crash', host: 'supplier' },
      { atMs: 1730, kind: 'restart', host: 'requester' },
      { atMs: 1730, kind: 'restart', host: 'supplier' },
    ],
  })
  expect(result.checks.filter(({ passed }) => !passed)).toEqual([])
  expect(result.hosts.map(({ name, end }) => [name, end])).toEqual([
    ['server', 'running'],
    ['supplier', 'running'],
    ['requester', 'running'],
  ])
})
