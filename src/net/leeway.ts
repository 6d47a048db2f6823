// What a kernel leaves open, drawn from the seed: a program that relies on one way of it fails under a sweep. Knows
// neither sockets nor packets; one for each machine, with dice of its own.
import type { Random } from '../host/random.ts'

/** Half of all streams are read as their segments come; of the others one segment in so many is cut, at first. */
const EXACT_RATIO = 0.5
const FIRST_INTERVALS = [16, 8, 4] as const
/**
 * A program that gets its first cuts right gets them all right: each interval is longer than the one before, up to the last
 * one. Nothing is drawn for the segments between two cuts, so long streams cost next to nothing.
 */
const INTERVAL_GROWTH = 1.125
const LAST_INTERVAL = 64
/** Segments that wait for their reader, late or paused, are read together so often. */
const MERGE_RATIO = 0.5
/** Places next to the ends of a message are where readers of frames go wrong. */
const EDGE_BYTES = 8

/** Something that happens now and then: once in `interval` times on average, and ever more seldom. */
class NowAndThen {
  readonly #random: Random
  #interval: number

  constructor(random: Random, interval: number) {
    this.#random = random
    this.#interval = interval
  }

  /** How many times from now on it happens: 1 to twice the interval less 1, each as likely. */
  next(): number {
    const times = 1 + this.#random.below(2 * this.#interval - 1)
    this.#interval = Math.min(this.#interval * INTERVAL_GROWTH, Math.max(this.#interval, LAST_INTERVAL))
    return times
  }
}

/** How the bytes of one stream come to its reader, and when its writer is called back. */
export class StreamLeeway {
  /** Segments up to the next cut, and callbacks up to the next late one. */
  #segmentsLeft: number
  #callbacksLeft: number
  readonly #random: Random
  readonly #cuts: NowAndThen
  readonly #delays: NowAndThen

  /** `interval`: one segment in so many is cut at first, and one callback in so many comes late. At least 1. */
  constructor(random: Random, interval: number) {
    this.#random = random
    this.#cuts = new NowAndThen(random, interval)
    this.#segmentsLeft = this.#cuts.next()
    this.#delays = new NowAndThen(random, interval)
    this.#callbacksLeft = this.#delays.next()
  }

  /** Of a segment that has just arrived, the reader gets so many bytes at once, 0..lengthBytes, and the rest later. */
  cut(lengthBytes: number): number {
    if (--this.#segmentsLeft > 0) return lengthBytes
    this.#segmentsLeft = this.#cuts.next()
    const random = this.#random
    const place = random.below(4)
    // The reader is late: all of it comes together with what else arrives at this time.
    if (place === 0 || lengthBytes < 2) return 0
    const edge = 1 + random.below(Math.min(EDGE_BYTES, lengthBytes - 1))
    if (place === 1) return edge
    return place === 2 ? lengthBytes - edge : 1 + random.below(lengthBytes - 1)
  }

  /** The reader gets all that waits for it at once. */
  merges(): boolean {
    return this.#random.next() < MERGE_RATIO
  }

  /** The writer is called back in an event of its own, instead of right after this one. */
  delaysCallbacks(): boolean {
    if (--this.#callbacksLeft > 0) return false
    this.#callbacksLeft = this.#delays.next()
    return true
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
    return new StreamLeeway(this.#random, FIRST_INTERVALS[this.#random.below(FIRST_INTERVALS.length)] as number)
  }
}
