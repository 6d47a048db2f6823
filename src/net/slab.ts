// A piece of memory in which the bytes of many packets lie, and views of it. It counts who has bytes in it, and knows
// nothing of what they are.

type BufferConstructor = new (memory: ArrayBuffer, offset: number, length: number) => Buffer

/** The class that Buffers are instances of: to call it costs half of what `subarray` does, which asks for the memory first. */
const FastBuffer = (Buffer as unknown as { readonly [Symbol.species]: BufferConstructor })[Symbol.species]

/** Told when nobody has bytes in a slab any more. */
export interface SlabHome {
  takeBack(slab: Slab): void
}

export class Slab {
  bytes: Uint8Array<ArrayBuffer>
  /** Other bytes will lie here when these are not needed any more: a program may not keep a view. */
  readonly isReused: boolean
  readonly #home: SlabHome | null
  #memory: ArrayBuffer
  #start: number
  /** Packets and send buffers that have bytes here. */
  #uses = 0

  /** `home`: null when nobody needs to know that it is free. */
  constructor(bytes: Uint8Array<ArrayBuffer>, home: SlabHome | null = null, isReused = false) {
    this.bytes = bytes
    this.isReused = isReused
    this.#home = home
    this.#memory = bytes.buffer
    this.#start = bytes.byteOffset
  }

  /** Other memory instead, when nobody has bytes here. */
  renew(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes
    this.#memory = bytes.buffer
    this.#start = bytes.byteOffset
  }

  get isUsed(): boolean {
    return this.#uses > 0
  }

  /** Somebody has bytes here from now on: they stay as they are until `release`. */
  keep(): void {
    this.#uses++
  }

  /** As often as `keep`. */
  release(): void {
    if (--this.#uses === 0) this.#home?.takeBack(this)
  }

  /** A Buffer over `length` bytes from `offset` on. */
  view(offset: number, length: number): Uint8Array {
    return new FastBuffer(this.#memory, this.#start + offset, length)
  }
}
