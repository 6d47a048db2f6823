// A socket that carries lines. Knows how to read, send, close and hand the stream over, not what lines mean.
//
// A connection ends in one of these ways, and `onClose` comes once after each but the last:
// 1. `end()`: what was sent still arrives, then both ends close;
// 2. the other end closes, or the connection breaks;
// 3. `destroy()`: at once;
// 4. `detach()`: the socket goes on in other hands, with the bytes that came after the last line.
import type { Clock } from '../../host/clock.ts'
import type { SystemError } from '../../host/errors.ts'
import type { Socket } from '../../host/socket.ts'
import { type LineFault, LineReader } from '../../wire/line-reader.ts'
import { OrderlyClose } from '../common/orderly-close.ts'
import { LINGER_MS } from './limits.ts'

export interface LineHandlers {
  onLine(line: string): void
  /** A line was passed over. The next one is read again. */
  onBadLine(fault: LineFault): void
  /** The connection is gone. `errorCode` says how it broke, null when it was closed in good order. */
  onClose(errorCode: string | null): void
}

export interface DetachedStream {
  /** Paused. */
  readonly socket: Socket
  /** What came already, before anything the socket will give. */
  readonly rest: Uint8Array
}

export class LineConnection {
  readonly #socket: Socket
  readonly #handlers: LineHandlers
  readonly #reader: LineReader
  readonly #ending: OrderlyClose
  #errorCode: string | null = null

  constructor(clock: Clock, socket: Socket, maxLineBytes: number, handlers: LineHandlers) {
    this.#socket = socket
    this.#handlers = handlers
    this.#reader = new LineReader(maxLineBytes)
    this.#ending = new OrderlyClose(clock, socket, LINGER_MS)
    socket.setNoDelay(true)
    socket.on('data', this.#onData)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  /** True once nothing more is sent or listened to. */
  get isClosing(): boolean {
    return this.#ending.isClosing
  }

  /** Bytes sent that the system has not taken yet. */
  get waitingBytes(): number {
    return this.#socket.writableLength
  }

  /** Does nothing once the connection is closing. */
  send(line: string): void {
    if (!this.#ending.isClosing) this.#socket.write(`${line}\n`)
  }

  /** Lines that are encoded already. They must not be changed afterwards. */
  sendBytes(pieces: readonly Uint8Array[]): void {
    if (this.#ending.isClosing) return
    if (pieces.length > 1) this.#socket.cork()
    for (const piece of pieces) if (piece.length > 0) this.#socket.write(piece)
    if (pieces.length > 1) this.#socket.uncork()
  }

  /** Calls back once there is room for more, at once if there is. Never, when the connection is gone before. */
  whenRoom(callback: () => void): void {
    if (this.#socket.writableNeedDrain) this.#socket.once('drain', callback)
    else callback()
  }

  /** Reads no more for now. */
  pause(): void {
    if (!this.#ending.isClosing) this.#socket.pause()
  }

  resume(): void {
    if (!this.#ending.isClosing) this.#socket.resume()
  }

  end(lastLine?: string): void {
    if (this.#ending.isClosing) return
    if (lastLine !== undefined) this.send(lastLine)
    this.#ending.end()
  }

  destroy(): void {
    this.#ending.destroy()
  }

  /** Within `onLine`: that line was the last one. Nothing is called any more. */
  detach(): DetachedStream {
    this.#ending.isClosing = true
    this.#socket.pause()
    this.#socket.off('data', this.#onData)
    this.#socket.off('error', this.#onError)
    this.#socket.off('close', this.#onClose)
    return { socket: this.#socket, rest: this.#reader.takeRest() }
  }

  readonly #onData = (bytes: Uint8Array): void => {
    if (this.#ending.isClosing) return
    this.#reader.push(bytes)
    while (!this.#ending.isClosing) {
      const next = this.#reader.next()
      if (next.kind === 'wait') break
      if (next.kind === 'line') this.#handlers.onLine(next.text)
      else this.#handlers.onBadLine(next.fault)
    }
  }

  readonly #onError = (error: SystemError): void => {
    this.#errorCode = error.code ?? error.message
  }

  readonly #onClose = (): void => {
    this.#ending.closed()
    this.#handlers.onClose(this.#errorCode)
  }
}
