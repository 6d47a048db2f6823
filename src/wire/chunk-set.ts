// A set of the chunks 1..n of one file as bits: what a peer has of it. Constant time to ask and to add.
import type { ChunkRange, ChunkRanges } from './chunk-ranges.ts'

export class ChunkSet {
  /** Chunks the file has. */
  readonly chunks: number
  readonly #bits: Uint32Array
  #count = 0

  constructor(chunks: number) {
    this.chunks = chunks
    this.#bits = new Uint32Array((chunks >>> 5) + 1)
  }

  /** How many are in it. */
  get count(): number {
    return this.#count
  }

  get isFull(): boolean {
    return this.#count === this.chunks
  }

  has(chunk: number): boolean {
    return (((this.#bits[chunk >>> 5] as number) >>> (chunk & 31)) & 1) === 1
  }

  /** False when it was in already. */
  add(chunk: number): boolean {
    if (this.has(chunk)) return false
    this.#bits[chunk >>> 5] = (this.#bits[chunk >>> 5] as number) | (1 << (chunk & 31))
    this.#count++
    return true
  }

  delete(chunk: number): void {
    if (!this.has(chunk)) return
    this.#bits[chunk >>> 5] = (this.#bits[chunk >>> 5] as number) & ~(1 << (chunk & 31))
    this.#count--
  }

  /** What of it was not in yet. */
  addRange([first, last]: ChunkRange): ChunkRange[] {
    const added: ChunkRange[] = []
    for (let chunk = first; chunk <= last; chunk++) {
      const begin = chunk
      while (chunk <= last && this.add(chunk)) chunk++
      if (chunk > begin) added.push([begin, chunk - 1])
    }
    return added
  }

  addRanges(ranges: ChunkRanges): void {
    for (const [first, last] of ranges) for (let chunk = first; chunk <= last; chunk++) this.add(chunk)
  }

  hasAll(first: number, last: number): boolean {
    for (let word = first >>> 5; word <= last >>> 5; word++) {
      if ((~(this.#bits[word] as number) & maskOf(word, first, last)) !== 0) return false
    }
    return true
  }

  /** The first of the chunks `first` to `last` that `other` has and this one lacks; 0 when there is none. */
  firstMissing(other: ChunkSet, first: number, last: number): number {
    const [here, there] = [this.#bits, other.#bits]
    const end = last >>> 5
    for (let word = first >>> 5; word <= end; word++) {
      // The mask only where there is something: most words of a long search have nothing.
      const missing = (there[word] as number) & ~(here[word] as number)
      const found = missing === 0 ? 0 : missing & maskOf(word, first, last)
      if (found !== 0) return word * 32 + 31 - Math.clz32(found & -found)
    }
    return 0
  }

  ranges(): ChunkRange[] {
    const ranges: ChunkRange[] = []
    for (let first = this.#next(1, true); first <= this.chunks; ) {
      const end = this.#next(first, false)
      ranges.push([first, end - 1])
      first = this.#next(end, true)
    }
    return ranges
  }

  /** The first chunk from `from` on that is in it, or is not; one beyond the last when there is none. */
  #next(from: number, isIn: boolean): number {
    for (let word = from >>> 5; word < this.#bits.length; word++) {
      const bits = this.#bits[word] as number
      const found = (isIn ? bits : ~bits) & maskOf(word, from, this.chunks)
      if (found !== 0) return Math.min(this.chunks + 1, word * 32 + 31 - Math.clz32(found & -found))
    }
    return this.chunks + 1
  }
}

/** The bits of a word that stand for chunks from `first` to `last`. */
function maskOf(word: number, first: number, last: number): number {
  const above = word === first >>> 5 ? -1 << (first & 31) : -1
  const below = word === last >>> 5 ? -1 >>> (31 - (last & 31)) : -1
  return above & below
}
