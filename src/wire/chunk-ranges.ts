// Sets of chunk numbers as sorted ranges: [[1,68]] stands for 1, 2, … 68. What the tracker keeps and what travels in messages.
import { type Decoded, decoded, refused } from './decoded.ts'

/** First and last chunk, both included. */
export type ChunkRange = readonly [first: number, last: number]

/** Sorted, apart by at least one missing number. */
export type ChunkRanges = readonly ChunkRange[]

/** Ranges a peer may name for one file: a file in more pieces than this is a sign of nonsense. */
export const MAX_RANGES = 65_536

/** Checks ranges from outside, and sorts and merges them. Every number must be in 1..`chunks`. */
export function normalizeRanges(ranges: readonly (readonly number[])[], chunks: number): Decoded<ChunkRange[]> {
  if (ranges.length > MAX_RANGES) return refused(`more than ${MAX_RANGES} chunk ranges`)
  for (const range of ranges) {
    const [first, last] = range
    if (range.length !== 2 || !Number.isInteger(first) || !Number.isInteger(last)) {
      return refused('a chunk range is not a pair of whole numbers')
    }
    if ((first as number) > (last as number)) return refused(`chunk range ${first}..${last} runs backwards`)
    if ((first as number) < 1 || (last as number) > chunks) {
      return refused(`chunks ${first}..${last} are out of range: the file has ${chunks}`)
    }
  }
  return decoded(merge([...(ranges as ChunkRange[])].sort((a, b) => a[0] - b[0])))
}

function merge(sorted: readonly ChunkRange[]): ChunkRange[] {
  const merged: ChunkRange[] = []
  for (const range of sorted) {
    const last = merged.at(-1)
    if (last !== undefined && range[0] <= last[1] + 1) {
      merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])]
    } else merged.push(range)
  }
  return merged
}

/** The set with `chunk` in it. O(n log n) in the number of ranges. */
export function withChunk(ranges: ChunkRanges, chunk: number): ChunkRanges {
  if (hasChunk(ranges, chunk)) return ranges
  return merge([...ranges, [chunk, chunk] as const].sort((a, b) => a[0] - b[0]))
}

/** O(log of the number of ranges). */
export function hasChunk(ranges: ChunkRanges, chunk: number): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle] as ChunkRange)[1] < chunk) low = middle + 1
    else high = middle
  }
  const range = ranges[low]
  return range !== undefined && range[0] <= chunk
}

/** How many chunks the set has. */
export function countChunks(ranges: ChunkRanges): number {
  let count = 0
  for (const [first, last] of ranges) count += last - first + 1
  return count
}

/** The numbers one by one: as many as `countChunks` says, so ask that first when the ranges come from outside. */
export function numbersOf(ranges: ChunkRanges): number[] {
  const numbers: number[] = []
  for (const [first, last] of ranges) for (let chunk = first; chunk <= last; chunk++) numbers.push(chunk)
  return numbers
}

/** From ranges in any order, which may overlap. */
export function unionOf(ranges: readonly ChunkRange[]): ChunkRange[] {
  return merge([...ranges].sort((a, b) => a[0] - b[0]))
}

/** The range cut into pieces of `most` chunks, the last of which may be shorter. */
export function piecesOf([first, last]: ChunkRange, most: number): ChunkRange[] {
  const pieces: ChunkRange[] = []
  for (let from = first; from <= last; from += most) pieces.push([from, Math.min(last, from + most - 1)])
  return pieces
}

/** From numbers in any order, duplicates allowed. */
export function rangesOf(numbers: readonly number[]): ChunkRange[] {
  return merge([...numbers].sort((a, b) => a - b).map((chunk) => [chunk, chunk] as const))
}
