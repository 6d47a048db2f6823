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
    for (let chunk = first; chunk <= last; chunk++) if (!this.has(chunk)) return false
    return true
  }

  ranges(): ChunkRange[] {
    const ranges: ChunkRange[] = []
    for (let chunk = 1; chunk <= this.chunks; chunk++) {
      if (!this.has(chunk)) continue
      const first = chunk
      while (chunk < this.chunks && this.has(chunk + 1)) chunk++
      ranges.push([first, chunk])
    }
    return ranges
  }
}
