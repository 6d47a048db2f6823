// Lines of UTF-8 text on a stream, each ended by a newline. Knows neither sockets nor what the lines mean. However the
// stream is cut into chunks, the same lines come out.

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const NOTHING = new Uint8Array(0)
// A byte order mark is a character like any other: the default would swallow it at the beginning of a line.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export type NextLine =
  /** Without its end, '\n' or '\r\n'. */
  | { readonly kind: 'line'; readonly text: string }
  /** More bytes are needed. */
  | { readonly kind: 'wait' }
  /** This line is passed over, the next one is read again. */
  | { readonly kind: 'bad'; readonly fault: LineFault }

export type LineFault = 'too-long' | 'not-utf8'

const WAIT: NextLine = { kind: 'wait' }
const TOO_LONG: NextLine = { kind: 'bad', fault: 'too-long' }

/** Call `push` with each chunk that arrives, then `next` until it says 'wait'. Holds a line and one chunk at most. */
export class LineReader {
  readonly #maxLineBytes: number
  #bytes: Uint8Array = NOTHING
  #start = 0
  #end = 0
  /** Up to where no newline was found. */
  #searched = 0
  /** False while `#bytes` is the caller's own chunk, which may change after `next` has said 'wait'. */
  #ownsBytes = false
  /** Inside a line that is too long, and was called so already. */
  #isSkipping = false

  /** `maxLineBytes`: of one line, its end not counted. */
  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    if (this.#start === this.#end) {
      this.#bytes = chunk
      this.#start = 0
      this.#searched = 0
      this.#end = chunk.length
      this.#ownsBytes = false
      return
    }
    this.#makeRoom(chunk.length)
    this.#bytes.set(chunk, this.#end)
    this.#end += chunk.length
  }

  next(): NextLine {
    for (;;) {
      const found = this.#bytes.subarray(this.#searched, this.#end).indexOf(NEWLINE)
      if (found === -1) return this.#incomplete()
      const line = this.#bytes.subarray(this.#start, this.#searched + found)
      this.#start = this.#searched = this.#searched + found + 1
      if (!this.#isSkipping) return line.length > this.#maxLineBytes ? TOO_LONG : decodeLine(line)
      this.#isSkipping = false
    }
  }

  /** What came after the last line that `next` gave, and is no longer held here: for a stream that is no text any more. */
  takeRest(): Uint8Array {
    const rest = this.#bytes.slice(this.#start, this.#end)
    this.#drop()
    return rest
  }

  #incomplete(): NextLine {
    this.#searched = this.#end
    const held = this.#end - this.#start
    if (this.#isSkipping || held === 0) {
      this.#drop()
      return WAIT
    }
    if (held > this.#maxLineBytes) {
      this.#isSkipping = true
      this.#drop()
      return TOO_LONG
    }
    if (!this.#ownsBytes) this.#makeRoom(0)
    return WAIT
  }

  #drop(): void {
    this.#bytes = NOTHING
    this.#start = this.#end = this.#searched = 0
  }

  /** Moves what is left to a buffer of our own with room for `more` bytes; doubling keeps many tiny chunks linear. */
  #makeRoom(more: number): void {
    const held = this.#end - this.#start
    if (this.#ownsBytes && this.#end + more <= this.#bytes.length) return
    const target = new Uint8Array(Math.max(64, (held + more) * 2))
    target.set(this.#bytes.subarray(this.#start, this.#end))
    this.#searched -= this.#start
    this.#bytes = target
    this.#start = 0
    this.#end = held
    this.#ownsBytes = true
  }
}

function decodeLine(line: Uint8Array): NextLine {
  const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length
  try {
    return { kind: 'line', text: utf8.decode(line.subarray(0, end)) }
  } catch {
    return { kind: 'bad', fault: 'not-utf8' }
  }
}
