// Memory for the large frames of a program, used again and again: a swarm moves its file through frames many times over,
// and each one allocated anew is work for the garbage collector. Who takes memory gives it back when nobody reads it any
// more; what is never given back is ordinary garbage.

/** Frames kept for later; more are let go. */
const MAX_KEPT = 16
/** Smaller ones are let go too: to make them is quick, and a peer of a small file should not keep more than that. */
export const LEAST_KEPT_BYTES = 65_536

export class FramePool {
  readonly #kept: Uint8Array[] = []

  /** Memory of exactly that size. Its content is whatever was there before. */
  take(sizeBytes: number): Uint8Array {
    for (let index = this.#kept.length - 1; index >= 0; index--) {
      const bytes = this.#kept[index] as Uint8Array
      if (bytes.length !== sizeBytes) continue
      this.#kept[index] = this.#kept[this.#kept.length - 1] as Uint8Array
      this.#kept.pop()
      return bytes
    }
    return new Uint8Array(sizeBytes)
  }

  /** The caller must not use it any more, nor any view of it. */
  give(bytes: Uint8Array): void {
    if (bytes.length >= LEAST_KEPT_BYTES && this.#kept.length < MAX_KEPT) this.#kept.push(bytes)
  }
}
