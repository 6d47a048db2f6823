// Which chunks to ask a source for next: from the block that the fewest neighbours have, so that rare ones spread first.
// It knows chunk numbers and nothing of who sends them.
import type { Random } from '../../host/random.ts'
import { MAX_BLOCK_CHUNKS } from '../../wire/chunk-frames.ts'
import type { ChunkRange, ChunkRanges } from '../../wire/chunk-ranges.ts'
import type { ChunkSet } from '../../wire/chunk-set.ts'

/** A small file is cut into about so many blocks, so that its neighbours have something to give each other early. */
const BLOCKS_OF_A_SMALL_FILE = 64

/**
 * A file of so many blocks or more is fetched in stretches of blocks that follow each other: a disk, and the memory before
 * it, takes them more cheaply than blocks from all over the file.
 */
export const STRETCHED_FROM_BLOCKS = 128
export const STRETCH_BLOCKS = 16

/** Two copies of a chunk may be on their way at the end of a fetch, when sources would otherwise have nothing to do. */
const MAX_COPIES = 2

export class ChunkPicker {
  /** Chunks of one request, but for the last one of the file. */
  readonly blockChunks: number
  readonly #have: ChunkSet
  readonly #random: Random
  /** Requests in flight for each chunk. */
  readonly #copies: Uint8Array
  /** Chunks of each block that are neither here nor on their way. */
  readonly #missing: Uint32Array
  /** How many chunks of each block the neighbours have, all together. */
  readonly #holdings: Uint32Array
  /** No block with something missing has fewer holdings: who finds one with so many need not look further. */
  #leastHoldings = 0
  /** The block behind the one that was picked last. */
  #nextBlock = 0

  /** `have` is watched: add to it through `arrived` only. */
  constructor(have: ChunkSet, random: Random) {
    this.#have = have
    this.#random = random
    this.blockChunks = Math.min(MAX_BLOCK_CHUNKS, Math.max(1, Math.ceil(have.chunks / BLOCKS_OF_A_SMALL_FILE)))
    const blocks = Math.ceil(have.chunks / this.blockChunks)
    this.#copies = new Uint8Array(have.chunks + 1)
    this.#missing = new Uint32Array(blocks)
    this.#holdings = new Uint32Array(blocks)
    this.recount()
  }

