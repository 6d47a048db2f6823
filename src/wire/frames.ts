// Frames on a stream: a 4-byte big-endian length of what follows, 1 byte of type, the body.
// Knows neither sockets nor what the types mean. However the stream is cut into chunks, the same frames come out.

const LENGTH_BYTES = 4
const TYPE_BYTES = 1
/** What a frame costs on top of its body. */
export const FRAME_OVERHEAD_BYTES = LENGTH_BYTES + TYPE_BYTES

export interface Frame {
  readonly type: number
  /** A view that is valid until the next call of the reader. */
  readonly body: Uint8Array
}

export interface FrameReaderOptions {
  /** The longest frame that is taken, its 4 bytes of length included. The reader never holds more than this and one chunk. */
  readonly maxFrameBytes: number
  /** Unknown types are refused when their first bytes arrive, not when the whole frame has. */
  readonly isKnownType: (type: number) => boolean
}

export type NextFrame =
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** More bytes are needed. */
  | { readonly kind: 'wait' }
  /** The stream cannot be read any further. */
  | { readonly kind: 'bad'; readonly reason: string }

const WAIT: NextFrame = { kind: 'wait' }
const NOTHING = new Uint8Array(0)

/** Call `push` with each chunk that arrives, then `next` until it says 'wait' or 'bad'. */
export class FrameReader {
  readonly #options: FrameReaderOptions
  #bytes: Uint8Array = NOTHING
  #start = 0
  #end = 0
  /** False while `#bytes` is the caller's own chunk, which may change after `next` has said 'wait'. */
  #ownsBytes = false
  #bad: NextFrame | null = null

  constructor(options: FrameReaderOptions) {
    this.#options = options
  }

  push(chunk: Uint8Array): void {
    if (this.#bad !== null || chunk.length === 0) return
    if (this.#start === this.#end) {
      this.#bytes = chunk
      this.#start = 0
      this.#end = chunk.length
      this.#ownsBytes = false
      return
    }
    this.#makeRoom(chunk.length)
    this.#bytes.set(chunk, this.#end)
    this.#end += chunk.length
  }

  next(): NextFrame {
    if (this.#bad !== null) return this.#bad
    const available = this.#end - this.#start
    if (available < LENGTH_BYTES) return this.#wait()
    const length = readUint32(this.#bytes, this.#start)
    const { maxFrameBytes, isKnownType } = this.#options
    if (length < TYPE_BYTES) return this.#fail('a message of length 0')
    if (length + LENGTH_BYTES > maxFrameBytes) {
      return this.#fail(`a message of ${length + LENGTH_BYTES} bytes, at most ${maxFrameBytes} are allowed`)
    }
    if (available === LENGTH_BYTES) return this.#wait()
    const type = this.#bytes[this.#start + LENGTH_BYTES] as number
    if (!isKnownType(type)) return this.#fail(`a message of the unknown type ${type}`)
    if (available < LENGTH_BYTES + length) return this.#wait()
    const body = this.#bytes.subarray(this.#start + FRAME_OVERHEAD_BYTES, this.#start + LENGTH_BYTES + length)
    this.#start += LENGTH_BYTES + length
    return { kind: 'frame', frame: { type, body } }
  }

  #fail(reason: string): NextFrame {
    this.#bytes = NOTHING
    this.#start = this.#end = 0
    this.#bad = { kind: 'bad', reason }
    return this.#bad
  }

  #wait(): NextFrame {
    if (this.#start === this.#end) {
      this.#bytes = NOTHING
      this.#start = this.#end = 0
    } else if (!this.#ownsBytes) {
      this.#makeRoom(0)
    }
    return WAIT
  }

  /** Moves what is left to a buffer of our own with room for `more` bytes; doubling keeps many tiny chunks linear. */
  #makeRoom(more: number): void {
    const held = this.#end - this.#start
    if (this.#ownsBytes && this.#end + more <= this.#bytes.length) return
    const needed = held + more
    const fits = this.#ownsBytes && needed * 2 <= this.#bytes.length
    const target = fits ? this.#bytes : new Uint8Array(Math.max(64, needed * 2))
    if (fits) target.copyWithin(0, this.#start, this.#end)
    else target.set(this.#bytes.subarray(this.#start, this.#end))
    this.#bytes = target
    this.#start = 0
    this.#end = held
    this.#ownsBytes = true
  }
}

/** The frame; its body may be given in two parts, which spares whoever has a payload to put it together. */
export function encodeFrame(type: number, body: Uint8Array, rest: Uint8Array = NOTHING): Uint8Array {
  const length = TYPE_BYTES + body.length + rest.length
  const frame = new Uint8Array(LENGTH_BYTES + length)
  writeUint32(frame, 0, length)
  frame[LENGTH_BYTES] = type
  frame.set(body, FRAME_OVERHEAD_BYTES)
  frame.set(rest, FRAME_OVERHEAD_BYTES + body.length)
  return frame
}

function readUint32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]
  return a * 0x1000000 + ((b << 16) | (c << 8) | d)
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
