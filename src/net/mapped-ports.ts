// The ports that a router has for its mappings, in turn from a drawn place. Like a host's own they outlive a crash, so that a
// mapping of the new life is not taken for one of the former.
import type { Random } from '../host/random.ts'

/** Beyond the ports that kernels choose for themselves. */
const FIRST_PORT = 61_000
const MAX_PORTS = 4096

export class MappedPorts {
  readonly #count: number
  #cursor: number

  /** Throws an Error for a count that cannot be. */
  constructor(count: number = MAX_PORTS, random: Random) {
    if (!(Number.isInteger(count) && count >= 1 && count <= MAX_PORTS)) {
      throw new Error(`a router has 1 to ${MAX_PORTS} ports to map, not ${count}`)
    }
    this.#count = count
    this.#cursor = random.below(count)
  }

  /** A port that is not taken; null when there is none. */
  next(isTaken: (port: number) => boolean): number | null {
    for (let tries = 0; tries < this.#count; tries++) {
      const port = FIRST_PORT + this.#cursor
      this.#cursor = (this.#cursor + 1) % this.#count
      if (!isTaken(port)) return port
    }
    return null
  }
}
