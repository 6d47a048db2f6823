// Memory for what programs read: large slabs, handed out piece by piece and never used again. A slab goes when the last
// view of it goes, so a program may keep what it was given.
import { Slab } from './slab.ts'

const SLAB_BYTES = 256 * 1024
/** Larger pieces get memory of their own, so that they do not hold on to a slab. */
const LARGE_BYTES = 32 * 1024

export class ByteArena {
  #current = new Slab(Buffer.alloc(0))
  #used = 0

  /** A copy of `length` bytes of the slab from `offset` on: the program's own from now on. */
  copyOf(slab: Slab, offset: number, length: number): Uint8Array {
    const bytes = slab.view(offset, length)
    if (length > LARGE_BYTES) {
      const own = Buffer.allocUnsafeSlow(length)
      own.set(bytes)
      return own
    }
    if (this.#used + length > this.#current.bytes.length) {
      this.#current = new Slab(Buffer.allocUnsafeSlow(SLAB_BYTES))
      this.#used = 0
    }
    const at = this.#used
    this.#used = at + length
    this.#current.bytes.set(bytes, at)
    return this.#current.view(at, length)
  }
}
