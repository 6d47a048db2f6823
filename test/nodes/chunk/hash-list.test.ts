// Lists of hashes that several peers hold.
import { expect, test } from 'vitest'
import { HashLists } from '../../../src/nodes/chunk/hash-list.ts'

test('of lists of the same file the first is held by all, those of other files stay apart', () => {
  const lists = new HashLists()
  const first = Uint8Array.of(1, 2, 3)
  const other = Uint8Array.of(4, 5, 6)
  expect(lists.shared('aa', first)).toBe(first)
  expect(lists.shared('bb', other)).toBe(other)
  expect(lists.shared('aa', Uint8Array.of(1, 2, 3))).toBe(first)
})
