// Where the bytes that programs write are copied to: large slabs, handed out piece by piece and never reused. A slab goes
// when the last view of it goes, so a receiver may keep what it was given.

import { Slab } from './slab.ts'

const SLAB_BYTES = 256 * 1024
/** Larger pieces get memory of their own, so that they do not hold on to a slab. */
const LARGE_BYTES = 32 * 1024

export class ByteArena {
  /** Where the last copy lies. */
  slab = new Slab(Buffer.alloc(0))
  offset = 0
  #current = this.slab
  #used = 0

  /** Copies the first `size` of the bytes; `slab` and `offset` then tell where to. */
  copy(bytes: Uint8Array, size: number): void {
    if (size > LARGE_BYTES) {
      this.slab = new Slab(Buffer.allocUnsafeSlow(size))
      this.offset = 0
    } else {
      if (this.#used + size > this.#current.bytes.length) {
        this.#current = new Slab(Buffer.allocUnsafeSlow(SLAB_BYTES))
        this.#used = 0
      }
      this.slab = this.#current
      this.offset = this.#used
      this.#used += size
    }
    this.slab.bytes.set(size === bytes.length ? bytes : bytes.subarray(0, size), this.offset)
  }
}
