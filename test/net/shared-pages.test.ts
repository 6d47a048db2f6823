// Which pages are in memory once, and which are not.
import { expect, test } from 'vitest'
import { MAX_KNOWN_PAGES, PAGE_BYTES, SharedPages } from '../../src/net/shared-pages.ts'

/** Equal numbers, equal pages. */
function page(number: number): Uint8Array {
  const bytes = new Uint8Array(PAGE_BYTES)
  new DataView(bytes.buffer).setUint32(PAGE_BYTES - 4, number)
  return bytes
}

test('pages of equal bytes are one, a copy of the first', () => {
  const pages = new SharedPages()
  const given = page(1)
  const shared = pages.pageOf(given)
  expect(shared).not.toBe(given)
  expect(shared).toEqual(given)
  expect(pages.pageOf(page(1))).toBe(shared)
  expect(pages.pageOf(page(2))).toEqual(page(2))
})

test('bytes that lie anywhere in a larger array are taken', () => {
  const pages = new SharedPages()
  const large = new Uint8Array(PAGE_BYTES + 3)
  large.set(page(5), 3)
  expect(pages.pageOf(large.subarray(3))).toBe(pages.pageOf(page(5)))
})

test('pages whose hashes are equal by chance stay two', () => {
  // What the first word adds to the hash, the second takes away again.
  const one = new Uint8Array(PAGE_BYTES)
  const other = new Uint8Array(PAGE_BYTES)
  const [first, second] = [(0x811c9dc5 ^ 0) | 0, (0x811c9dc5 ^ 1) | 0].map((hash) => Math.imul(hash, 0x01000193))
  new DataView(other.buffer).setInt32(0, 1, true)
  new DataView(other.buffer).setInt32(4, (first as number) ^ (second as number), true)
  const pages = new SharedPages()
  expect(pages.pageOf(one)).toEqual(one)
  expect(pages.pageOf(other)).toEqual(other)
  expect(pages.pageOf(one)).toEqual(one)
})

test('after very many different ones the first is forgotten', () => {
  const pages = new SharedPages()
  const first = pages.pageOf(page(0))
  for (let number = 1; number < MAX_KNOWN_PAGES; number++) pages.pageOf(page(number))
  expect(pages.pageOf(page(0))).toBe(first)
  pages.pageOf(page(MAX_KNOWN_PAGES))
  expect(pages.pageOf(page(0))).not.toBe(first)
})
