// A client that sends what bytes a test likes, and keeps what comes back.
import type { StartProgram } from '../../../src/host/program.ts'
import type { Socket } from '../../../src/host/socket.ts'
import { encodeMessage } from '../../../src/wire/index/encode-message.ts'
import { MessageReader } from '../../../src/wire/index/message-reader.ts'
import type { Message } from '../../../src/wire/index/messages.ts'

export type Sendable = Uint8Array | Message

export class RawClient {
  /** The messages that came; of a refusal, its text. */
  readonly received: unknown[] = []
  /** Virtual milliseconds after its start, or null while the connection is open. */
  closedAfterMs: number | null = null
  /** How the connection broke, null when it did not. */
  errorCode: string | null = null
  /** Set before its start: it does not close when the other end does. */
  allowHalfOpen = false
  readonly #target: { readonly host: string; readonly port: number }
  readonly #opening: readonly Sendable[]
  #socket: Socket | null = null

  /** Connects when its host is started, and sends `opening` at once. */
  constructor(host: string, port: number, ...opening: Sendable[]) {
    this.#target = { host, port }
    this.#opening = opening
  }

  readonly start: StartProgram = (host) => {
    const begin = host.clock.monotonicNow()
    const reader = new MessageReader()
    const socket = host.net.connect({ ...this.#target, allowHalfOpen: this.allowHalfOpen }, () => {
      socket.setNoDelay(true)
      for (const one of this.#opening) this.send(one)
    })
    socket.on('data', (bytes) => {
      reader.push(bytes)
      for (let next = reader.next(); next.kind !== 'wait'; next = reader.next()) {
        if (next.kind === 'bad') throw new Error(next.reason)
        this.received.push(next.message.type === 'refusal' ? next.message.text : next.message)
      }
    })
    socket.on('error', (error) => {
      this.errorCode = error.code ?? error.message
    })
    socket.on('close', () => {
      this.closedAfterMs = Math.round(host.clock.monotonicNow() - begin)
    })
    this.#socket = socket
    return { interrupt: () => host.exit(0) }
  }

  send(one: Sendable): void {
    this.#socket?.write(one instanceof Uint8Array ? one : encodeMessage(one))
  }

  /** Reads nothing any more. */
  goDeaf(): void {
    this.#socket?.pause()
  }
}
