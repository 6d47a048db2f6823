// A range of seeds: `1..1000`, or one seed alone. Seeds of a sweep are whole numbers; to a run they are texts like any other.

export interface SeedRange {
  readonly first: number
  /** Included. */
  readonly last: number
}

/** The user's mistake, in a line. */
export class SeedRangeError extends Error {
  override name = 'SeedRangeError'
}

/** Throws `SeedRangeError`. */
export function readSeedRange(text: string): SeedRange {
  const [, from = '', , to = from] = /^(\d{1,16})(\.\.(\d{1,16}))?$/.exec(text) ?? []
  const [first, last] = [Number(from), Number(to)]
  const isRange = from !== '' && Number.isSafeInteger(first) && Number.isSafeInteger(last) && first <= last
  if (!isRange) throw new SeedRangeError(`seeds are given as two whole numbers, the first..the last, not "${text}"`)
  return { first, last }
}

export function seedCount({ first, last }: SeedRange): number {
  return last - first + 1
}

/** Cuts a range into parts of at most `size` seeds, in order. */
export function* cutRange({ first, last }: SeedRange, size: number): Generator<SeedRange> {
  for (let from = first; from <= last; from += size) yield { first: from, last: Math.min(last, from + size - 1) }
}