  /** After chunks were taken out of `have`: counts anew, and forgets what is in flight. */
  recount(): void {
    this.#missing.fill(0)
    this.#copies.fill(0)
    for (let chunk = 1; chunk <= this.#have.chunks; chunk++) {
      if (!this.#have.has(chunk)) this.#addMissing(chunk, 1)
    }
  }

  /** A neighbour has chunks that it did not have before; `delta` -1: it has them no more, or is gone. */
  noteHolding([first, last]: ChunkRange, delta: 1 | -1): void {
    for (let chunk = first; chunk <= last; ) {
      const block = this.#blockOf(chunk)
      const end = Math.min(last, (block + 1) * this.blockChunks)
      this.#holdings[block] = (this.#holdings[block] as number) + delta * (end - chunk + 1)
      chunk = end + 1
    }
    if (delta < 0) this.#leastHoldings = 0
  }

  noteGone(holder: ChunkSet): void {
    for (const range of holder.ranges()) this.noteHolding(range, -1)
  }

  /** Up to `maxChunks` chunks in a row that `holder` has and nobody was asked for, now in flight. O(blocks), less while many are equally rare. */
  pick(holder: ChunkSet, maxChunks: number): ChunkRange | null {
    const blocks = this.#missing.length
    if (blocks === 0) return null
    const start = this.#startOf(blocks)
    let fewest = Number.POSITIVE_INFINITY
    let chosen = 0
    for (const [begin, end] of [[start, blocks] as const, [0, start] as const]) {
      for (let block = begin; ; block++) {
        block = this.#nextOfUse(holder, block, end)
        if (block === end) break
        const holdings = this.#holdings[block] as number
        if (this.#missing[block] === 0 || holdings >= fewest) continue
        const chunk = this.#firstIn(block, holder, 0)
        if (chunk === 0) continue
        fewest = holdings
        chosen = chunk
        if (fewest <= this.#leastHoldings) return this.#take(chosen, holder, maxChunks, 0)
      }
    }
    this.#leastHoldings = this.#countLeastHoldings()
    return chosen === 0 ? null : this.#take(chosen, holder, maxChunks, 0)
  }

  /** As `pick`, of chunks that another source was asked for already: for the end, when one slow source would hold up all. */
  pickAgain(holder: ChunkSet, maxChunks: number): ChunkRange | null {
    const blocks = this.#missing.length
    for (let block = 0; block < blocks; block++) {
      for (let copies = 1; copies < MAX_COPIES; copies++) {
        const chunk = this.#firstIn(block, holder, copies)
        if (chunk !== 0) return this.#take(chunk, holder, maxChunks, copies)
      }
    }
    return null
  }

  /** A request ended, with or without its chunk. */
  release(first: number, count: number): void {
    for (let chunk = first; chunk < first + count; chunk++) {
      const copies = (this.#copies[chunk] as number) - 1
      // A recount may have come between.
      if (copies < 0) continue
      this.#copies[chunk] = copies
      if (copies === 0 && !this.#have.has(chunk)) this.#addMissing(chunk, 1)
    }
  }

  /** A request ended; those of its chunks that are not in `ranges` came wrong or not at all. */
  releaseOthers(first: number, count: number, ranges: ChunkRanges): void {
    let next = first
    for (const [from, to] of ranges) {
      this.release(next, from - next)
      next = to + 1
    }
    this.release(next, first + count - next)
  }

  /** The chunk is on the disk. Its request, if there was one, is released afterwards. */
  arrived(chunk: number): void {
    if (this.#have.add(chunk) && this.#copies[chunk] === 0) this.#addMissing(chunk, -1)
  }

  /** A random block, or stretch of a large file: of equally rare ones not everybody must choose the same. */
  #startOf(blocks: number): number {
    if (blocks < STRETCHED_FROM_BLOCKS) return this.#random.below(blocks)
    const isWithin = this.#nextBlock % STRETCH_BLOCKS !== 0 && this.#nextBlock < blocks
    if (isWithin) return this.#nextBlock
    return this.#random.below(Math.ceil(blocks / STRETCH_BLOCKS)) * STRETCH_BLOCKS
  }

  /** The first block, from `begin` to before `end`, of which `holder` has something that is not here; `end` when there is none. */
  #nextOfUse(holder: ChunkSet, begin: number, end: number): number {
    const last = Math.min(this.#have.chunks, end * this.blockChunks)
    const chunk = this.#have.firstMissing(holder, begin * this.blockChunks + 1, last)
    return chunk === 0 ? end : this.#blockOf(chunk)
  }

  #countLeastHoldings(): number {
    let least = Number.POSITIVE_INFINITY
    for (let block = 0; block < this.#missing.length; block++) {
      if (this.#missing[block] !== 0) least = Math.min(least, this.#holdings[block] as number)
    }
    return Number.isFinite(least) ? least : 0
  }

  #take(first: number, holder: ChunkSet, maxChunks: number, copies: number): ChunkRange {
    const end = Math.min(this.#have.chunks, (this.#blockOf(first) + 1) * this.blockChunks, first + maxChunks - 1)
    let last = first
    while (last < end && this.#isWanted(last + 1, holder, copies)) last++
    this.#nextBlock = this.#blockOf(last + 1)
    for (let chunk = first; chunk <= last; chunk++) {
      this.#copies[chunk] = copies + 1
      if (copies === 0) this.#addMissing(chunk, -1)
    }
    return [first, last]
  }

  /** 0 when there is none. */
  #firstIn(block: number, holder: ChunkSet, copies: number): number {
    const last = Math.min(this.#have.chunks, (block + 1) * this.blockChunks)
    let chunk = this.#have.firstMissing(holder, block * this.blockChunks + 1, last)
    while (chunk !== 0 && this.#copies[chunk] !== copies) chunk = this.#have.firstMissing(holder, chunk + 1, last)
    return chunk
  }

  #isWanted(chunk: number, holder: ChunkSet, copies: number): boolean {
    return this.#copies[chunk] === copies && !this.#have.has(chunk) && holder.has(chunk)
  }

  #addMissing(chunk: number, delta: number): void {
    const block = this.#blockOf(chunk)
    this.#missing[block] = (this.#missing[block] as number) + delta
    // A block that nothing was missing of may be rarer than those that were looked at.
    if (delta > 0 && (this.#holdings[block] as number) < this.#leastHoldings)
      this.#leastHoldings = this.#holdings[block] as number
  }

  #blockOf(chunk: number): number {
    return Math.floor((chunk - 1) / this.blockChunks)
  }
}
