// A stream of bytes to messages of the index swarm, however the bytes are cut into chunks.
import { FrameReader } from '../frames.ts'
import { decodeMessage, isKnownType } from './decode-message.ts'
import { DEFAULT_MAX_MESSAGE_BYTES, type Message } from './messages.ts'

export type NextMessage =
  | { readonly kind: 'message'; readonly message: Message }
  /** More bytes are needed. */
  | { readonly kind: 'wait' }
  /** What came is no message, and nothing after it can be read. */
  | { readonly kind: 'bad'; readonly reason: string }

/** Call `push` with each chunk that arrives, then `next` until it says 'wait' or 'bad'. */
export class MessageReader {
  readonly #frames: FrameReader
  #bad: NextMessage | null = null

  constructor(maxMessageBytes: number = DEFAULT_MAX_MESSAGE_BYTES) {
    this.#frames = new FrameReader({ maxFrameBytes: maxMessageBytes, isKnownType })
  }

  push(chunk: Uint8Array): void {
    if (this.#bad === null) this.#frames.push(chunk)
  }

  next(): NextMessage {
    if (this.#bad !== null) return this.#bad
    const next = this.#frames.next()
    if (next.kind !== 'frame') return next
    const decoded = decodeMessage(next.frame)
    if (decoded.ok) return { kind: 'message', message: decoded.value }
    this.#bad = { kind: 'bad', reason: decoded.reason }
    return this.#bad
  }
}
