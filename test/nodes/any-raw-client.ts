// A client that sends what bytes a test likes, and keeps what comes back: the part that knows no protocol.
import type { Host } from '../../src/host/host.ts'
import type { Program } from '../../src/host/program.ts'
import type { Socket } from '../../src/host/socket.ts'

export abstract class AnyRawClient<Sendable> {
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
  constructor(host: string, port: number, opening: readonly Sendable[]) {
    this.#target = { host, port }
    this.#opening = opening
  }

  readonly start = (host: Host): Program => {
    const begin = host.clock.monotonicNow()
    const socket = host.net.connect({ ...this.#target, allowHalfOpen: this.allowHalfOpen }, () => {
      socket.setNoDelay(true)
      for (const one of this.#opening) this.send(one)
    })
    socket.on('data', (bytes) => this.receive(bytes))
    socket.on('error', (error) => {
      this.errorCode = error.code ?? error.message
    })
    socket.on('close', () => {
      this.closedAfterMs = Math.round(host.clock.monotonicNow() - begin)
    })
    this.#socket = socket
    return { interrupt: () => host.exit(0) }
  }

  protected abstract encode(one: Sendable): Uint8Array
  protected abstract receive(bytes: Uint8Array): void

  send(one: Sendable): void {
    this.#socket?.write(this.encode(one))
  }

  /** Reads nothing any more. */
  goDeaf(): void {
    this.#socket?.pause()
  }

  hear(): void {
    this.#socket?.resume()
  }
}
