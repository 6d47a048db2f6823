// Cuts what a connection brings into messages, in one of two ways that the other end chooses with its first message: a
// newline ends each message (ours), or each piece that arrives is one (clients of the seed, one `send` each). Knows no clock:
// its owner tells it when the first message has had its time.
import { LineReader } from '../line-reader.ts'

export type MessageStyle = 'lines' | 'pieces'

export type NextMessage =
  | { readonly kind: 'message'; readonly text: string }
  /** More bytes are needed; while the style is null, time may help too. */
  | { readonly kind: 'wait' }
  /** A message was passed over. With `isFatal` there is no telling where the next one begins. */
  | { readonly kind: 'bad'; readonly reason: string; readonly isFatal: boolean }

const NEWLINE = 0x0a
const WAIT: NextMessage = { kind: 'wait' }
// Lenient: a long message of an old client is cut anywhere, inside a character too.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Call `push` with each piece that arrives, then `next` until it says 'wait'. */
export class MessageSplitter {
  readonly #maxMessageBytes: number
  readonly #lines: LineReader
  #style: MessageStyle | null
  /** Pieces that came while the style is unknown, or that are messages. Copies: a piece may change after `push`. */
  #pieces: Uint8Array[] = []
  #pieceBytes = 0

  /** `style`: when it is known beforehand. */
  constructor(maxMessageBytes: number, style: MessageStyle | null = null) {
    this.#maxMessageBytes = maxMessageBytes
    this.#lines = new LineReader(maxMessageBytes)
    this.#style = style
  }

  /** Null until it is known. */
  get style(): MessageStyle | null {
    return this.#style
  }

  /** True while something has come that may be a message or the beginning of a line. */
  get isUndecided(): boolean {
    return this.#style === null && this.#pieces.length > 0
  }

  push(piece: Uint8Array): void {
    if (this.#style === null && piece.includes(NEWLINE)) {
      this.#style = 'lines'
      for (const earlier of this.#pieces.splice(0)) this.#lines.push(earlier)
    }
    if (this.#style === 'lines') return this.#lines.push(piece)
    this.#pieces.push(piece.slice())
    this.#pieceBytes += piece.length
  }

  /** No newline came in time: each piece is a message. */
  settle(): void {
    this.#style ??= 'pieces'
  }

  next(): NextMessage {
    if (this.#style === 'lines') return this.#nextLine()
    if (this.#style === null) {
      return this.#pieceBytes > this.#maxMessageBytes ? this.#tooLong(true) : WAIT
    }
    const piece = this.#pieces.shift()
    if (piece === undefined) return WAIT
    this.#pieceBytes -= piece.length
    if (piece.length > this.#maxMessageBytes) return this.#tooLong(false)
    return { kind: 'message', text: utf8.decode(piece).replace(/[\r\n]+$/, '') }
  }
  #nextLine(): NextMessage {
    const next = this.#lines.next()
    if (next.kind === 'wait') return WAIT
    if (next.kind === 'line') return { kind: 'message', text: next.text }
    if (next.fault === 'too-long') return this.#tooLong(false)
    return { kind: 'bad', reason: 'the message is no UTF-8 text', isFatal: false }
  }

  #tooLong(isFatal: boolean): NextMessage {
    return { kind: 'bad', reason: `the message is longer than ${this.#maxMessageBytes} bytes`, isFatal }
  }
}
