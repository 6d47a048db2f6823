// One connection over which a file is sent, whoever opened it: takes the token, sends the file no faster than it is taken,
// and waits for the acknowledgement.
//
// 1. 'fetch' comes; 2. 'file' with the length goes out; 3. the bytes; 4. 'sha256'; 5. 'done' comes, or 'failed'.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { decodeLine, encodeLine } from '../../wire/menu-chat/line-codec.ts'
import {
  DATA_LINES,
  DATA_MARK,
  MAX_DATA_LINE_BYTES,
  OWNER_LINES,
  REQUESTER_LINES,
  type ReasonCode,
} from '../../wire/menu-chat/messages.ts'
import { readFully } from '../common/durable-file.ts'
import { IdleWatch } from '../common/idle-watch.ts'
import { closeReason, quoted } from '../common/texts.ts'
import { PIECE_BYTES, STALLS_IN_BUFFERS } from './limits.ts'
import { LineConnection } from './line-connection.ts'

/** A file that was announced to a requester, and is open. */
export interface OfferedFile {
  readonly file: string
  readonly fd: number
  readonly sizeBytes: number
}

/** What a buggified read gets. */
const SHORT_READ_BYTES = 100

export interface UploadHandlers {
  /** The file that the token stands for, and this is the one to send it; null: there is none. */
  claim(upload: Upload, token: string): OfferedFile | null
  /** Over: the requester has it (null), or why not. Only after a claim, once. */
  onResult(upload: Upload, failure: string | null): void
  onClosed(upload: Upload): void
}

export class Upload {
  readonly #host: Host
  readonly #handlers: UploadHandlers
  readonly #stallLimitMs: number
  readonly #connection: LineConnection
  readonly #socket: Socket
  #watch: IdleWatch
  #offer: OfferedFile | null = null
  #isSent = false
  #isOver = false

  constructor(host: Host, socket: Socket, stallLimitMs: number, handlers: UploadHandlers) {
    this.#host = host
    this.#socket = socket
    this.#handlers = handlers
    this.#stallLimitMs = stallLimitMs
    this.#watch = new IdleWatch(host.clock, stallLimitMs, (periods) => this.#onStall(periods))
    this.#connection = new LineConnection(host.clock, socket, MAX_DATA_LINE_BYTES, {
      onLine: (line) => this.#onLine(line),
      onBadLine: () => this.#refuse('bad-line', 'that is no line'),
      onClose: (errorCode) => {
        this.#finish(closeReason(errorCode))
        this.#watch.stop()
        handlers.onClosed(this)
      },
    })
  }

  /** Tells the server whose requester waits for this connection. Before anything comes. */
  introduce(token: string): void {
    this.#connection.send(`${DATA_MARK}${encodeLine(DATA_LINES, { type: 'give', token })}`)
  }

  /** Turns the other end away, whatever it wants. */
  refuse(code: ReasonCode, text: string): void {
    this.#refuse(code, text)
  }

  /** Stops; a result follows when there was none. */
  destroy(reason: string): void {
    this.#connection.destroy()
    this.#finish(reason)
  }

  #onLine(line: string): void {
    const message = decodeLine(REQUESTER_LINES, line)
    if (!message.ok) return this.#refuse('bad-line', message.reason)
    this.#watch.touch()
    const { value } = message
    if (value.type === 'fetch' && this.#offer === null) return this.#onFetch(value.token)
    if (value.type === 'done' && this.#isSent) {
      this.#finish(null)
      return this.#connection.end()
    }
    if (value.type === 'failed' && this.#offer !== null) {
      this.#finish(`the requester says ${quoted(value.text)}`)
      return this.#connection.destroy()
    }
    this.#refuse('bad-line', `'${value.type}' is not expected now`)
  }

  #onFetch(token: string): void {
    this.#offer = this.#handlers.claim(this, token)
    if (this.#offer === null) return this.#refuse('unknown-token', 'no file was announced with this token')
    const { sizeBytes } = this.#offer
    this.#connection.send(encodeLine(OWNER_LINES, { type: 'file', size: sizeBytes }))
    this.#send(this.#offer)
  }

  /** One piece after the other, out of the same buffer, so that any number of large files takes little memory. */
  #send(offer: OfferedFile): void {
    const hasher = this.#host.crypto.createHash('sha256')
    const buffer = new Uint8Array(Math.min(PIECE_BYTES, offer.sizeBytes))
    const step = (position: number) => {
      if (this.#isOver) return
      const most = this.#host.buggify('menu-chat short read', 0.1) ? SHORT_READ_BYTES : buffer.length
      const length = Math.min(most, offer.sizeBytes - position)
      if (length === 0) return this.#sendHash(hasher.digest())
      readFully(this.#host.disk, offer.fd, buffer, 0, length, position, (error) => {
        if (this.#isOver) return
        if (error !== null) return this.destroy('it cannot be read to its end')
        const piece = buffer.subarray(0, length)
        hasher.update(piece)
        this.#socket.write(piece, () => {
          this.#watch.touch()
          step(position + length)
        })
        const chunk = Math.floor(position / PIECE_BYTES)
        this.#host.report('chunk-sent', { file: offer.file, chunk, bytes: length })
      })
    }
    step(0)
  }

  #sendHash(hash: string): void {
    this.#isSent = true
    this.#connection.send(encodeLine(OWNER_LINES, { type: 'sha256', hash }))
  }

  #onStall(periods: number): void {
    const { isClosing } = this.#connection
    // What has left us may wait in buffers on its way, the server's among them; the requester tells when it gives up.
    if (this.#isSent && periods < STALLS_IN_BUFFERS) return
    if (!isClosing) this.destroy(`nothing was taken for ${this.#stallLimitMs} ms`)
  }

  #refuse(code: ReasonCode, text: string): void {
    // In the middle of a file there is no place for a word.
    if (this.#offer !== null && !this.#isSent) return this.destroy(text)
    this.#connection.end(encodeLine(OWNER_LINES, { type: 'error', code, text }))
    this.#finish(text)
  }

  #finish(failure: string | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#watch.stop()
    if (this.#offer !== null) this.#handlers.onResult(this, failure)
  }
}
