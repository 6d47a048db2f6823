// Chunk numbers, offsets and lengths.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkCount, chunkOffset, chunkSpanBytes } from '../../src/wire/chunk-arithmetic.ts'

test.each([
  [0, 0],
  [1, 1],
  [1_024, 1],
  [1_025, 2],
  [1_822, 2],
  [69_630, 68],
  [1_048_576, 1_024],
])('%i bytes are %i chunks', (bytes, chunks) => {
  expect(chunkCount(bytes)).toBe(chunks)
})

test('only the last chunk is short', () => {
  expect(chunkSpanBytes(69_630, 67)).toBe(1_024)
  expect(chunkSpanBytes(69_630, 68)).toBe(1_022)
  expect(chunkSpanBytes(69_630, 67, 2)).toBe(2_046)
  expect(chunkOffset(68)).toBe(68_608)
})

test('the chunks of a file follow each other without gaps and have all its bytes', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), (size) => {
      const chunks = chunkCount(size)
      expect(chunkSpanBytes(size, 1, chunks)).toBe(size)
      if (chunks > 0) expect(chunkOffset(chunks) + chunkSpanBytes(size, chunks)).toBe(size)
    }),
  )
})
