// Lists of packet numbers as text: numbers with spaces between them, as the seed has them; ours also write `5-9` for 5 to 9.
import { type Decoded, decoded, refused } from '../decoded.ts'
import { MAX_PACKETS } from './packet.ts'

/** From the first to the last, both counted. */
export type NumberRange = readonly [first: number, last: number]

const ENTRY = /^(\d{1,10})(?:-(\d{1,10}))?$/

/** With `5-9` for runs of three and more. */
export function encodeRanges(ranges: readonly NumberRange[]): string {
  return ranges.map(([first, last]) => (last - first < 2 ? listed([[first, last]]) : `${first}-${last}`)).join(' ')
}

/** Every number on its own, for old servers: at most `maxNumbers`. */
export function encodeNumbers(ranges: readonly NumberRange[], maxNumbers: number): string {
  const numbers: number[] = []
  for (const [first, last] of ranges) {
    for (let number = first; number <= last && numbers.length < maxNumbers; number++) numbers.push(number)
  }
  return numbers.join(' ')
}

function listed(ranges: readonly NumberRange[]): string {
  return encodeNumbers(ranges, Infinity)
}

/** An empty list is fine; numbers from `count` on are not. */
export function decodeNumberList(text: string, count: number): Decoded<NumberRange[]> {
  const ranges: NumberRange[] = []
  for (const entry of text.split(/[ ,\t]+/)) {
    if (entry === '') continue
    const match = ENTRY.exec(entry)
    if (match === null) return refused('it is no list of packet numbers')
    const first = Number(match[1])
    const last = match[2] === undefined ? first : Number(match[2])
    if (last < first) return refused(`${entry} runs backwards`)
    if (last >= Math.min(count, MAX_PACKETS)) return refused(`there is no packet ${last}, the file has ${count}`)
    ranges.push([first, last])
  }
  return decoded(ranges)
}

/** Whether text can be a list at all, or a part of one. */
export function isNumberList(text: string): boolean {
  return /^[\d \t,-]*\d[\d \t,-]*$/.test(text)
}

/** At most `maxRanges` that cover all of `ranges`, which are in order: those with the smallest gaps between them become one. */
export function joinRanges(ranges: readonly NumberRange[], maxRanges: number): readonly NumberRange[] {
  if (ranges.length <= maxRanges) return ranges
  const gapBefore = (index: number) => (ranges[index]?.[0] ?? 0) - (ranges[index - 1]?.[1] ?? 0)
  const cuts = Array.from({ length: ranges.length - 1 }, (_, index) => index + 1)
    .sort((one, other) => gapBefore(other) - gapBefore(one) || one - other)
    .slice(0, maxRanges - 1)
    .sort((one, other) => one - other)
  const starts = [0, ...cuts]
  return starts.map((start, index) => {
    const end = (starts[index + 1] ?? ranges.length) - 1
    return [ranges[start]?.[0] ?? 0, ranges[end]?.[1] ?? 0] as const
  })
}

/** In order, and each number once. */
export function mergeRanges(ranges: readonly NumberRange[]): NumberRange[] {
  const merged: [number, number][] = []
  for (const [first, last] of [...ranges].sort(([one], [other]) => one - other)) {
    const before = merged.at(-1)
    if (before === undefined || first > before[1] + 1) merged.push([first, last])
    else before[1] = Math.max(before[1], last)
  }
  return merged
}

/** How many numbers are in both. Each must be as `mergeRanges` makes them. */
export function countCommon(ones: readonly NumberRange[], others: readonly NumberRange[]): number {
  let count = 0
  let at = 0
  for (const [first, last] of ones) {
    while ((others[at]?.[1] ?? Infinity) < first) at++
    for (let next = at; ; next++) {
      const [start, end] = others[next] ?? [Infinity, Infinity]
      if (start > last) break
      count += Math.min(last, end) - Math.max(first, start) + 1
    }
  }
  return count
}
