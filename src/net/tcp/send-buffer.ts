// The bytes of a stream that were written and not yet acknowledged, where they lie: for the first sending and for every
// other. It hands out places, not copies; who sends what is the sender's business.
import { Fifo } from '../fifo.ts'
import { Slab } from '../slab.ts'

const NO_SLAB = new Slab(Buffer.alloc(0))

/** What one write brought: the bytes `start` to `end` of the stream lie in `slab` from `offset` on. */
interface Chunk {
  readonly slab: Slab
  readonly offset: number
  readonly start: number
  readonly end: number
}

export class SendBuffer {
  /** Sequence number after the newest byte. */
  end: number
  /** What `locate` found: the wanted bytes lie in `slab` from `offset` on. */
  slab = NO_SLAB
  offset = 0
  /** The oldest first, without gaps. */
  #chunks = new Fifo<Chunk>()
  /** The chunk that `locate` found last, counted from the oldest: the next is mostly here or just behind. */
  #near = 0

  /** `start`: the sequence number of the first byte to come. */
  constructor(start: number) {
    this.end = start
  }

  /** Adds `length` bytes (at least one) that lie in `slab` from `offset` on and stay as they are. */
  push(slab: Slab, offset: number, length: number): void {
    const start = this.end
    this.end = start + length
    this.#chunks.push({ slab, offset, start, end: this.end })
  }

  /** Finds the `length` bytes from `sequence` on, all of them kept here: where they lie, or a copy when they lie apart. */
  locate(sequence: number, length: number): void {
    const chunk = this.#find(sequence)
    if (sequence + length > chunk.end) {
      this.#gather(sequence, length)
      return
    }
    this.slab = chunk.slab
    this.offset = chunk.offset + sequence - chunk.start
  }

  /** Forgets the chunks that end at `sequence` or before. */
  release(sequence: number): void {
    const chunks = this.#chunks
    for (let first = chunks.first; first !== undefined && first.end <= sequence; first = chunks.first) {
      chunks.shift()
      if (this.#near > 0) this.#near--
    }
    // A slab is large: a connection that has nothing to send must not hold on to one.
    if (chunks.size === 0) this.slab = NO_SLAB
  }

  /** The connection is gone: nothing is kept. */
  clear(): void {
    this.#chunks = new Fifo()
    this.#near = 0
    this.slab = NO_SLAB
  }

  /** The chunk that holds the byte; `#near` tells its place. */
  #find(sequence: number): Chunk {
    const chunks = this.#chunks
    let chunk = chunks.at(this.#near)
    if (chunk === undefined || sequence < chunk.start) {
      this.#near = 0
      chunk = chunks.first as Chunk
    }
    while (chunk.end <= sequence) chunk = chunks.at(++this.#near) as Chunk
    return chunk
  }

  /** A copy of bytes that lie in several chunks, from the one at `#near` on. */
  #gather(sequence: number, length: number): void {
    const bytes = Buffer.allocUnsafeSlow(length)
    let filled = 0
    for (let index = this.#near; filled < length; index++) {
      const { slab, offset, start, end } = this.#chunks.at(index) as Chunk
      const skip = sequence + filled - start
      const count = Math.min(end - start - skip, length - filled)
      bytes.set(slab.bytes.subarray(offset + skip, offset + skip + count), filled)
      filled += count
    }
    this.slab = new Slab(bytes)
    this.offset = 0
  }
}
