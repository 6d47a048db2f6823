// The bytes of a stream that were written and not yet acknowledged, where they lie: for the first sending and for every
// other. It hands out places, not copies; who sends what is the sender's business.
import { nextCapacity, unrolled } from '../ring.ts'
import { Slab } from '../slab.ts'

const NO_SLAB = new Slab(Buffer.alloc(0))

export class SendBuffer {
  /** Sequence number after the newest byte. */
  end: number
  /** What `locate` found: the wanted bytes lie in `slab` from `offset` on. */
  slab = NO_SLAB
  offset = 0
  /** Sequence number of the first byte of the oldest chunk. */
  #start: number
  /** Chunks on a ring whose size is a power of 2, the oldest at `#head`: where each lies, and its end in the stream. */
  #slabs: Slab[] = []
  #offsets = new Float64Array(0)
  #ends = new Float64Array(0)
  #head = 0
  #count = 0
  /** The chunk that `locate` found last, counted from the oldest: the next is mostly here or just behind. */
  #near = 0

  /** `start`: the sequence number of the first byte to come. */
  constructor(start: number) {
    this.#start = start
    this.end = start
  }

  /** Adds `length` bytes (at least one) that lie in `slab` from `offset` on and stay as they are. */
  push(slab: Slab, offset: number, length: number): void {
    if (this.#count === this.#slabs.length) this.#grow()
    const place = this.#place(this.#count++)
    this.end += length
    this.#slabs[place] = slab
    this.#offsets[place] = offset
    this.#ends[place] = this.end
  }

  /** Finds the `length` bytes from `sequence` on, all of them kept here: where they lie, or a copy when they lie apart. */
  locate(sequence: number, length: number): void {
    const index = this.#find(sequence)
    const place = this.#place(index)
    if (sequence + length > (this.#ends[place] as number)) {
      this.#gather(index, sequence, length)
      return
    }
    this.slab = this.#slabs[place] as Slab
    this.offset = (this.#offsets[place] as number) + sequence - this.#startOf(index)
  }

  /** Forgets the chunks that end at `sequence` or before. */
  release(sequence: number): void {
    while (this.#count > 0) {
      const end = this.#ends[this.#head] as number
      if (end > sequence) return
      this.#start = end
      this.#slabs[this.#head] = NO_SLAB
      this.#head = (this.#head + 1) & (this.#slabs.length - 1)
      this.#count--
      if (this.#near > 0) this.#near--
    }
    // A slab is large: a connection that has nothing to send must not hold on to one.
    this.slab = NO_SLAB
  }

  /** The connection is gone: nothing is kept. */
  clear(): void {
    this.#slabs = []
    this.#offsets = new Float64Array(0)
    this.#ends = new Float64Array(0)
    this.#count = 0
    this.slab = NO_SLAB
  }

  #find(sequence: number): number {
    let index = this.#near < this.#count ? this.#near : 0
    if (sequence < this.#startOf(index)) index = 0
    while ((this.#ends[this.#place(index)] as number) <= sequence) index++
    this.#near = index
    return index
  }

  #gather(first: number, sequence: number, length: number): void {
    const bytes = Buffer.allocUnsafeSlow(length)
    let filled = 0
    for (let index = first; filled < length; index++) {
      const place = this.#place(index)
      const skip = sequence + filled - this.#startOf(index)
      const from = (this.#offsets[place] as number) + skip
      const count = Math.min((this.#ends[place] as number) - this.#startOf(index) - skip, length - filled)
      bytes.set((this.#slabs[place] as Slab).bytes.subarray(from, from + count), filled)
      filled += count
    }
    this.slab = new Slab(bytes)
    this.offset = 0
  }

  #startOf(index: number): number {
    return index === 0 ? this.#start : (this.#ends[this.#place(index - 1)] as number)
  }

  #place(index: number): number {
    return (this.#head + index) & (this.#slabs.length - 1)
  }

  #grow(): void {
    const head = this.#head
    const capacity = nextCapacity(this.#count)
    const slabs = [...this.#slabs.slice(head), ...this.#slabs.slice(0, head)]
    this.#slabs = slabs.concat(new Array(capacity - this.#count).fill(NO_SLAB))
    this.#offsets = unrolled(this.#offsets, head, new Float64Array(capacity))
    this.#ends = unrolled(this.#ends, head, new Float64Array(capacity))
    this.#head = 0
  }
}
