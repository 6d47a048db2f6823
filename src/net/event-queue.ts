// A priority queue of events on (time, order). It knows no clock and does not know what an event is.
//
// Many events share their times: hosts that start together, packets that leave together, timers of whole milliseconds. So the
// heap holds times, each with a chain of the events at that time, in no order. When a time comes its events are sorted
// by their orders, as a batch, from which they are taken; what is pushed for the same time meanwhile waits beside it.
import { MinHeap } from './min-heap.ts'
import { unrolled } from './ring.ts'
import { sortPairs } from './sort-pairs.ts'

const INITIAL_CAPACITY = 256
/** Times whose chains are found without a search: a power of 2 of them. */
const RECENT_TIMES = 64
const RECENT_SHIFT = 26
const NO_TIME = -1
const NONE = -1

export class EventQueue<Event> {
  size = 0
  /** Time of the event that `pop` has returned last. */
  poppedTime = NO_TIME
  /** Of each time the first slot of a chain. A time may be there twice. */
  readonly #times = new MinHeap()
  /** An event has a slot: its place in these. Free slots are a chain too. */
  readonly #events: (Event | undefined)[] = []
  #orders = new Float64Array(INITIAL_CAPACITY)
  #nexts = new Int32Array(INITIAL_CAPACITY)
  #freeSlot = NONE
  /** Times that events were pushed for lately, each at a place that follows from it, and the last slots of their chains. */
  readonly #recentTimes = new Float64Array(RECENT_TIMES).fill(NO_TIME)
  readonly #recentTails = new Int32Array(RECENT_TIMES)
  /** Events at `poppedTime`, in their order: those from `#batchStart` to `#batchEnd` are left. */
  #batchOrders = new Float64Array(INITIAL_CAPACITY)
  #batchSlots = new Int32Array(INITIAL_CAPACITY)
  #batchStart = 0
  #batchEnd = 0
  /** Slots of those that were pushed for `poppedTime` when it had come, by their orders. */
  readonly #late = new MinHeap()

  /** Time of the next event; Infinity when there is none. */
  get nextTime(): number {
    return this.#isTimeOver() ? this.#times.leastKey : this.poppedTime
  }

  /** `time`: 0 or more, and not before that of an event that was popped. Orders of one time differ. */
  push(time: number, order: number, event: Event): void {
    const slot = this.#take(order, event)
    if (time === this.poppedTime) {
      this.#late.push(order, slot)
      return
    }
    const recent = recentPlace(time)
    if (this.#recentTimes[recent] === time) this.#nexts[this.#recentTails[recent] as number] = slot
    else {
      this.#recentTimes[recent] = time
      this.#times.push(time, slot)
    }
    this.#recentTails[recent] = slot
  }

  /** Removes the first event, whose time is then `poppedTime`. Undefined when there is none until `limit`. */
  pop(limit = Number.POSITIVE_INFINITY): Event | undefined {
    if (!this.#isTimeOver()) return this.poppedTime > limit ? undefined : this.#popOfBatch()
    const time = this.#times.leastKey
    if (time > limit || this.size === 0) return undefined
    this.poppedTime = time
    const recent = recentPlace(time)
    if (this.#recentTimes[recent] === time) this.#recentTimes[recent] = NO_TIME
    const slot = this.#times.pop()
    if (this.#nexts[slot] === NONE && this.#times.leastKey !== time) return this.#release(slot)
    this.#gather(slot)
    return this.#popOfBatch()
  }

  /** In no order. */
  *values(): Generator<Event> {
    for (const [, , event] of this.#entries()) yield event
  }

  /** Throws out the events that `isDead` and keeps the order of the others. O(n log n). */
  sweep(isDead: (event: Event) => boolean): void {
    const living = [...this.#entries()].filter(([, , event]) => !isDead(event))
    this.#times.clear()
    this.#late.clear()
    this.#recentTimes.fill(NO_TIME)
    this.#batchStart = this.#batchEnd
    this.#events.length = 0
    this.#freeSlot = NONE
    this.size = 0
    for (const [time, order, event] of living) this.push(time, order, event)
  }

  *#entries(): Generator<[number, number, Event]> {
    const batch = this.#batchSlots.slice(this.#batchStart, this.#batchEnd)
    for (const slot of batch) yield this.#entryAt(slot, this.poppedTime)
    for (const [, slot] of this.#late.entries()) yield this.#entryAt(slot, this.poppedTime)
    for (const [time, first] of this.#times.entries()) {
      for (let slot = first; slot !== NONE; slot = this.#nexts[slot] as number) yield this.#entryAt(slot, time)
    }
  }

  #entryAt(slot: number, time: number): [number, number, Event] {
    return [time, this.#orders[slot] as number, this.#events[slot] as Event]
  }

  /** Makes the chain from `first` on the batch, and others of the same time. */
  #gather(first: number): void {
    this.#batchStart = 0
    this.#batchEnd = 0
    this.#addChain(first)
    while (this.#times.leastKey === this.poppedTime) this.#addChain(this.#times.pop())
    sortPairs(this.#batchOrders, this.#batchSlots, this.#batchEnd)
  }

  #addChain(first: number): void {
    const orders = this.#orders
    const nexts = this.#nexts
    let end = this.#batchEnd
    for (let slot = first; slot !== NONE; slot = nexts[slot] as number) {
      if (end === this.#batchSlots.length) this.#growBatch()
      this.#batchOrders[end] = orders[slot] as number
      this.#batchSlots[end++] = slot
    }
    this.#batchEnd = end
  }

  /** No event is left at `poppedTime`. */
  #isTimeOver(): boolean {
    return this.#batchStart === this.#batchEnd && this.#late.size === 0
  }

  /** Removes the first of the events that are left. */
  #popOfBatch(): Event {
    const start = this.#batchStart
    if (this.#late.size > 0 && (start === this.#batchEnd || this.#late.leastKey < (this.#batchOrders[start] as number)))
      return this.#release(this.#late.pop())
    this.#batchStart = start + 1
    return this.#release(this.#batchSlots[start] as number)
  }

  /** Gives the event a slot. */
  #take(order: number, event: Event): number {
    this.size++
    const free = this.#freeSlot
    const slot = free === NONE ? this.#events.length : free
    if (free !== NONE) this.#freeSlot = this.#nexts[free] as number
    else if (slot === this.#nexts.length) this.#growSlots()
    this.#events[slot] = event
    this.#orders[slot] = order
    this.#nexts[slot] = NONE
    return slot
  }

  /** The slot is free again. Returns its event. */
  #release(slot: number): Event {
    this.size--
    const event = this.#events[slot] as Event
    this.#events[slot] = undefined
    this.#nexts[slot] = this.#freeSlot
    this.#freeSlot = slot
    return event
  }

  #growSlots(): void {
    this.#orders = unrolled(this.#orders, 0, new Float64Array(2 * this.#orders.length))
    this.#nexts = unrolled(this.#nexts, 0, new Int32Array(2 * this.#nexts.length))
  }

  #growBatch(): void {
    this.#batchOrders = unrolled(this.#batchOrders, 0, new Float64Array(2 * this.#batchOrders.length))
    this.#batchSlots = unrolled(this.#batchSlots, 0, new Int32Array(2 * this.#batchSlots.length))
  }
}

function recentPlace(time: number): number {
  return Math.imul(time | 0, 0x9e3779b1) >>> RECENT_SHIFT
}
