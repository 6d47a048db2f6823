// Where the bytes under way lie. What programs write is copied here once; segments that are sent, sent again and read are
// places in it.
//
// While little is under way, a slab is used once: a program that reads gets views of it, which it may keep, and the slab goes
// when the last of them goes. That is as cheap as it gets, as long as slabs live shortly. When much is under way they would
// not: the collector would take them for old, and look through all that a world has to find that they are not needed any
// more. Then slabs are used again and again, and what a program reads is copied once more (`ByteArena`).
import { Slab, type SlabHome } from './slab.ts'

export const SLAB_BYTES = 256 * 1024
/** Those that are used again are smaller: in a large one somebody nearly always has bytes. The largest piece fits into one. */
export const REUSED_SLAB_BYTES = 64 * 1024
/** V8 looks what young memory is free when there are 32 MiB of it. When half of them are under way, much of it becomes old. */
export const LITTLE_BYTES = 16 * 1024 * 1024
const NO_BYTES = Buffer.alloc(0)
/** Shorter pieces are not cut: a segment that lies in two pieces costs a copy. */
const LEAST_CUT_BYTES = 4096

export class PacketMemory implements SlabHome {
  /** Where the last copy lies. */
  slab = new Slab(NO_BYTES, this)
  offset = 0
  /** Bytes of the current slab that are taken. */
  #used = 0
  #size = 0
  /** Bytes of the slabs in which some are under way, without the current one. */
  #usedBytes = 0
  /** Slabs to be used again. */
  readonly #free: Slab[] = []
  /** Slabs without memory, which was used once. As objects they live long: that costs the collector least. */
  readonly #spent: Slab[] = []

  /**
   * Copies the bytes from `start` on, `size` of them or as many as a slab has room for, and returns how many; `slab` and
   * `offset` then tell where to. Whoever wants them to stay must `keep` the slab before the next call.
   */
  copySome(bytes: Uint8Array, start: number, size: number): number {
    const left = this.#size - this.#used
    if (size <= left) return this.#copy(bytes, start, size)
    if (left >= LEAST_CUT_BYTES) return this.#copy(bytes, start, left)
    this.#next()
    return this.#copy(bytes, start, Math.min(size, this.#size))
  }

  /** As `copySome`, but all of them in one piece: at most `REUSED_SLAB_BYTES`. */
  copy(bytes: Uint8Array): void {
    if (bytes.length > this.#size - this.#used) this.#next()
    this.#copy(bytes, 0, bytes.length)
  }

  /** Makes room for `size` bytes in one piece, at most `REUSED_SLAB_BYTES`; `slab` and `offset` tell where. */
  reserve(size: number): void {
    if (size > this.#size - this.#used) this.#next()
    this.offset = this.#used
    this.#used += size
  }

  takeBack(slab: Slab): void {
    if (slab === this.slab) {
      if (slab.isReused) this.#used = 0
      return
    }
    this.#usedBytes -= slab.bytes.length
    this.#put(slab)
  }

  #copy(bytes: Uint8Array, start: number, size: number): number {
    const offset = this.#used
    this.offset = offset
    this.#used = offset + size
    this.slab.bytes.set(size === bytes.length ? bytes : bytes.subarray(start, start + size), offset)
    return size
  }

  #next(): void {
    const { slab } = this
    if (slab.isUsed) this.#usedBytes += slab.bytes.length
    else this.#put(slab)
    this.#used = 0
    this.slab = this.#usedBytes < LITTLE_BYTES ? this.#forOnce() : (this.#free.pop() ?? this.#newSlab(true))
    this.#size = this.slab.bytes.length
  }

  #put(slab: Slab): void {
    if (slab.isReused) {
      // What a busy time needed is let go after it.
      if (this.#free.length * REUSED_SLAB_BYTES < this.#usedBytes + LITTLE_BYTES) this.#free.push(slab)
      return
    }
    slab.renew(NO_BYTES)
    this.#spent.push(slab)
  }

  #forOnce(): Slab {
    const slab = this.#spent.pop()
    if (slab === undefined) return this.#newSlab(false)
    slab.renew(Buffer.allocUnsafeSlow(SLAB_BYTES))
    return slab
  }

  #newSlab(isReused: boolean): Slab {
    return new Slab(Buffer.allocUnsafeSlow(isReused ? REUSED_SLAB_BYTES : SLAB_BYTES), this, isReused)
  }
}
