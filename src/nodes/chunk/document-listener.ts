// The server's side of one JSON document each way over a connection of its own: limits, errors, an orderly close. It knows
// no message. For each connection, in this order:
// 1. bytes are read until one document is complete; 2. the handler answers, now or later, or takes the connection over;
// 3. the answer and a FIN are sent, and what the client still sends is thrown away until it closes, for a while.
import type { Host } from '../../host/host.ts'
import type { Server } from '../../host/server.ts'
import type { Socket } from '../../host/socket.ts'
import { errorReply } from '../../wire/chunk-replies.ts'
import { type JsonDocument, JsonDocumentReader } from '../../wire/json-document.ts'
import { unmapped } from '../../wire/peer-key.ts'
import { listenAt } from '../common/listen-at.ts'
import { type DocumentLimits, LINGER_MS } from './limits.ts'

/** Connections above the limit that are told so before they are closed; even more are just closed. */
const TOLD_BEYOND_LIMIT = 64

/** A request that came whole. */
export interface IncomingDocument {
  readonly document: JsonDocument
  /** Of the client; '' when it is gone. Asking is a call of the system, so who has no use for it does not ask. */
  readonly address: string
  readonly port: number
  /** Sends the reply and closes. Once; nothing happens when the client is gone. */
  reply(text: string): void
  /** Hands over the connection: from here on nothing is done with it but counting it, and closing it with the listener. */
  takeOver(): Socket
}

export interface DocumentEvents {
  onConnection?(address: string, port: number): void
  onDocument(incoming: IncomingDocument): void
  /** A client was refused before its request could be read. */
  onRefused?(address: string, port: number, reason: string): void
}

export class DocumentListener {
  readonly #host: Host
  readonly #limits: DocumentLimits
  readonly #events: DocumentEvents
  readonly #server: Server
  readonly #open = new Set<Socket>()

  constructor(host: Host, limits: DocumentLimits, events: DocumentEvents) {
    this.#host = host
    this.#limits = limits
    this.#events = events
    this.#server = host.net.createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket))
    this.#server.maxConnections = limits.maxConnections + TOLD_BEYOND_LIMIT
  }

  /** Port 0 picks a free one. Calls back once: with the port, or with the error's code and port 0. */
  listen(port: number, callback: (errorCode: string | null, port: number) => void): void {
    this.#server.on('error', (error) => callback(error.code ?? 'the port cannot be opened', 0))
    listenAt(this.#server, port, (opened) => callback(null, opened))
  }

  /** Stops accepting, and drops the connections that are open. */
  close(): void {
    if (this.#server.listening) this.#server.close()
    for (const socket of this.#open) socket.destroy()
  }

  #accept(socket: Socket): void {
    const reader = new JsonDocumentReader(this.#limits.maxMessageBytes)
    const startedMs = this.#host.clock.monotonicNow()
    let isReading = true
    let isTakenOver = false
    let address: string | null = null
    this.#open.add(socket)

    const refuse = (reason: string) => {
      isReading = false
      this.#events.onRefused?.(addressOf(socket), portOf(socket), reason)
      this.#finish(socket, errorReply(0, reason))
    }
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#open.delete(socket))
    socket.setTimeout(this.#limits.idleMs, () => {
      if (isTakenOver) return
      if (!isReading) socket.destroy()
      else refuse(`no complete message within ${this.#limits.idleMs} ms`)
    })
    socket.on('end', () => {
      if (!isReading) return
      // Nothing at all is how a tracker looks whether a peer is alive: no error is due.
      if (reader.hasBegun) refuse('the message ends before it is complete')
      else socket.end()
    })
    socket.on('data', (bytes) => {
      if (!isReading) return
      const result = reader.push(bytes)
      if (result === null) {
        const isLate = this.#host.clock.monotonicNow() - startedMs > this.#limits.documentMs
        if (isLate) refuse(`the message took longer than ${this.#limits.documentMs} ms`)
        return
      }
      if (!result.ok) return refuse(result.reason)
      isReading = false
      this.#events.onDocument({
        document: result.value,
        get address() {
          address ??= addressOf(socket)
          return address
        },
        get port() {
          return portOf(socket)
        },
        reply: (text) => this.#finish(socket, text),
        takeOver: () => {
          isTakenOver = true
          socket.setTimeout(0)
          return socket
        },
      })
    })
    if (this.#open.size > this.#limits.maxConnections) refuse('too many connections: try again later')
    else this.#events.onConnection?.(addressOf(socket), portOf(socket))
  }

  /** Closing with bytes unread would reset the connection and lose the answer, so they are read and thrown away. */
  #finish(socket: Socket, text: string): void {
    if (socket.destroyed || socket.writableEnded) return
    socket.setTimeout(LINGER_MS)
    socket.end(text)
  }
}

function addressOf(socket: Socket): string {
  return unmapped(socket.remoteAddress ?? '')
}

function portOf(socket: Socket): number {
  return socket.remotePort ?? 0
}
