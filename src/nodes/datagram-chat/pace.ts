// How fast a sender of packets goes: a bucket of bytes that fills with time. Knows no packets; how fast it fills is asked anew
// each time.
import type { Clock } from '../../host/clock.ts'

/** Decides the rate of one download. */
export interface RateControl {
  /** Bytes a second, at this moment of the host's monotonic clock. */
  rateAt(nowMs: number): number
}

/** The rate that the server's user has set. */
export class FixedRate implements RateControl {
  readonly #bytesPerSecond: number

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond
  }

  rateAt(): number {
    return this.#bytesPerSecond
  }
}

/** The bucket holds what fills it in this time, and at least one packet: a late timer must not become a burst. */
const BUCKET_MS = 10

export class Pace {
  readonly #clock: Clock
  readonly #rate: RateControl
  readonly #packetBytes: number
  readonly #maxBytes: number
  #bytes = 0
  #filledAt: number

  constructor(clock: Clock, rate: RateControl, packetBytes: number, maxBurstPackets: number) {
    this.#clock = clock
    this.#rate = rate
    this.#packetBytes = packetBytes
    this.#maxBytes = packetBytes * maxBurstPackets
    this.#filledAt = clock.monotonicNow()
    this.#bytes = packetBytes
  }

  /** How many packets may leave now. */
  get packets(): number {
    this.#fill()
    return Math.floor(this.#bytes / this.#packetBytes)
  }

  /** A packet has left. */
  spend(): void {
    this.#bytes -= this.#packetBytes
  }

  /** How long until the next packet may leave, in milliseconds. */
  get waitMs(): number {
    this.#fill()
    const missing = this.#packetBytes - this.#bytes
    return missing <= 0 ? 0 : (missing * 1000) / this.#rate.rateAt(this.#filledAt)
  }

  #fill(): void {
    const now = this.#clock.monotonicNow()
    const rate = this.#rate.rateAt(now)
    const most = Math.min(this.#maxBytes, Math.max(2 * this.#packetBytes, (rate * BUCKET_MS) / 1000))
    this.#bytes = Math.min(most, this.#bytes + (rate * (now - this.#filledAt)) / 1000)
    this.#filledAt = now
  }
}
