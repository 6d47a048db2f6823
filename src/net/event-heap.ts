// A priority queue of events on (time, order): a 4-ary heap over typed arrays, so that a push allocates nothing.
// It knows no clock and does not know what an event is.

const ARITY = 4
const INITIAL_CAPACITY = 1024

export class EventHeap<Event> {
  #size = 0
  #times = new Float64Array(INITIAL_CAPACITY)
  #orders = new Float64Array(INITIAL_CAPACITY)
  /** Heap position to slot; a slot is a place in `#events`. */
  #slots = new Int32Array(INITIAL_CAPACITY)
  readonly #events: (Event | undefined)[] = []
  readonly #freeSlots: number[] = []

  get size(): number {
    return this.#size
  }

  /** Time of the next event; Infinity when there is none. */
  get nextTime(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] as number)
  }

  push(time: number, order: number, event: Event): void {
    if (this.#size === this.#times.length) this.#grow()
    const slot = this.#freeSlots.pop() ?? this.#events.length
    this.#events[slot] = event
    this.#siftUp(this.#size++, time, order, slot)
  }

  /** Removes the first event. Undefined when there is none. */
  pop(): Event | undefined {
    if (this.#size === 0) return undefined
    const slot = this.#slots[0] as number
    const event = this.#events[slot]
    this.#events[slot] = undefined
    this.#freeSlots.push(slot)
    const last = --this.#size
    if (last > 0) {
      this.#siftDown(this.#times[last] as number, this.#orders[last] as number, this.#slots[last] as number)
    }
    return event
  }

  /** In no order. */
  *values(): Generator<Event> {
    for (let index = 0; index < this.#size; index++) yield this.#events[this.#slots[index] as number] as Event
  }

  /** Throws out the events that `isDead` and keeps the order of the others. O(n log n). */
  sweep(isDead: (event: Event) => boolean): void {
    const count = this.#size
    const times = this.#times.slice(0, count)
    const orders = this.#orders.slice(0, count)
    const slots = this.#slots.slice(0, count)
    this.#size = 0
    for (let index = 0; index < count; index++) {
      const slot = slots[index] as number
      if (isDead(this.#events[slot] as Event)) {
        this.#events[slot] = undefined
        this.#freeSlots.push(slot)
      } else {
        this.#siftUp(this.#size++, times[index] as number, orders[index] as number, slot)
      }
    }
  }

  #siftUp(start: number, time: number, order: number, slot: number): void {
    const times = this.#times
    const orders = this.#orders
    const slots = this.#slots
    let hole = start
    while (hole > 0) {
      const parent = (hole - 1) >> 2
      const parentTime = times[parent] as number
      if (parentTime < time || (parentTime === time && (orders[parent] as number) < order)) break
      times[hole] = parentTime
      orders[hole] = orders[parent] as number
      slots[hole] = slots[parent] as number
      hole = parent
    }
    times[hole] = time
    orders[hole] = order
    slots[hole] = slot
  }

  #siftDown(time: number, order: number, slot: number): void {
    const times = this.#times
    const orders = this.#orders
    const slots = this.#slots
    const size = this.#size
    let hole = 0
    for (;;) {
      const firstChild = hole * ARITY + 1
      if (firstChild >= size) break
      let least = firstChild
      let leastTime = times[firstChild] as number
      const end = firstChild + ARITY < size ? firstChild + ARITY : size
      for (let child = firstChild + 1; child < end; child++) {
        const childTime = times[child] as number
        if (
          childTime < leastTime ||
          (childTime === leastTime && (orders[child] as number) < (orders[least] as number))
        ) {
          least = child
          leastTime = childTime
        }
      }
      if (time < leastTime || (time === leastTime && order < (orders[least] as number))) break
      times[hole] = leastTime
      orders[hole] = orders[least] as number
      slots[hole] = slots[least] as number
      hole = least
    }
    times[hole] = time
    orders[hole] = order
    slots[hole] = slot
  }

  #grow(): void {
    const capacity = this.#times.length * 2
    const times = new Float64Array(capacity)
    const orders = new Float64Array(capacity)
    const slots = new Int32Array(capacity)
    times.set(this.#times)
    orders.set(this.#orders)
    slots.set(this.#slots)
    this.#times = times
    this.#orders = orders
    this.#slots = slots
  }
}
