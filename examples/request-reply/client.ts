// The client of the account: one request after the other, each asked again until it is answered.
import type { Host, Program, Socket, StartProgram, Timer } from 'seednet'
import { FrameReader, frame } from './framing.ts'
import { isAddReply, PORT } from './protocol.ts'

const ANSWER_WITHIN_MS = 400
const PAUSE_MS = 50

export interface ClientOptions {
  readonly server: string
  /** What to add, in order. */
  readonly amounts: readonly number[]
}

/** Ends with 0 when every request is answered. */
export function accountClient(options: ClientOptions): StartProgram {
  return (host) => new Client(host, options)
}

class Client implements Program {
  readonly #host: Host
  readonly #options: ClientOptions
  #next = 0
  #socket: Socket | null = null
  #timer: Timer | undefined

  constructor(host: Host, options: ClientOptions) {
    this.#host = host
    this.#options = options
    this.#ask()
  }

  interrupt(): void {
    this.#host.exit(1)
  }

  get #id(): string {
    return `${this.#host.name} ${this.#next}`
  }

  /** On the connection there is, or a new one. */
  #ask(): void {
    const amount = this.#options.amounts[this.#next]
    if (amount === undefined) {
      this.#host.exit(0)
      return
    }
    this.#host.report('asks', { id: this.#id })
    this.#timer = this.#host.clock.setTimeout(() => this.#socket?.destroy(), ANSWER_WITHIN_MS)
    this.#socket ??= this.#connect()
    this.#socket.write(frame({ id: this.#id, amount }))
  }

  #connect(): Socket {
    const reader = new FrameReader()
    const socket = this.#host.net.connect({ host: this.#options.server, port: PORT })
    socket.on('data', (bytes) => {
      for (const value of reader.push(bytes)) if (isAddReply(value)) this.#hear(value.id, value.balance)
    })
    socket.on('error', (error) => this.#host.report('connection-lost', { code: error.code ?? error.message }))
    // Whatever went wrong: the same request goes out again, on a new connection.
    socket.on('close', () => {
      this.#socket = null
      this.#host.clock.clearTimeout(this.#timer)
      this.#timer = this.#host.clock.setTimeout(() => this.#ask(), PAUSE_MS)
    })
    return socket
  }

  #hear(id: string, balance: number): void {
    if (id !== this.#id) return
    this.#host.clock.clearTimeout(this.#timer)
    this.#host.report('answered', { id, balance })
    this.#next++
    this.#ask()
  }
}
