// The check that copies on disk equal the original.
import { expect, test } from 'vitest'
import { runCheck } from '../../src/check/check.ts'
import { filesEqual } from '../../src/check/files.ts'
import { aRecord } from './a-record.ts'

const original = new Uint8Array([1, 2, 3])

async function verify(copy: Uint8Array | null) {
  const record = aRecord()
  record.attachDisks({
    readFile: async (host, path) => (host === 'a' && path === 'a/file' ? copy : original),
    listFiles: async () => [],
  })
  return runCheck(
    filesEqual(['b', 'a'], (host) => `${host}/file`, original),
    record,
  )
}

test.each([
  [new Uint8Array([1, 2, 3]), true, '2 copies of 3 bytes'],
  [new Uint8Array([1, 2, 4]), false, 'a: a/file differs at byte 2'],
  [new Uint8Array([1, 2, 3, 4]), false, 'a: a/file has 4 bytes'],
  [new Uint8Array([1, 2]), false, 'a: a/file has 2 bytes'],
  [null, false, 'a: there is no a/file'],
])('a copy of %o: passed is %s, %s', async (copy, isEqual, detail) => {
  expect(await verify(copy)).toMatchObject({ passed: isEqual, detail })
})
