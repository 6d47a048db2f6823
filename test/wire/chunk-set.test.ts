// Questions about a range of chunks, asked of whole words of bits: as if they were asked chunk by chunk.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChunkSet } from '../../src/wire/chunk-set.ts'

const CHUNKS = 200

function setOf(chunks: Iterable<number>): ChunkSet {
  const set = new ChunkSet(CHUNKS)
  for (const chunk of chunks) set.add(chunk)
  return set
}

/** Long runs, so that whole words are full or empty, with some chunks turned over. */
const members = fc
  .tuple(
    fc.nat({ max: CHUNKS }),
    fc.nat({ max: CHUNKS }),
    fc.array(fc.integer({ min: 1, max: CHUNKS }), { maxLength: 4 }),
  )
  .map(([from, to, turned]) => {
    const chunks = new Set(Array.from({ length: CHUNKS }, (_, index) => index + 1).filter((n) => n > from && n <= to))
    for (const chunk of turned) if (!chunks.delete(chunk)) chunks.add(chunk)
    return chunks
  })
const place = fc.integer({ min: 1, max: CHUNKS })

test('a range is all there exactly when each of its chunks is', () => {
  fc.assert(
    fc.property(members, place, place, (have, one, other) => {
      const [first, last] = [Math.min(one, other), Math.max(one, other)]
      const each = Array.from({ length: last - first + 1 }, (_, index) => have.has(first + index))
      expect(setOf(have).hasAll(first, last)).toBe(each.every(Boolean))
    }),
    { numRuns: 500 },
  )
})

test('the first missing chunk of a range is the first that the other has and this one lacks', () => {
  fc.assert(
    fc.property(members, members, place, place, (have, holder, one, other) => {
      const [first, last] = [Math.min(one, other), Math.max(one, other)]
      const missing = [...holder].filter((chunk) => chunk >= first && chunk <= last && !have.has(chunk))
      expect(setOf(have).firstMissing(setOf(holder), first, last)).toBe(missing.length === 0 ? 0 : Math.min(...missing))
    }),
    { numRuns: 500 },
  )
})

test('its ranges are its chunks, and no two of them touch', () => {
  fc.assert(
    fc.property(members, (have) => {
      const ranges = setOf(have).ranges()
      const chunks = ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at))
      expect(chunks).toEqual([...have].sort((a, b) => a - b))
      ranges.slice(1).forEach(([first], index) => expect(first).toBeGreaterThan((ranges[index]?.[1] ?? 0) + 1))
    }),
    { numRuns: 500 },
  )
})

test('a full set of any size is one range, an empty one none', () => {
  for (const chunks of [1, 31, 32, 33, 64, 1024]) {
    const set = new ChunkSet(chunks)
    expect(set.ranges()).toEqual([])
    set.addRanges([[1, chunks]])
    expect(set.ranges()).toEqual([[1, chunks]])
  }
  expect(new ChunkSet(0).ranges()).toEqual([])
})

test('of no range nothing is missing', () => {
  const full = setOf(Array.from({ length: CHUNKS }, (_, index) => index + 1))
  for (const last of [31, 32, 63, CHUNKS]) expect(setOf([]).firstMissing(full, last + 1, last)).toBe(0)
})
