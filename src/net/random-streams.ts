// All randomness of a world: one root seed, and a named stream for each consumer, so that a host or a packet more here
// does not change the dice there.
import seedrandom from 'seedrandom'
import type { Random } from '../host/random.ts'

class AleaRandom implements Random {
  readonly next: () => number

  constructor(seed: string) {
    this.next = seedrandom.alea(seed)
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }
}

export class RandomStreams {
  readonly #rootSeed: string

  constructor(rootSeed: string) {
    this.#rootSeed = rootSeed
  }

  /** The stream of that name, from its beginning. Names: `link a→b`, `host peer3`, `faults`. */
  stream(name: string): Random {
    // A separator that names do not hold, so that no two pairs of seed and name run together.
    return new AleaRandom(`${this.#rootSeed}\u0000${name}`)
  }
}
