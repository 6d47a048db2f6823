// The bytes of a stream that were written and not yet acknowledged, where they lie: for the first sending and for every
// other. It hands out places, not copies; who sends what is the sender's business.
import { Fifo } from '../fifo.ts'
import type { PacketMemory } from '../packet-memory.ts'
import type { Slab } from '../slab.ts'

/** What was written in one go: the bytes `start` to `end` of the stream lie in `slab` from `offset` on. */
interface Chunk {
  readonly slab: Slab
  readonly offset: number
  readonly start: number
  /** Grows while what is written next lies right behind it. */
  end: number
}

export class SendBuffer {
  /** Sequence number after the newest byte. */
  end: number
  /** What `locate` found: the wanted bytes lie in `slab` from `offset` on. */
  slab: Slab
  offset = 0
  readonly #memory: PacketMemory
  /** The oldest first, without gaps. */
  #chunks = new Fifo<Chunk>()
  /** The chunk that `locate` found last, counted from the oldest: the next is mostly here or just behind. */
  #near = 0

  /** `start`: the sequence number of the first byte to come. */
  constructor(start: number, memory: PacketMemory) {
    this.end = start
    this.#memory = memory
    this.slab = memory.slab
  }

  /** Adds a copy of the first `length` of the bytes, at least one. */
  push(bytes: Uint8Array, length: number): void {
    const memory = this.#memory
    for (let done = 0; done < length; ) {
      const size = memory.copySome(bytes, done, length - done)
      this.#add(memory.slab, memory.offset, size)
      done += size
    }
  }

  /**
   * Finds the `length` bytes from `sequence` on, all of them kept here: where they lie, or a copy when they lie apart, which is
   * there until something else is written.
   */
  locate(sequence: number, length: number): void {
    const chunk = this.#find(sequence)
    if (sequence + length > chunk.end) {
      this.#gather(sequence, length)
      return
    }
    if (this.slab !== chunk.slab) this.slab = chunk.slab
    this.offset = chunk.offset + sequence - chunk.start
  }

  /** Forgets the chunks that end at `sequence` or before. */
  release(sequence: number): void {
    const chunks = this.#chunks
    for (let first = chunks.first; first !== undefined && first.end <= sequence; first = chunks.first) {
      first.slab.release()
      chunks.shift()
      if (this.#near > 0) this.#near--
    }
  }

  /** The connection is gone: nothing is kept. */
  clear(): void {
    this.release(this.end)
    this.#chunks = new Fifo()
  }

  #add(slab: Slab, offset: number, length: number): void {
    const start = this.end
    this.end = start + length
    const last = this.#chunks.last
    if (last !== undefined && last.slab === slab && last.offset + start - last.start === offset) {
      last.end = this.end
      return
    }
    slab.keep()
    this.#chunks.push({ slab, offset, start, end: this.end })
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
    const memory = this.#memory
    memory.reserve(length)
    let filled = 0
    for (let index = this.#near; filled < length; index++) {
      const { slab, offset, start, end } = this.#chunks.at(index) as Chunk
      const skip = sequence + filled - start
      const count = Math.min(end - start - skip, length - filled)
      memory.slab.bytes.set(slab.view(offset + skip, count), memory.offset + filled)
      filled += count
    }
    this.slab = memory.slab
    this.offset = memory.offset
  }
}
