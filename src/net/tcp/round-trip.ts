// The retransmission timeout from measured round trips: RFC 6298, with timestamps (RFC 7323) so that every ACK measures.
import type { Nanos } from '../nanos.ts'
import { CLOCK_GRANULARITY, INITIAL_RTO, LEAST_ROUND_TRIP, MAX_RTO, MIN_RTO, TIMESTAMP_TICK } from './parameters.ts'

/** What the clock of RFC 7323's timestamps shows. */
export function timestampAt(now: Nanos): number {
  return Math.floor(now / TIMESTAMP_TICK)
}

export class RoundTrip {
  /** SRTT; 0 before the first measurement. */
  smoothed: Nanos = 0
  #variation: Nanos = 0
  #timeout: Nanos = INITIAL_RTO
  #backoff = 1

  /** RTO, back-off included. */
  get timeout(): Nanos {
    return Math.min(this.#timeout * this.#backoff, MAX_RTO)
  }

  /** Section 2.2 and 2.3, from the timestamp that an ACK echoes. A valid measurement also ends the back-off (section 5). */
  measure(now: Nanos, echo: number): void {
    const ticks = timestampAt(now) - echo
    const roundTrip = ticks > 0 ? ticks * TIMESTAMP_TICK : LEAST_ROUND_TRIP
    if (this.smoothed === 0) {
      this.smoothed = roundTrip
      this.#variation = roundTrip / 2
    } else {
      // Whole nanoseconds: a path that never varies would halve it down to denormal numbers, which processors are slow at.
      this.#variation = Math.round(0.75 * this.#variation + 0.25 * Math.abs(this.smoothed - roundTrip))
      this.smoothed = 0.875 * this.smoothed + 0.125 * roundTrip
    }
    const timeout = this.smoothed + Math.max(CLOCK_GRANULARITY, 4 * this.#variation)
    this.#timeout = Math.round(Math.max(timeout, MIN_RTO))
    this.#backoff = 1
  }

  /** New data was acknowledged: the path works, and the back-off with it. */
  onProgress(): void {
    this.#backoff = 1
  }

  /** Section 5.5: the timer expired. */
  backOff(): void {
    if (this.timeout < MAX_RTO) this.#backoff *= 2
  }
}
