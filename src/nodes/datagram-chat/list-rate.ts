// The rate of a download whose client, like those of the seed, says nothing but which packets are missing after a while.
// Each list judges the round before it: few packets lost, faster; many lost, as fast as they got through.
import { INITIAL_PLAIN_RATE, MAX_PLAIN_RATE, MIN_RATE } from './limits.ts'
import type { RateControl } from './pace.ts'

/** So much may be lost by chance: a datagram of 2 KB travels in two pieces on most links. */
const CHANCE_LOSS = 0.15
const GROWTH = 1.5
/** Fewer packets in a round say nothing. */
const MIN_ROUND = 16

export class ListRate implements RateControl {
  #rate = INITIAL_PLAIN_RATE

  rateAt(): number {
    return this.#rate
  }

  /** A round of `sent` packets is over, `missing` of them did not arrive. */
  onRound(sent: number, missing: number): void {
    if (sent < MIN_ROUND) return
    const loss = Math.min(1, missing / sent)
    if (loss <= CHANCE_LOSS) this.#rate = Math.min(MAX_PLAIN_RATE, this.#rate * GROWTH)
    else this.#rate = Math.max(MIN_RATE, this.#rate * (1 - loss))
  }
}
