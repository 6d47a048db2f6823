// Which chunks of a block that came are of use.
import { expect, test } from 'vitest'
import { virtualCrypto } from '../../../src/net/virtual-crypto.ts'
import { BlockCheck, type BlockVerdict } from '../../../src/nodes/chunk/block-check.ts'
import { appendHashes, HashList } from '../../../src/nodes/chunk/hash-list.ts'
import { ChunkSet } from '../../../src/wire/chunk-set.ts'

const CHUNKS = 10
const FILE = Uint8Array.from({ length: CHUNKS * 1024 - 100 }, (_, index) => index >>> 3)
const HASHES = new HashList(virtualCrypto, CHUNKS, null)
const hashes = new Uint8Array(CHUNKS * 32)
appendHashes(virtualCrypto, FILE, hashes, 0)
HASHES.append(hashes, () => undefined)

/** The chunks from 3 on, with a bit of each of these flipped. */
function block(...flipped: number[]): Uint8Array {
  const bytes = FILE.slice(2 * 1024)
  for (const chunk of flipped) bytes[(chunk - 3) * 1024 + 7] = (bytes[(chunk - 3) * 1024 + 7] as number) ^ 4
  return bytes
}

function check(held: readonly number[], list: HashList | null, bytes: Uint8Array) {
  const have = new ChunkSet(CHUNKS)
  for (const chunk of held) have.add(chunk)
  let seen: BlockVerdict | null = null
  new BlockCheck(virtualCrypto).check(have, list, 3, bytes, (_error, verdict) => {
    seen = verdict
  })
  return seen
}

test('all of it is missing and right, the short last chunk too', () => {
  expect(check([1, 2], HASHES, block())).toEqual({ right: [[3, 10]], rightCount: 8, wrong: [] })
})

test('a flipped bit costs one chunk', () => {
  expect(check([], HASHES, block(5))).toEqual({
    right: [
      [3, 4],
      [6, 10],
    ],
    rightCount: 7,
    wrong: [5],
  })
})

test('the first and the last are wrong', () => {
  expect(check([], HASHES, block(3, 10))).toEqual({ right: [[4, 9]], rightCount: 6, wrong: [3, 10] })
})

test('what is here already is neither right nor wrong', () => {
  expect(check([3, 4, 8], HASHES, block(4, 6))).toEqual({
    right: [
      [5, 5],
      [7, 7],
      [9, 10],
    ],
    rightCount: 4,
    wrong: [6],
  })
})

test('without a list everything that is missing is taken', () => {
  expect(check([6], null, block(3))).toEqual({
    right: [
      [3, 5],
      [7, 10],
    ],
    rightCount: 7,
    wrong: [],
  })
})
