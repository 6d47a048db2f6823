// The bytes of a stream that were written and not yet acknowledged, where they lie: for the first sending and for every
// other. It hands out places, not copies; who sends what is the sender's business.
import type { PacketMemory } from '../packet-memory.ts'
import type { Slab } from '../slab.ts'
import { MAX_SEND_BUFFER_BYTES, MIN_SEND_BUFFER_BYTES, SEND_BUFFER_WINDOWS } from './parameters.ts'

/** The SYN takes sequence number 0. */
const FIRST_BYTE = 1

/** What was written in one go: the bytes `start` to `end` of the stream lie in `slab` from `offset` on. */
interface Chunk {
  slab: Slab
  offset: number
  start: number
  /** Grows while what is written next lies right behind it. */
  end: number
  /** The chunk after it. */
  next: Chunk | null
}

export class SendBuffer {
  /** Sequence number after the newest byte. */
  end = FIRST_BYTE
  /** What `locate` found: the wanted bytes lie in `slab` from `offset` on. */
  slab: Slab
  offset = 0
  readonly #memory: PacketMemory
  /** A chain of chunks without gaps, the oldest first. Mostly there is one, or none. */
  #first: Chunk | null = null
  #last: Chunk | null = null
  /** The chunk that `locate` found last: the next is mostly here or just behind. */
  #near: Chunk | null = null
  /** One that is not needed any more: the next to be written is it. */
  #spare: Chunk | null = null
  /** It grows with the congestion window up to the most, and never shrinks. */
  #sizeBytes: number
  readonly #mostBytes: number

  /** `sizeBytes`: absent, the size is tuned. */
  constructor(memory: PacketMemory, sizeBytes?: number) {
    this.#memory = memory
    this.#sizeBytes = sizeBytes ?? MIN_SEND_BUFFER_BYTES
    this.#mostBytes = sizeBytes ?? MAX_SEND_BUFFER_BYTES
    this.slab = memory.slab
  }

  /** Bytes that it has room for while those from `unacknowledged` on are kept; negative when these are too many already. */
  room(unacknowledged: number, congestionWindowBytes: number): number {
    const wanted = Math.min(Math.floor(SEND_BUFFER_WINDOWS * congestionWindowBytes), this.#mostBytes)
    if (wanted > this.#sizeBytes) this.#sizeBytes = wanted
    const first = unacknowledged > FIRST_BYTE ? unacknowledged : FIRST_BYTE
    return this.#sizeBytes - (this.end > first ? this.end - first : 0)
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
      this.#gather(chunk, sequence, length)
      return
    }
    if (this.slab !== chunk.slab) this.slab = chunk.slab
    this.offset = chunk.offset + sequence - chunk.start
  }

  /** Forgets the chunks that end at `sequence` or before. */
  release(sequence: number): void {
    let first = this.#first
    if (first === null || first.end > sequence) return
    this.#spare = first
    do {
      first.slab.release()
      first = first.next
    } while (first !== null && first.end <= sequence)
    this.#spare.next = null
    this.#first = first
    if (first === null) this.#last = null
    if (this.#near !== null && (first === null || this.#near.start < first.start)) this.#near = first
  }

  /** The connection is gone: nothing is kept. */
  clear(): void {
    this.release(this.end)
  }

  #add(slab: Slab, offset: number, length: number): void {
    const start = this.end
    this.end = start + length
    const last = this.#last
    if (last !== null && last.slab === slab && last.offset + start - last.start === offset) {
      last.end = this.end
      return
    }
    slab.keep()
    const chunk = this.#newChunk(slab, offset, start)
    if (last === null) this.#first = chunk
    else last.next = chunk
    this.#last = chunk
  }

  #newChunk(slab: Slab, offset: number, start: number): Chunk {
    const spare = this.#spare
    if (spare === null) return { slab, offset, start, end: this.end, next: null }
    this.#spare = null
    spare.slab = slab
    spare.offset = offset
    spare.start = start
    spare.end = this.end
    return spare
  }

  /** The chunk that holds the byte. */
  #find(sequence: number): Chunk {
    let chunk = this.#near
    if (chunk === null || sequence < chunk.start) chunk = this.#first as Chunk
    while (chunk.end <= sequence) chunk = chunk.next as Chunk
    if (this.#near !== chunk) this.#near = chunk
    return chunk
  }

  /** A copy of bytes that lie in several chunks, from this one on. */
  #gather(from: Chunk, sequence: number, length: number): void {
    const memory = this.#memory
    memory.reserve(length)
    let filled = 0
    for (let chunk: Chunk | null = from; chunk !== null && filled < length; chunk = chunk.next) {
      const { slab, offset, start, end } = chunk
      const skip = sequence + filled - start
      const count = Math.min(end - start - skip, length - filled)
      memory.slab.bytes.set(slab.view(offset + skip, count), memory.offset + filled)
      filled += count
    }
    this.slab = memory.slab
    this.offset = memory.offset
  }
}
