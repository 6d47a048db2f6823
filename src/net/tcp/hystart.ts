// HyStart (Ha and Rhee, 2008): leaves slow start before the queue overflows, when a round's ACKs go on for longer than the
// shortest round trip, or when round trips have become twice as long. Looks at ACKs; the window is its owner's business.
import { millisToNanos, type Nanos } from '../nanos.ts'

/** ACKs that follow each other no later than this belong to one train. */
const TRAIN_GAP = millisToNanos(2)
/** How much longer a round trip must have become: as much as the shortest one, within these bounds. */
const LEAST_DELAY = millisToNanos(4)
const MOST_DELAY = millisToNanos(1000)
/** Round trips of a round that are looked at for its shortest. */
const SAMPLES = 8
const NONE = Number.POSITIVE_INFINITY

export class HyStart {
  /** The end of slow start has been found. Stays so until `restart`. */
  found = false
  /** The round ends when this is acknowledged. */
  #roundEnd = 0
  #roundStart: Nanos = 0
  #lastAck: Nanos = 0
  #shortest: Nanos = NONE
  #samples = 0

  /** After a timeout everything begins anew. */
  restart(now: Nanos, next: number): void {
    this.found = false
    this.#startRound(now, next)
  }

  /** An ACK in slow start. */
  onAcknowledged(now: Nanos, unacknowledged: number, next: number): void {
    if (unacknowledged > this.#roundEnd) this.#startRound(now, next)
  }

  /** Looks at one more round trip; `shortestEver` is the connection's. */
  onRoundTrip(roundTrip: Nanos, shortestEver: Nanos, now: Nanos): void {
    if (this.found) return
    if (now - this.#lastAck <= TRAIN_GAP) {
      this.#lastAck = now
      if (now - this.#roundStart > shortestEver) this.found = true
    }
    if (this.#samples < SAMPLES) {
      this.#samples++
      if (roundTrip < this.#shortest) this.#shortest = roundTrip
    } else {
      const increase = Math.min(Math.max(shortestEver, LEAST_DELAY), MOST_DELAY)
      if (this.#shortest > shortestEver + increase) this.found = true
    }
  }

  #startRound(now: Nanos, next: number): void {
    this.#roundEnd = next
    this.#roundStart = now
    this.#lastAck = now
    this.#shortest = NONE
    this.#samples = 0
  }
}
