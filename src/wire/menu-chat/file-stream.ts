// What comes on a connection that carries a file: lines, and between two of them a known number of bytes as they are.
import { LineReader, type NextLine } from '../line-reader.ts'
import { MAX_DATA_LINE_BYTES } from './messages.ts'

const NOTHING = new Uint8Array(0)

export type NextPiece =
  | NextLine
  /** Bytes of the file: a view that is valid until the next call. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }

/** Call `push` with each chunk that arrives, then `next` until it says 'wait'. */
export class FileStreamReader {
  readonly #lines = new LineReader(MAX_DATA_LINE_BYTES)
  #chunk: Uint8Array = NOTHING
  #bytesLeft = 0

  push(chunk: Uint8Array): void {
    if (this.#bytesLeft > 0) this.#chunk = chunk
    else this.#lines.push(chunk)
  }

  /** After the line just read come so many bytes that are no lines. */
  expectBytes(count: number): void {
    this.#bytesLeft = count
    if (count > 0) this.#chunk = this.#lines.takeRest()
  }

  next(): NextPiece {
    if (this.#bytesLeft === 0) return this.#lines.next()
    if (this.#chunk.length === 0) return { kind: 'wait' }
    const bytes = this.#chunk.subarray(0, this.#bytesLeft)
    this.#bytesLeft -= bytes.length
    // Past the last byte it is lines again.
    if (this.#bytesLeft === 0) this.#lines.push(this.#chunk.subarray(bytes.length))
    this.#chunk = NOTHING
    return { kind: 'bytes', bytes }
  }
}
