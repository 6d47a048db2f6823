// Sets of chunks as ranges and as bits.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ChunkRanges,
  countChunks,
  hasChunk,
  MAX_RANGES,
  normalizeRanges,
  numbersOf,
  piecesOf,
  rangesOf,
  unionOf,
  withChunk,
} from '../../src/wire/chunk-ranges.ts'
import { ChunkSet } from '../../src/wire/chunk-set.ts'

const numbers = fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 80 })
const sorted = (list: readonly number[]) => [...new Set(list)].sort((a, b) => a - b)

describe('chunk ranges', () => {
  test('a whole file is one range', () => {
    expect(rangesOf(Array.from({ length: 68 }, (_, index) => index + 1))).toEqual([[1, 68]])
  })

  test('numbers become ranges and come back', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const ranges = rangesOf(list)
        expect(numbersOf(ranges)).toEqual(sorted(list))
        expect(countChunks(ranges)).toBe(sorted(list).length)
        for (let chunk = 1; chunk <= 121; chunk++) expect(hasChunk(ranges, chunk)).toBe(list.includes(chunk))
        expect(normalizeRanges(ranges, 120)).toEqual({ ok: true, value: ranges })
      }),
    )
  })

  test('adding chunks one by one gives the same as all at once', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const none: ChunkRanges = []
        expect(list.reduce((ranges, chunk) => withChunk(ranges, chunk), none)).toEqual(rangesOf(list))
      }),
    )
  })

  test('ranges that overlap or touch are merged, in any order', () => {
    expect(
      normalizeRanges(
        [
          [5, 9],
          [1, 2],
          [3, 3],
          [8, 12],
        ],
        12,
      ),
    ).toEqual({
      ok: true,
      value: [
        [1, 3],
        [5, 12],
      ],
    })
  })

  test.each([
    [[[0, 3]], 'chunks 0..3 are out of range: the file has 68'],
    [[[60, 69]], 'chunks 60..69 are out of range: the file has 68'],
    [[[9, 3]], 'chunk range 9..3 runs backwards'],
    [[[1.5, 3]], 'a chunk range is not a pair of whole numbers'],
    [[[1]], 'a chunk range is not a pair of whole numbers'],
    [Array.from({ length: MAX_RANGES + 1 }, () => [1, 1]), 'more than 65536 chunk ranges'],
  ])('ranges that make no sense are refused (%#)', (ranges, reason) => {
    expect(normalizeRanges(ranges as number[][], 68)).toEqual({ ok: false, reason })
  })
})

describe('a set of chunks', () => {
  test('holds what was put in and not taken out', () => {
    fc.assert(
      fc.property(numbers, numbers, (added, removed) => {
        const set = new ChunkSet(120)
        set.addRanges(rangesOf(added))
        for (const chunk of removed) set.delete(chunk)
        const left = sorted(added).filter((chunk) => !removed.includes(chunk))
        expect(numbersOf(set.ranges())).toEqual(left)
        expect(set.count).toBe(left.length)
      }),
    )
  })

  test('is full with every chunk, and an empty file is full at once', () => {
    const set = new ChunkSet(64)
    set.addRanges([[1, 63]])
    expect(set.isFull).toBe(false)
    expect(set.add(64)).toBe(true)
    expect(set.add(64)).toBe(false)
    expect(set.isFull).toBe(true)
    expect(new ChunkSet(0).isFull).toBe(true)
  })
})

describe('ranges in pieces and together', () => {
  test('a range in pieces of a length, the last one shorter', () => {
    expect(piecesOf([5, 14], 4)).toEqual([
      [5, 8],
      [9, 12],
      [13, 14],
    ])
    expect(piecesOf([5, 8], 4)).toEqual([[5, 8]])
  })

  test('ranges in any order, overlapping and side by side, become one set', () => {
    expect(
      unionOf([
        [7, 9],
        [1, 2],
        [3, 4],
        [8, 12],
      ]),
    ).toEqual([
      [1, 4],
      [7, 12],
    ])
    expect(unionOf([])).toEqual([])
  })
})
