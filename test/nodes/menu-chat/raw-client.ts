// A client that sends what lines a test likes, and keeps the lines that come back.
import type { StartProgram } from '../../../src/host/program.ts'
import type { Socket } from '../../../src/host/socket.ts'
import { SERVER_PORT } from './chat-world.ts'

const utf8 = new TextEncoder()

export class RawClient {
  /** The bytes that came, as Latin-1: one character each. */
  received = ''
  /** Virtual milliseconds after its start, or null while the connection is open. */
  closedAfterMs: number | null = null
  /** How the connection broke, null when it did not. */
  errorCode: string | null = null
  readonly #target: { readonly host: string; readonly port: number }
  readonly #opening: readonly (string | Uint8Array)[]
  #socket: Socket | null = null

  /** Connects to the server when its host is started, and sends `opening` at once: texts are lines. */
  constructor(opening: readonly (string | Uint8Array)[] = [], host = 'server', port = SERVER_PORT) {
    this.#target = { host, port }
    this.#opening = opening
  }

  readonly start: StartProgram = (host) => {
    const begin = host.clock.monotonicNow()
    const socket = host.net.connect(this.#target, () => {
      socket.setNoDelay(true)
      for (const one of this.#opening) this.send(one)
    })
    socket.on('data', (bytes) => {
      this.received += new TextDecoder('latin1').decode(bytes)
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

  /** Whole lines that came, without pings. */
  get lines(): string[] {
    const lines = this.received.split('\n').slice(0, -1)
    return lines.filter((line) => line !== 'ping')
  }

  /** A line, or bytes as they are. */
  send(one: string | Uint8Array): void {
    this.#socket?.write(typeof one === 'string' ? utf8.encode(`${one}\n`) : one)
  }

  /** Reads nothing any more. */
  goDeaf(): void {
    this.#socket?.pause()
  }

  hear(): void {
    this.#socket?.resume()
  }
}
