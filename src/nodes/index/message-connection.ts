// A socket that carries messages of the index swarm. Knows how to read, send, refuse and close, not what messages mean.
//
// A connection ends in one of these ways, and `onClose` comes once after each:
// 1. `end()`: what was sent still arrives, then both ends close;
// 2. `refuse()`: the same after one last message that says why; so do bytes that are no message, after `onBad`;
// 3. the other end closes, or the connection breaks;
// 4. `destroy()`: at once.
import type { Clock } from '../../host/clock.ts'
import type { Socket } from '../../host/socket.ts'
import { encodeMessage } from '../../wire/index/encode-message.ts'
import { MessageReader } from '../../wire/index/message-reader.ts'
import type { Message, RefusalCode } from '../../wire/index/messages.ts'
import { OrderlyClose } from '../common/orderly-close.ts'
import { LINGER_MS } from './limits.ts'

export interface ConnectionHandlers {
  onMessage(message: Message): void
  /** What came is no message. The other end has been told, and the connection is closing. */
  onBad(reason: string): void
  /** The connection is gone. `errorCode` says how it broke, null when it was closed in good order. */
  onClose(errorCode: string | null): void
}

export class MessageConnection {
  readonly #socket: Socket
  readonly #handlers: ConnectionHandlers
  readonly #reader: MessageReader
  readonly #ending: OrderlyClose
  #errorCode: string | null = null

  constructor(clock: Clock, socket: Socket, maxMessageBytes: number, handlers: ConnectionHandlers) {
    this.#socket = socket
    this.#handlers = handlers
    this.#reader = new MessageReader(maxMessageBytes)
    this.#ending = new OrderlyClose(clock, socket, LINGER_MS)
    socket.setNoDelay(true)
    socket.on('data', (bytes) => {
      if (this.#ending.isClosing) return
      this.#reader.push(bytes)
      this.#readMessages()
    })
    socket.on('drain', () => this.#onDrain())
    socket.on('error', (error) => {
      this.#errorCode = error.code ?? error.message
    })
    socket.on('close', () => {
      this.#ending.closed()
      handlers.onClose(this.#errorCode)
    })
  }

  /** True once nothing more is sent or listened to. */
  get isClosing(): boolean {
    return this.#ending.isClosing
  }

  /** Does nothing once the connection is closing. */
  send(message: Message): void {
    this.sendFrame(encodeMessage(message))
  }

  /** A message that is encoded already. */
  sendFrame(frame: Uint8Array): void {
    if (!this.#ending.isClosing) this.#socket.write(frame)
  }

  refuse(code: RefusalCode, text: string): void {
    this.send({ type: 'refusal', code, text })
    this.end()
  }

  end(): void {
    this.#ending.end()
  }

  destroy(): void {
    this.#ending.destroy()
  }

  #readMessages(): void {
    while (!this.#ending.isClosing) {
      // Who asks without reading the answers is not listened to: the answers would pile up here.
      if (this.#socket.writableNeedDrain) {
        this.#socket.pause()
        return
      }
      const next = this.#reader.next()
      if (next.kind === 'wait') return
      if (next.kind === 'bad') {
        this.refuse('malformed', next.reason)
        this.#handlers.onBad(next.reason)
      } else {
        this.#handlers.onMessage(next.message)
      }
    }
  }

  #onDrain(): void {
    if (this.#ending.isClosing) return
    this.#socket.resume()
    this.#readMessages()
  }
}
