// Waiting times between tries of the same thing: doubled each time up to a limit, and spread, so that a thousand peers that lost
// the same tracker do not come back in the same moment.
import type { Random } from '../../host/random.ts'

export class Backoff {
  readonly #random: Random
  readonly #minMs: number
  readonly #maxMs: number
  #nextMs: number

  constructor(random: Random, minMs: number, maxMs: number) {
    this.#random = random
    this.#minMs = minMs
    this.#maxMs = maxMs
    this.#nextMs = minMs
  }

  /** The next waiting time: between half and the whole of what is due. */
  next(): number {
    const delayMs = this.#nextMs * (0.5 + 0.5 * this.#random.next())
    this.#nextMs = Math.min(this.#maxMs, 2 * this.#nextMs)
    return Math.round(delayMs)
  }

  reset(): void {
    this.#nextMs = this.#minMs
  }
}
