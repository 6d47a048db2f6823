// Where the bytes that programs write are copied to: large slabs, handed out piece by piece and never reused. A slab goes
// when the last view of it goes, so a receiver may keep what it was given.

const SLAB_BYTES = 256 * 1024
/** Larger pieces get memory of their own, so that they do not hold on to a slab. */
const LARGE_BYTES = 32 * 1024

export class ByteArena {
  #slab = Buffer.alloc(0)
  #used = 0

  copy(bytes: Uint8Array): Uint8Array {
    const size = bytes.length
    if (size > LARGE_BYTES) {
      const own = Buffer.allocUnsafeSlow(size)
      own.set(bytes)
      return own
    }
    if (this.#used + size > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
      this.#used = 0
    }
    const start = this.#used
    this.#used += size
    this.#slab.set(bytes, start)
    return this.#slab.subarray(start, start + size)
  }
}
