// A socket that carries messages of the datagram chat, in either style. Knows how to read, send and close, not what messages
// mean.
//
// A connection ends in one of these ways, and `onClose` comes once after each:
// 1. `end()`: what was sent still arrives, then both ends close;
// 2. the other end closes, the connection breaks, or the other end does not read;
// 3. `destroy()`: at once.
import type { Clock } from '../../host/clock.ts'
import type { Socket } from '../../host/socket.ts'
import { type MessageStyle, MessageSplitter } from '../../wire/datagram-chat/message-splitter.ts'
import { Deadline } from '../common/deadline.ts'
import { OrderlyClose } from '../common/orderly-close.ts'
import { LINGER_MS } from './limits.ts'

export interface ConnectionHandlers {
  /** Bytes came, be they a message or a part of one. */
  onHeard(): void
  onMessage(text: string): void
  /** A message was passed over. With `isFatal` no other one can be read. */
  onBad(reason: string, isFatal: boolean): void
  /** The connection is gone. `errorCode` says how it broke, null when it was closed in good order. */
  onClose(errorCode: string | null): void
}

export interface ConnectionLimits {
  readonly maxMessageBytes: number
  /** How long a first message without a newline is waited for. */
  readonly styleWaitMs: number
  readonly maxWaitingBytes: number
  readonly keepAliveMs: number
}

export class MessageConnection {
  readonly #socket: Socket
  readonly #handlers: ConnectionHandlers
  readonly #limits: ConnectionLimits
  readonly #splitter: MessageSplitter
  readonly #styleWait: Deadline
  readonly #ending: OrderlyClose
  #errorCode: string | null = null

  /** `style`: when it is known beforehand. */
  constructor(
    clock: Clock,
    socket: Socket,
    limits: ConnectionLimits,
    handlers: ConnectionHandlers,
    style: MessageStyle | null = null,
  ) {
    this.#socket = socket
    this.#handlers = handlers
    this.#limits = limits
    this.#splitter = new MessageSplitter(limits.maxMessageBytes, style)
    this.#styleWait = new Deadline(clock, () => {
      this.#splitter.settle()
      this.#readMessages()
    })
    this.#ending = new OrderlyClose(clock, socket, LINGER_MS)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, limits.keepAliveMs)
    socket.on('data', (bytes) => this.#onData(bytes))
    socket.on('end', () => this.#onEnd())
    socket.on('error', (error) => {
      this.#errorCode = error.code ?? error.message
    })
    socket.on('close', () => this.#onClose())
  }

  /** True once nothing more is sent or listened to. */
  get isClosing(): boolean {
    return this.#ending.isClosing
  }

  /** Null while the other end has not shown it: then it is sent lines. */
  get style(): MessageStyle | null {
    return this.#splitter.style
  }

  /** Does nothing once the connection is closing. Who does not read what it is sent is cut off. */
  send(text: string): void {
    if (this.#ending.isClosing) return
    this.#socket.write(this.#splitter.style === 'pieces' ? text : `${text}\n`)
    if (this.#socket.writableLength <= this.#limits.maxWaitingBytes) return
    this.#errorCode = 'it does not read'
    this.destroy()
  }

  end(lastMessage?: string): void {
    if (this.#ending.isClosing) return
    if (lastMessage !== undefined) this.send(lastMessage)
    this.#styleWait.clear()
    this.#ending.end()
  }

  destroy(): void {
    this.#ending.destroy()
  }

  #onData(bytes: Uint8Array): void {
    if (this.#ending.isClosing) return
    this.#handlers.onHeard()
    this.#splitter.push(bytes)
    if (!this.#splitter.isUndecided) this.#styleWait.clear()
    else if (!this.#styleWait.isSet) this.#styleWait.set(this.#limits.styleWaitMs)
    this.#readMessages()
  }

  /** Who says one thing without a newline and closes has said it. */
  #onEnd(): void {
    if (this.#ending.isClosing || !this.#splitter.isUndecided) return
    this.#styleWait.clear()
    this.#splitter.settle()
    this.#readMessages()
  }

  #readMessages(): void {
    while (!this.#ending.isClosing) {
      const next = this.#splitter.next()
      if (next.kind === 'wait') return
      if (next.kind === 'message') this.#handlers.onMessage(next.text)
      else this.#handlers.onBad(next.reason, next.isFatal)
    }
  }

  #onClose(): void {
    this.#styleWait.clear()
    this.#ending.closed()
    this.#handlers.onClose(this.#errorCode)
  }
}
