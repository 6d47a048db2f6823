// Owns virtual time. Events happen in the order (time, sequence) and nothing else decides it.
import { EventQueue } from './event-queue.ts'
import { Fifo } from './fifo.ts'
import type { Nanos } from './nanos.ts'

/** Something that happens at a time. */
export interface Scheduled {
  fire(): void
}

/** An event that may be taken back; it then stays in the queue, dead, until its time or the next sweep. */
export interface Cancellable extends Scheduled {
  readonly isCancelled: boolean
}

/** Dead events are swept out when they are the larger part of the queue, and at least so many. */
const SWEEP_AT_LEAST = 4096

/** A number from 0 to 2^31 − 1 of its own for each lane; −1 is no lane. */
export type Lane = number
const NO_LANE: Lane = -1

/** Room for the numbers of lanes. */
const LANE_RANGE = 2 ** 31

/** Room for the random part of an order when ties are shuffled: order = random × 2^32 + sequence stays below 2^53. */
const TIE_BITS = 20
const TIE_RANGE = 2 ** TIE_BITS
const SEQUENCE_RANGE = 2 ** 32

export class Scheduler {
  now: Nanos = 0
  /** Events that have happened. */
  events = 0
  /** Whose code is running: an index into the world's hosts, -1 for the world itself. */
  currentHost = -1
  /** Set when code of a node or a script ran, which may have left microtasks to drain. */
  userCodeRan = false
  #sequence = 0
  #cancelled = 0
  readonly #queue = new EventQueue<Scheduled>()
  readonly #soon = new Fifo<Scheduled>()
  readonly #drawTie: (() => number) | null

  /** `drawTie` in [0, 1): events at the same time then happen in the order that it draws, to explore schedules. */
  constructor(drawTie: (() => number) | null = null) {
    this.#drawTie = drawTie
  }

  /** Events that wait. */
  get pending(): number {
    return this.#queue.size + this.#soon.size
  }

  get nextTime(): Nanos {
    return this.#soon.size > 0 ? this.now : this.#queue.nextTime
  }

  /** For what must keep its order among itself even when ties are shuffled: the packets of a link, the timers of a host. */
  newLane(): Lane {
    return this.#drawTie === null ? NO_LANE : Math.floor(this.#drawTie() * LANE_RANGE)
  }

  /** `time` must not lie in the past. Events of one lane at one time happen in the order of the calls. */
  at(time: Nanos, event: Scheduled, lane: Lane = NO_LANE): void {
    this.#queue.push(time, this.reserve(time, lane), event)
  }

  /** A place in the order of the events at `time`, as a call of `at` now would take it; for `enter`. */
  reserve(time: Nanos, lane: Lane): number {
    const sequence = this.#sequence++
    return this.#drawTie === null ? sequence : tie(this.#drawTie, time, lane) * SEQUENCE_RANGE + sequence
  }

  /** Puts an event in a place that was reserved for it. */
  enter(time: Nanos, place: number, event: Scheduled): void {
    this.#queue.push(time, place, event)
  }

  after(delay: Nanos, event: Scheduled, lane: Lane = NO_LANE): void {
    this.at(this.now + delay, event, lane)
  }

  /** Right after the event that is happening, before anything else, in the order of the calls: as `process.nextTick`. */
  soon(event: Scheduled): void {
    this.#soon.push(event)
  }

  /** What waits, in no order. */
  *waiting(): Generator<Scheduled> {
    yield* this.#queue.values()
    for (let index = 0; index < this.#soon.size; index++) yield this.#soon.at(index) as Scheduled
  }

  /** Tells that events in the queue were cancelled. */
  noteCancelled(count = 1): void {
    this.#cancelled += count
    if (this.#cancelled < SWEEP_AT_LEAST || this.#cancelled * 2 < this.#queue.size) return
    this.#queue.sweep((event) => (event as Partial<Cancellable>).isCancelled === true)
    this.#cancelled = 0
  }

  /** Lets the next event happen, and what it calls for soon. False when there is none until `limit`. */
  step(limit: Nanos = Number.POSITIVE_INFINITY): boolean {
    if (this.#soon.size > 0) {
      this.runSoon()
      return true
    }
    const event = this.#queue.pop(limit)
    if (event === undefined) return false
    this.now = this.#queue.poppedTime
    this.events++
    this.currentHost = -1
    event.fire()
    if (this.#soon.size > 0) this.runSoon()
    return true
  }

  /** Runs what waits to happen at once. */
  runSoon(): void {
    for (let event = this.#soon.shift(); event !== undefined; event = this.#soon.shift()) event.fire()
  }
}

/** The random part of an order: drawn, or the same for all events of a lane at that time. */
function tie(draw: () => number, time: Nanos, lane: Lane): number {
  if (lane === NO_LANE) return Math.floor(draw() * TIE_RANGE)
  let mixed = Math.imul(lane ^ (time | 0), 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca77)
  return (mixed ^ (mixed >>> 13)) >>> (32 - TIE_BITS)
}
