// Reads one JSON object from a byte stream that has no delimiter and no length prefix: finds where it ends by counting
// brackets outside strings, each byte looked at once. It knows no socket and no message.
import { type Decoded, decoded, refused } from './decoded.ts'

/** How deep arrays and objects may nest. No message of the chunk swarm needs more than five. */
export const MAX_JSON_DEPTH = 32

/** The object, its text as it came, and the bytes of the last piece behind it: whoever has no use for them ignores them. */
export interface JsonDocument {
  readonly value: Readonly<Record<string, unknown>>
  readonly text: string
  readonly rest: Uint8Array
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const CLOSE_BRACE = 0x7d
const CLOSE_BRACKET = 0x5d

export class JsonDocumentReader {
  readonly #maxBytes: number
  readonly #pieces: Uint8Array[] = []
  #sizeBytes = 0
  /** The closing brackets that are due, the innermost last. */
  readonly #due: number[] = []
  #inString = false
  #escaped = false

  /** `maxBytes`: of the document, with the white space before it. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** True once a byte of the document (or white space before it) was taken. */
  get hasBegun(): boolean {
    return this.#sizeBytes > 0
  }

  /**
   * Takes the next bytes. Null: the document goes on. Otherwise it is complete, or can never become one; then the reader
   * is done and takes no more.
   */
  push(bytes: Uint8Array): Decoded<JsonDocument> | null {
    for (let at = 0; at < bytes.length; at++) {
      if (this.#sizeBytes + at >= this.#maxBytes) return refused(`the message is larger than ${this.#maxBytes} bytes`)
      const fault = this.#scan(bytes[at] as number)
      if (fault !== null) return refused(fault)
      if (this.#due.length === 0 && bytes[at] === CLOSE_BRACE) return this.#finish(bytes, at + 1)
    }
    // A copy: the caller may use its memory again.
    if (bytes.length > 0) this.#pieces.push(new Uint8Array(bytes))
    this.#sizeBytes += bytes.length
    return null
  }

  #scan(byte: number): string | null {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) this.#inString = false
      return null
    }
    if (byte === OPEN_BRACE || (byte === OPEN_BRACKET && this.#due.length > 0)) {
      this.#due.push(byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)
      return this.#due.length > MAX_JSON_DEPTH ? `the message nests deeper than ${MAX_JSON_DEPTH}` : null
    }
    if (this.#due.length === 0) return isWhiteSpace(byte) ? null : 'the message is not a JSON object'
    if (byte === QUOTE) this.#inString = true
    // A wrong bracket is refused at once: the end of such a message would never come.
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && this.#due.pop() !== byte) {
      return 'the message is not valid JSON'
    }
    return null
  }

  #finish(last: Uint8Array, end: number): Decoded<JsonDocument> {
    const parsed = parseJsonObject(this.#sizeBytes === 0 ? last.subarray(0, end) : this.#joined(last, end))
    return parsed.ok ? decoded({ ...parsed.value, rest: last.subarray(end) }) : parsed
  }

  #joined(last: Uint8Array, end: number): Uint8Array {
    const bytes = new Uint8Array(this.#sizeBytes + end)
    let at = 0
    for (const piece of this.#pieces) {
      bytes.set(piece, at)
      at += piece.length
    }
    bytes.set(last.subarray(0, end), at)
    return bytes
  }
}

function isWhiteSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parseJsonObject(bytes: Uint8Array): Decoded<{ value: Readonly<Record<string, unknown>>; text: string }> {
  let text: string
  try {
    text = strictUtf8.decode(bytes)
  } catch {
    return refused('the message is not valid UTF-8')
  }
  try {
    return decoded({ value: JSON.parse(text) as Record<string, unknown>, text })
  } catch {
    return refused('the message is not valid JSON')
  }
}
