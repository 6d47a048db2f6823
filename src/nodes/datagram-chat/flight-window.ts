// How many packets may be under way at a time: twice what the path holds, and half of what the client's buffer does. A pace
// alone would flood a client whose program has no processor for a while; what its buffer cannot take would all be sent twice.
import type { DeliveryRate } from './delivery-rate.ts'
import { MIN_FLIGHT_PACKETS, TAIL_PACKETS } from './limits.ts'
import type { SendMark } from './send-log.ts'

/** What left so long ago, and a round trip, has arrived or is lost, even if no report says so. */
const SILENCE_MS = 200

export class FlightWindow {
  readonly #delivery: DeliveryRate
  #sent = 0
  #lastSentAtMs = 0
  /** Of all sendings, those that have arrived or are lost. */
  #landed = 0
  /** As the last report has it. */
  #received = 0

  constructor(delivery: DeliveryRate) {
    this.#delivery = delivery
  }

  /** `sent`: all sendings so far. */
  onSent(sent: number, nowMs: number): void {
    this.#sent = sent
    this.#lastSentAtMs = nowMs
  }

  /** `mark`: that of the highest packet that has arrived. What left before it has arrived or is lost. */
  onReport(received: number, mark: SendMark | null): void {
    const arrived = this.#landed + Math.max(0, received - this.#received)
    this.#received = Math.max(received, this.#received)
    this.#landed = Math.min(this.#sent, Math.max(arrived, mark?.sent ?? 0))
  }

  /** So little is under way that it cannot stand in a queue. */
  get isNearlyEmpty(): boolean {
    return this.#sent - this.#landed <= TAIL_PACKETS
  }

  /** How many more may leave now. */
  roomAt(nowMs: number): number {
    const { shortestRoundTripMs, pathPackets } = this.#delivery
    if (nowMs - this.#lastSentAtMs > SILENCE_MS + 2 * shortestRoundTripMs) this.#landed = this.#sent
    return Math.max(0, MIN_FLIGHT_PACKETS + 2 * pathPackets - (this.#sent - this.#landed))
  }
}
