// Memory for the large frames of a program, used again and again: a swarm moves its file through frames many times over,
// and each one allocated anew is work for the garbage collector. Who takes memory gives it back when nobody reads it any
// more; what is never given back is ordinary garbage.

/** Smaller frames are let go: to make them is quick, and a peer of a small file should not keep more than that. */
export const LEAST_KEPT_BYTES = 65_536
const MAX_KEPT = 16
/** Sizes are rounded up to this: a block that came and one to send differ by the bytes before them. */
const STEP_BYTES = 4_096

export class FramePool {
  readonly #kept: Uint8Array[] = []
  readonly #leastBytes: number
  readonly #maxKept: number

  /** Keeps frames of `leastBytes` or more for later: the last `maxKept`, because blocks grow while a source is quick. */
  constructor(leastBytes = LEAST_KEPT_BYTES, maxKept = MAX_KEPT) {
    this.#leastBytes = leastBytes
    this.#maxKept = maxKept
  }

  /** Memory of exactly that size. Its content is whatever was there before. */
  take(sizeBytes: number): Uint8Array {
    if (sizeBytes < this.#leastBytes) return new Uint8Array(sizeBytes)
    const capacity = Math.ceil(sizeBytes / STEP_BYTES) * STEP_BYTES
    const index = this.#kept.findLastIndex((memory) => memory.length === capacity)
    const memory = index < 0 ? new Uint8Array(capacity) : (this.#kept.splice(index, 1)[0] as Uint8Array)
    return memory.subarray(0, sizeBytes)
  }

  /** What `take` gave, or a view of it. The caller must not use it any more, nor any other view of it. */
  give(bytes: Uint8Array): void {
    const memory = new Uint8Array(bytes.buffer)
    if (memory.length < this.#leastBytes) return
    this.#kept.push(memory)
    if (this.#kept.length > this.#maxKept) this.#kept.shift()
  }
}
