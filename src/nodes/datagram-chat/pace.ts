// How fast a sender of packets goes: a bucket of bytes that fills with time. Knows no packets; how fast it fills is asked anew
// each time.
import type { Clock } from '../../host/clock.ts'

/** Decides the rate of one download. */
export interface RateControl {
  /** Bytes a second, at this moment of the host's monotonic clock. */
  rateAt(nowMs: number): number
  /** Whether the rate is wanted on the whole: then what a late timer has left is made up for. */
  readonly isPromise: boolean
  /** So many may leave at once in the beginning. */
  readonly firstPackets: number
}

/** The rate that the server's user has set. */
export class FixedRate implements RateControl {
  readonly isPromise = true
  readonly firstPackets = 1
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
/** What flowed over meanwhile is made up for by going faster by this part, up to what so long a time would have given. */
const CATCH_UP = 0.25
const MAX_OWED_MS = 1000

export class Pace {
  readonly #clock: Clock
  readonly #rate: RateControl
  readonly #packetBytes: number
  readonly #maxBytes: number
  /** What it holds at least, however slow: what may leave at once. */
  #leastBytes: number
  #bytes = 0
  #filledAt: number
  /** Bytes that flowed over because nobody came in time. */
  #owed = 0
  #wasIdle = false

  constructor(clock: Clock, rate: RateControl, packetBytes: number, maxBurstPackets: number) {
    this.#clock = clock
    this.#rate = rate
    this.#packetBytes = packetBytes
    this.#maxBytes = packetBytes * maxBurstPackets
    this.#leastBytes = packetBytes * Math.max(2, rate.firstPackets)
    this.#filledAt = clock.monotonicNow()
    this.#bytes = packetBytes * rate.firstPackets
  }

  /** How many packets may leave now. */
  get packets(): number {
    this.#fill()
    return Math.floor(this.#bytes / this.#packetBytes)
  }

  /** A packet has left. */
  spend(): void {
    this.#bytes -= this.#packetBytes
    this.#leastBytes = 2 * this.#packetBytes
  }

  /** How long until the next packet may leave, in milliseconds. */
  get waitMs(): number {
    this.#fill()
    const missing = this.#packetBytes - this.#bytes
    const rate = this.#rate.rateAt(this.#filledAt) * (this.#owed > 0 ? 1 + CATCH_UP : 1)
    return missing <= 0 ? 0 : (missing * 1000) / rate
  }

  /** There is nothing to send: what flows over until the next packet is not owed. */
  rest(): void {
    this.#wasIdle = true
  }

  #fill(): void {
    const now = this.#clock.monotonicNow()
    const rate = this.#rate.rateAt(now)
    const most = Math.min(this.#maxBytes, Math.max(this.#leastBytes, (rate * BUCKET_MS) / 1000))
    const earned = (rate * (now - this.#filledAt)) / 1000
    const repaid = Math.min(this.#owed, earned * CATCH_UP)
    const bytes = this.#bytes + earned + repaid
    this.#bytes = Math.min(most, bytes)
    this.#filledAt = now
    const isOwed = this.#rate.isPromise && !this.#wasIdle
    this.#owed = isOwed ? Math.min((rate * MAX_OWED_MS) / 1000, this.#owed - repaid + bytes - this.#bytes) : 0
    this.#wasIdle = false
  }
}
