// Which peers of a tracker still answer: looks at those that somebody reports, and now and then at those that were silent.
// Looking is a connect and nothing more; an old peer that never speaks again stays for as long as it accepts one.
import type { Timer } from '../../host/clock.ts'
import type { Host } from '../../host/host.ts'
import { parsePeerKey } from '../../wire/peer-key.ts'

export interface LivenessOptions {
  /** A peer that was silent for so long is looked at. 0: never without a report. */
  readonly probeAfterMs: number
  /** A connect may take so long. */
  readonly probeTimeoutMs: number
  /** A peer that did not answer is looked at once more after this time; then it is gone. */
  readonly probeAgainMs: number
  /** The same peer is looked at no more often than this, however many report it. */
  readonly probeGapMs: number
  /** Peers looked at at the same time. */
  readonly maxProbes: number
}

export const LIVENESS: LivenessOptions = {
  probeAfterMs: 60_000,
  probeTimeoutMs: 3_000,
  probeAgainMs: 2_000,
  probeGapMs: 5_000,
  maxProbes: 16,
}

export class TrackerLiveness {
  readonly #host: Host
  readonly #options: LivenessOptions
  readonly #onDead: (key: string) => void
  readonly #lastSeenMs = new Map<string, number>()
  readonly #lastProbeMs = new Map<string, number>()
  readonly #queue = new Set<string>()
  readonly #strikes = new Map<string, number>()
  readonly #sweep: Timer | undefined
  #probes = 0
  #isClosed = false

  constructor(host: Host, options: LivenessOptions, onDead: (key: string) => void) {
    this.#host = host
    this.#options = options
    this.#onDead = onDead
    if (options.probeAfterMs > 0) {
      this.#sweep = host.clock.setInterval(() => this.#sweepSilent(), options.probeAfterMs / 4)
      this.#sweep.unref()
    }
  }

  /** The peer spoke, or was read from the log. */
  seen(key: string): void {
    this.#lastSeenMs.set(key, this.#host.clock.monotonicNow())
    this.#strikes.delete(key)
  }

  forget(key: string): void {
    for (const known of [this.#lastSeenMs, this.#lastProbeMs, this.#queue, this.#strikes]) known.delete(key)
  }

  /** Somebody says the peer does not answer. Only a known one is looked at. */
  suspect(key: string): void {
    if (!this.#lastSeenMs.has(key)) return
    const lastMs = this.#lastProbeMs.get(key)
    if (lastMs !== undefined && this.#host.clock.monotonicNow() - lastMs < this.#options.probeGapMs) return
    this.#queue.add(key)
    this.#next()
  }

  close(): void {
    this.#isClosed = true
    this.#host.clock.clearInterval(this.#sweep)
  }

  #sweepSilent(): void {
    const beforeMs = this.#host.clock.monotonicNow() - this.#options.probeAfterMs
    for (const [key, seenMs] of this.#lastSeenMs) if (seenMs < beforeMs) this.#queue.add(key)
    this.#next()
  }

  #next(): void {
    for (const key of this.#queue) {
      if (this.#probes >= this.#options.maxProbes || this.#isClosed) return
      this.#queue.delete(key)
      this.#probe(key)
    }
  }

  #probe(key: string): void {
    const address = parsePeerKey(key)
    if (!address.ok) return this.#dead(key)
    this.#probes++
    this.#lastProbeMs.set(key, this.#host.clock.monotonicNow())
    const socket = this.#host.net.connect({ host: address.value.host, port: address.value.port })
    let isSettled = false
    const settle = (answers: boolean, isRefused: boolean) => {
      if (isSettled) return
      isSettled = true
      this.#host.clock.clearTimeout(timer)
      socket.destroy()
      this.#probes--
      if (this.#isClosed) return
      if (answers) this.seen(key)
      else if (isRefused) this.#dead(key)
      else this.#missed(key)
      this.#next()
    }
    const timer = this.#host.clock.setTimeout(() => settle(false, false), this.#options.probeTimeoutMs)
    socket.on('connect', () => settle(true, false))
    socket.on('error', (error) => settle(false, error.code === 'ECONNREFUSED'))
  }

  /** Silence may be a lost packet: only silence twice means that nobody is there. A refusal means it at once. */
  #missed(key: string): void {
    if (!this.#lastSeenMs.has(key)) return
    const strikes = (this.#strikes.get(key) ?? 0) + 1
    if (strikes >= 2) return this.#dead(key)
    this.#strikes.set(key, strikes)
    const again = () => {
      if (!this.#strikes.has(key) || this.#isClosed) return
      this.#queue.add(key)
      this.#next()
    }
    this.#host.clock.setTimeout(again, this.#options.probeAgainMs).unref()
  }

  #dead(key: string): void {
    this.forget(key)
    this.#onDead(key)
  }
}
