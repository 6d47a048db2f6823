// A priority queue of events on (time, order): a 4-ary heap over typed arrays, so that a push allocates nothing.
// It knows no clock and does not know what an event is.
//
// Most events call for another one. So `pop` leaves a hole at the top, which the next `push` fills with what it brings: one
// way down the heap instead of a way down for the last entry and a way up for the new one.

const ARITY = 4
const INITIAL_CAPACITY = 1024

export class EventHeap<Event> {
  /** Entries, the hole included. */
  #count = 0
  #hasHole = false
  /** Of each entry its time and its order, side by side. */
  #keys = new Float64Array(2 * INITIAL_CAPACITY)
  /** Heap position to slot; a slot is a place in `#events`. */
  #slots = new Int32Array(INITIAL_CAPACITY)
  readonly #events: (Event | undefined)[] = []
  readonly #freeSlots: number[] = []

  get size(): number {
    return this.#hasHole ? this.#count - 1 : this.#count
  }

  /** Time of the next event; Infinity when there is none. */
  get nextTime(): number {
    if (this.#hasHole) this.#closeHole()
    return this.#count === 0 ? Number.POSITIVE_INFINITY : (this.#keys[0] as number)
  }

  /** Time of the event that `pop` has just returned. */
  get poppedTime(): number {
    return this.#keys[0] as number
  }

  push(time: number, order: number, event: Event): void {
    if (this.#hasHole) {
      this.#hasHole = false
      this.#keys[0] = time
      this.#keys[1] = order
      this.#events[this.#slots[0] as number] = event
      this.#siftDown()
      return
    }
    if (this.#count === this.#slots.length) this.#grow()
    const slot = this.#freeSlots.length > 0 ? (this.#freeSlots.pop() as number) : this.#events.length
    this.#events[slot] = event
    this.#append(time, order, slot)
  }

  /** Removes the first event, whose time is then `poppedTime`. Undefined when there is none until `limit`. */
  pop(limit = Number.POSITIVE_INFINITY): Event | undefined {
    if (this.#hasHole) this.#closeHole()
    if (this.#count === 0) return undefined
    if ((this.#keys[0] as number) > limit) return undefined
    this.#hasHole = true
    return this.#events[this.#slots[0] as number]
  }

  /** In no order. */
  *values(): Generator<Event> {
    if (this.#hasHole) this.#closeHole()
    for (let index = 0; index < this.#count; index++) yield this.#events[this.#slots[index] as number] as Event
  }

  /** Throws out the events that `isDead` and keeps the order of the others. O(n log n). */
  sweep(isDead: (event: Event) => boolean): void {
    if (this.#hasHole) this.#closeHole()
    const count = this.#count
    const keys = this.#keys.slice(0, 2 * count)
    const slots = this.#slots.slice(0, count)
    this.#count = 0
    for (let index = 0; index < count; index++) {
      const slot = slots[index] as number
      if (isDead(this.#events[slot] as Event)) this.#free(slot)
      else this.#append(keys[2 * index] as number, keys[2 * index + 1] as number, slot)
    }
  }

  /** Nothing came to fill it: the last entry does. */
  #closeHole(): void {
    this.#hasHole = false
    this.#free(this.#slots[0] as number)
    const last = --this.#count
    if (last === 0) return
    const keys = this.#keys
    keys[0] = keys[2 * last] as number
    keys[1] = keys[2 * last + 1] as number
    this.#slots[0] = this.#slots[last] as number
    this.#siftDown()
  }

  #free(slot: number): void {
    this.#events[slot] = undefined
    this.#freeSlots.push(slot)
  }

  /** There is room for it. */
  #append(time: number, order: number, slot: number): void {
    const place = this.#count++
    this.#keys[2 * place] = time
    this.#keys[2 * place + 1] = order
    this.#slots[place] = slot
    this.#siftUp(place)
  }

  /** The last entry moves up to its place. */
  #siftUp(last: number): void {
    const keys = this.#keys
    const slots = this.#slots
    const time = keys[2 * last] as number
    const order = keys[2 * last + 1] as number
    const slot = slots[last] as number
    let hole = last
    while (hole > 0) {
      const parent = (hole - 1) >> 2
      const parentTime = keys[2 * parent] as number
      const parentOrder = keys[2 * parent + 1] as number
      if (parentTime < time || (parentTime === time && parentOrder < order)) break
      keys[2 * hole] = parentTime
      keys[2 * hole + 1] = parentOrder
      slots[hole] = slots[parent] as number
      hole = parent
    }
    keys[2 * hole] = time
    keys[2 * hole + 1] = order
    slots[hole] = slot
  }

  /** The first entry moves down to its place. Places are those of times in `#keys`, twice those in `#slots`. */
  #siftDown(): void {
    const keys = this.#keys
    const slots = this.#slots
    const time = keys[0] as number
    const order = keys[1] as number
    const slot = slots[0] as number
    const end = 2 * this.#count
    let hole = 0
    for (let least = 2; least < end; least = ARITY * hole + 2) {
      let leastTime = keys[least] as number
      let leastOrder = keys[least + 1] as number
      const last = least + 2 * ARITY < end ? least + 2 * ARITY : end
      for (let child = least + 2; child < last; child += 2) {
        const childTime = keys[child] as number
        if (childTime > leastTime) continue
        const childOrder = keys[child + 1] as number
        if (childTime === leastTime && childOrder > leastOrder) continue
        least = child
        leastTime = childTime
        leastOrder = childOrder
      }
      if (time < leastTime || (time === leastTime && order < leastOrder)) break
      keys[hole] = leastTime
      keys[hole + 1] = leastOrder
      slots[hole >> 1] = slots[least >> 1] as number
      hole = least
    }
    keys[hole] = time
    keys[hole + 1] = order
    slots[hole >> 1] = slot
  }

  #grow(): void {
    const keys = new Float64Array(2 * this.#keys.length)
    const slots = new Int32Array(2 * this.#slots.length)
    keys.set(this.#keys)
    slots.set(this.#slots)
    this.#keys = keys
    this.#slots = slots
  }
}
