// Losses that come in bursts: the two-state chain of Gilbert and Elliott (Elliott 1963, Bell System Technical Journal 42).
import type { BurstLoss } from '../../host/link-options.ts'
import type { Random } from '../../host/random.ts'

export class GilbertElliott {
  readonly #random: Random
  #parameters: BurstLoss
  #isBad = false

  constructor(parameters: BurstLoss, random: Random) {
    this.#parameters = parameters
    this.#random = random
  }

  /** The state stays what it is. */
  change(parameters: BurstLoss): void {
    this.#parameters = parameters
  }

  /** Lets so many packets of the wire pass, the fragments of one datagram. True: one of them at least is lost. */
  loses(packets: number): boolean {
    const { p, r, h = 0, k = 1 } = this.#parameters
    const random = this.#random
    let isLost = false
    for (let left = packets; left > 0; left--) {
      if (random.next() < (this.#isBad ? r : p)) this.#isBad = !this.#isBad
      if (random.next() >= (this.#isBad ? h : k)) isLost = true
    }
    return isLost
  }
}
