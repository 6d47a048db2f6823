// Writes big-endian fields into a body of a length that is known beforehand.
import { invariant } from '../host/errors.ts'

export class ByteWriter {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(lengthBytes: number) {
    this.#bytes = new Uint8Array(lengthBytes)
  }

  uint8(value: number): this {
    return this.#unsigned(1, value)
  }

  uint16(value: number): this {
    return this.#unsigned(2, value)
  }

  uint32(value: number): this {
    return this.#unsigned(4, value)
  }

  bytes(bytes: Uint8Array): this {
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
    return this
  }

  /** The body; all of it must have been written. */
  done(): Uint8Array {
    invariant(this.#at === this.#bytes.length, () => `wrote ${this.#at} bytes of ${this.#bytes.length}`)
    return this.#bytes
  }

  #unsigned(width: number, value: number): this {
    invariant(
      Number.isInteger(value) && value >= 0 && value < 256 ** width && this.#at + width <= this.#bytes.length,
      () => `${value} does not fit in ${width} bytes at ${this.#at}`,
    )
    let rest = value
    for (let at = this.#at + width - 1; at >= this.#at; at--) {
      this.#bytes[at] = rest % 256
      rest = Math.floor(rest / 256)
    }
    this.#at += width
    return this
  }
}
