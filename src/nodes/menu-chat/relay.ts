// Two connections to the server of which each gets what the other sends, byte for byte and no faster than it takes it:
// a file on its way from its owner to its requester, when those two cannot connect.
//
// 1. one end joins and is held; 2. the other joins in time, and bytes flow both ways; 3. when one end closes, the other
// gets what is on its way and is closed too. Silence, or an end that never comes, closes what there is.
import type { Clock } from '../../host/clock.ts'
import type { Socket } from '../../host/socket.ts'
import { Deadline } from '../common/deadline.ts'
import { IdleWatch } from '../common/idle-watch.ts'
import { LINGER_MS, STALLS_IN_BUFFERS } from './limits.ts'
import type { DetachedStream } from './line-connection.ts'

/** With less than this gone through, a system's buffers hold nothing that takes long. */
const STREAM_BYTES = 65_536

export type RelaySide = 'take' | 'give'

export interface RelayHandlers {
  /** The other end did not come in time. Both are closed, `onClosed` follows. */
  onUnpaired(): void
  onClosed(): void
}

export class Relay {
  readonly #clock: Clock
  readonly #idleLimitMs: number
  readonly #handlers: RelayHandlers
  readonly #streams = new Map<RelaySide, DetachedStream>()
  readonly #pairing: Deadline
  readonly #linger: Deadline
  #watch: IdleWatch | null = null
  #openEnds = 0
  /** Payload that went through, both ways. */
  bytes = 0

  constructor(clock: Clock, pairLimitMs: number, idleLimitMs: number, handlers: RelayHandlers) {
    this.#clock = clock
    this.#idleLimitMs = idleLimitMs
    this.#handlers = handlers
    this.#pairing = new Deadline(clock, () => {
      handlers.onUnpaired()
      this.destroy()
    })
    this.#pairing.set(pairLimitMs)
    this.#linger = new Deadline(clock, () => this.destroy())
  }

  has(side: RelaySide): boolean {
    return this.#streams.has(side)
  }

  join(side: RelaySide, stream: DetachedStream): void {
    this.#streams.set(side, stream)
    this.#openEnds++
    // A break shows as the close that follows it.
    stream.socket.on('error', () => {})
    stream.socket.on('close', (hadError) => this.#onEndClosed(hadError))
    const take = this.#streams.get('take')
    const give = this.#streams.get('give')
    if (take === undefined || give === undefined) return
    this.#pairing.clear()
    this.#watch = new IdleWatch(this.#clock, this.#idleLimitMs, (periods) => this.#onIdle(periods))
    this.#pipe(take, give.socket)
    this.#pipe(give, take.socket)
  }

  destroy(): void {
    for (const { socket } of this.#streams.values()) socket.destroy()
    if (this.#openEnds === 0) this.#stop()
  }

  /** Who gets the file says something at its end; until then the last of it may be on its way, however slowly. */
  #onIdle(periods: number): void {
    if (this.bytes < STREAM_BYTES || periods >= STALLS_IN_BUFFERS) this.destroy()
  }

  #pipe({ socket: from, rest }: DetachedStream, to: Socket): void {
    const pass = (bytes: Uint8Array) => {
      this.#watch?.touch()
      this.bytes += bytes.length
      if (!to.write(bytes)) from.pause()
    }
    from.on('data', pass)
    to.on('drain', () => {
      this.#watch?.touch()
      from.resume()
    })
    from.on('end', () => to.end())
    from.resume()
    if (rest.length > 0) pass(rest)
  }

  #onEndClosed(hadError: boolean): void {
    this.#openEnds--
    if (this.#openEnds === 0) {
      this.#stop()
      this.#handlers.onClosed()
    } else if (hadError || this.#watch === null) this.destroy()
    else this.#linger.set(LINGER_MS)
  }

  #stop(): void {
    this.#pairing.clear()
    this.#linger.clear()
    this.#watch?.stop()
  }
}
