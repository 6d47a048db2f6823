// Copies for programs to keep: independent of the original and of each other, whatever their sizes.
import { expect, test } from 'vitest'
import { ByteArena } from '../../src/net/byte-arena.ts'
import { Slab } from '../../src/net/slab.ts'

function copyOf(arena: ByteArena, bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  return arena.copyOf(new Slab(bytes), 0, bytes.length)
}

test('of a slab the wanted bytes are copied', () => {
  expect([...new ByteArena().copyOf(new Slab(Uint8Array.of(1, 2, 3, 4)), 1, 2)]).toEqual([2, 3])
})

test('a copy does not change with the original', () => {
  const arena = new ByteArena()
  for (const size of [1, 1000, 32 * 1024, 32 * 1024 + 1, 1_000_000]) {
    const original = new Uint8Array(size).fill(1)
    const copy = copyOf(arena, original)
    original.fill(2)
    expect(copy.length).toBe(size)
    expect(copy.every((byte) => byte === 1)).toBe(true)
  }
})

test('copies of several slabs do not overlap', () => {
  const arena = new ByteArena()
  const copies = Array.from({ length: 300 }, (_, index) => copyOf(arena, new Uint8Array(3000).fill(index % 251)))
  for (const [index, copy] of copies.entries()) expect(copy.every((byte) => byte === index % 251)).toBe(true)
  expect(new Set(copies.map((copy) => copy.buffer)).size).toBe(4)
})

test('a large piece has memory of its own, so that it holds on to no slab', () => {
  const arena = new ByteArena()
  copyOf(arena, new Uint8Array(1))
  expect(copyOf(arena, new Uint8Array(32 * 1024 + 1)).buffer.byteLength).toBe(32 * 1024 + 1)
  expect(copyOf(arena, new Uint8Array(32 * 1024)).buffer.byteLength).toBe(256 * 1024)
})

test('no bytes are a copy too', () => {
  expect(copyOf(new ByteArena(), new Uint8Array(0))).toHaveLength(0)
})
