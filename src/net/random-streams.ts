// All randomness of a world: one root seed, and a named stream for each consumer, so that a host or a packet more here
// does not change the dice there.
import seedrandom from 'seedrandom'
import type { Random } from '../host/random.ts'

/** Seeded by its first draw: to hash the seed takes longer than many draws, and half of all streams are never drawn from. */
class AleaRandom implements Random {
  readonly #seed: string
  #draw: (() => number) | null = null

  constructor(seed: string) {
    this.#seed = seed
  }

  next(): number {
    this.#draw ??= seedrandom.alea(this.#seed)
    return this.#draw()
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
