// Bytes that were written and have not been sent yet, cut into segments on the way out.
import { Fifo } from '../fifo.ts'

export class SendQueue {
  length = 0
  readonly #chunks = new Fifo<Uint8Array>()
  /** Bytes of the first chunk that are gone already. */
  #offset = 0

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes)
    this.length += bytes.length
  }

  /** Removes `count` bytes, at most `length`. A view where they lie together, else a copy. */
  take(count: number): Uint8Array {
    const first = this.#chunks.first as Uint8Array
    const available = first.length - this.#offset
    this.length -= count
    if (available > count) {
      const view = first.subarray(this.#offset, this.#offset + count)
      this.#offset += count
      return view
    }
    if (available === count) {
      const view = this.#offset === 0 ? first : first.subarray(this.#offset)
      this.#next()
      return view
    }
    return this.#gather(count)
  }

  #gather(count: number): Uint8Array {
    const bytes = Buffer.allocUnsafeSlow(count)
    let filled = 0
    while (filled < count) {
      const first = this.#chunks.first as Uint8Array
      const part = first.subarray(this.#offset, this.#offset + count - filled)
      bytes.set(part, filled)
      filled += part.length
      this.#offset += part.length
      if (this.#offset === first.length) this.#next()
    }
    return bytes
  }

  #next(): void {
    this.#offset = 0
    this.#chunks.shift()
  }
}
