// The two tapes of a socket: what its own program writes, for the other end, and what the other end's program wrote, which
// its own must read.
import type { Connection } from '../tcp/connection.ts'
import type { StreamAudit } from './stream-audit.ts'
import { StreamTape } from './stream-tape.ts'

export class SocketTapes {
  readonly own = new StreamTape()
  readonly #audit: StreamAudit
  readonly #host: number
  #incoming: StreamTape | null = null

  /** `host`: the index of the program's. */
  constructor(audit: StreamAudit, host: number) {
    this.#audit = audit
    this.#host = host
  }

  /** The program wrote them. */
  wrote(bytes: Uint8Array): void {
    this.#audit.writtenBytes += bytes.length
    this.own.write(bytes)
  }

  /** The program is about to read them. Null: the connection is gone, and what it left is read. */
  read(bytes: Uint8Array, connection: Connection | null): void {
    this.#audit.readBytes += bytes.length
    this.#incoming ??= connection?.incomingTape ?? null
    const tape = this.#incoming
    if (tape === null) return
    const wasRight = tape.wrongAt < 0
    tape.read(bytes)
    if (wasRight && tape.wrongAt >= 0 && connection !== null) this.#audit.found(tape, this.#host, connection.endpoints)
  }
}
