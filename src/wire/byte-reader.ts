// Reads big-endian fields out of a message's body. Running past the end gives zeros and is remembered, so that a decoder
// reads all its fields first and asks once.

export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0
  #overran = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  /** Null when the body had exactly the fields that were read, else what is wrong with its length. */
  lengthError(): string | null {
    if (this.#overran) return 'it is too short'
    return this.left > 0 ? `${this.left} bytes too many` : null
  }

  uint8(): number {
    return this.#unsigned(1)
  }

  uint16(): number {
    return this.#unsigned(2)
  }

  uint32(): number {
    return this.#unsigned(4)
  }

  /** A view, of fewer bytes than asked when the body ends before. */
  bytes(length: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#at, this.#at + length)
    if (taken.length < length) this.#overran = true
    this.#at += taken.length
    return taken
  }

  rest(): Uint8Array {
    return this.bytes(this.left)
  }

  #unsigned(width: number): number {
    if (this.left < width) {
      this.#overran = true
      this.#at = this.#bytes.length
      return 0
    }
    let value = 0
    for (let n = 0; n < width; n++) value = value * 256 + (this.#bytes[this.#at++] as number)
    return value
  }
}
