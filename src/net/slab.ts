// A piece of memory in which the bytes of many packets lie, and views of it. Knows nothing of what they are.

type BufferConstructor = new (memory: ArrayBuffer, offset: number, length: number) => Buffer

/** The class that Buffers are instances of: to call it costs half of what `subarray` does, which asks for the memory first. */
const FastBuffer = (Buffer as unknown as { readonly [Symbol.species]: BufferConstructor })[Symbol.species]

export class Slab {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly #memory: ArrayBuffer
  readonly #start: number

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes
    this.#memory = bytes.buffer
    this.#start = bytes.byteOffset
  }

  /** A Buffer over `length` bytes from `offset` on. */
  view(offset: number, length: number): Uint8Array {
    return new FastBuffer(this.#memory, this.#start + offset, length)
  }
}
