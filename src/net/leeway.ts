// What a kernel leaves open, drawn from the seed: a program that relies on one way of it fails under a sweep. Knows
// neither sockets nor packets; one for each machine, with dice of its own.
import type { Random } from '../host/random.ts'

/** Half of all streams are read as their segments come; the others are cut anew with one of these chances a segment. */
const EXACT_RATIO = 0.5
const RATIOS = [1 / 64, 1 / 16, 1 / 4] as const
/** Segments that wait for their reader, late or paused, are read together so often. */
const MERGE_RATIO = 0.5
/** Places next to the ends of a message are where readers of frames go wrong. */
const EDGE_BYTES = 8

/** How the bytes of one stream come to its reader, and when its writer is called back. */
export class StreamLeeway {
  readonly #random: Random
  readonly #ratio: number

  constructor(random: Random, ratio: number) {
    this.#random = random
    this.#ratio = ratio
  }

  /** Of a segment that has just arrived, the reader gets so many bytes at once, 0..lengthBytes, and the rest later. */
  cut(lengthBytes: number): number {
    const random = this.#random
    if (random.next() >= this.#ratio) return lengthBytes
    const place = random.below(4)
    // The reader is late: all of it comes together with what else arrives at this time.
    if (place === 0 || lengthBytes < 2) return 0
    const edge = 1 + random.below(Math.min(EDGE_BYTES, lengthBytes - 1))
    if (place === 1) return edge
    return place === 2 ? lengthBytes - edge : 1 + random.below(lengthBytes - 1)
  }

  /** The reader gets all that waits for it at once. */
  merges(): boolean {
    return this.#ratio > 0 && this.#random.next() < MERGE_RATIO
  }

  /** The writer is called back in an event of its own, instead of right after this one. */
  delaysCallbacks(): boolean {
    return this.#random.next() < this.#ratio
  }
}

export class Leeway {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  /** Null: this stream is as exact as it can be. */
  forStream(): StreamLeeway | null {
    if (this.#random.next() < EXACT_RATIO) return null
    return new StreamLeeway(this.#random, RATIOS[this.#random.below(RATIOS.length)] as number)
  }
}
