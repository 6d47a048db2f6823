// Found by `sim sweep lossy-download --chaos rough`, seed 225: the disk failed between the new name of a file that was whole and
// the sync of that name. Whoever then gave a name again was told for ever that there was no such file.
import { expect, test } from 'vitest'
import lossyDownload from '../../src/scenarios/builtin/lossy-download.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { play } from '../../src/scenarios/runner.ts'

test('a file whose name could not be synced can be saved under the same name afterwards', async () => {
  const result = await play(lossyDownload, {
    seed: '225',
    params: { size: 65_536 },
    limitMs: 10_000,
    openBacking: openVirtual,
    chaos: [{ atMs: 0, kind: 'disk-errors', hosts: ['user'], operations: ['sync'], nth: 2, forMs: 2000 }],
  })
  expect(result.checks.filter(({ passed }) => !passed)).toEqual([])
  expect(result.faults.map(({ event }) => event.kind)).toEqual(['disk-errors', 'disk-error', 'over'])
})
