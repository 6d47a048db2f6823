// The system's random generator, drawn in blocks: one system call for 512 numbers.
import { getRandomValues } from 'node:crypto'
import { InvariantError } from '../host/errors.ts'
import type { Random } from '../host/random.ts'

const POOL_WORDS = 1024
const TWO_32 = 2 ** 32

export class RealRandom implements Random {
  readonly #pool = new Uint32Array(POOL_WORDS)
  #used = POOL_WORDS

  next(): number {
    // 53 random bits, as many as a double in [0, 1) holds.
    const high = this.#word() >>> 5
    const low = this.#word() >>> 6
    return (high * 2 ** 26 + low) / 2 ** 53
  }

  below(bound: number): number {
    const isInRange = Number.isInteger(bound) && bound >= 1 && bound <= TWO_32
    // No `invariant`: its message would be made for every draw.
    if (!isInRange) throw new InvariantError(`bound out of 1..2^32: ${bound}`)
    // Words at or above the largest multiple of the bound are thrown away: they would favour small results.
    const limit = TWO_32 - (TWO_32 % bound)
    for (;;) {
      const word = this.#word()
      if (word < limit) return word % bound
    }
  }

  #word(): number {
    if (this.#used === POOL_WORDS) {
      getRandomValues(this.#pool)
      this.#used = 0
    }
    return this.#pool[this.#used++] as number
  }
}
