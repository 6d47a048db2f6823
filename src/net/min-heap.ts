// A 4-ary heap of pairs of numbers, the pair with the least key on top. On typed arrays, so that a push allocates nothing.
//
// Who takes from a queue of events mostly puts something in right after. So `pop` leaves a hole at the top, which the next
// `push` fills with what it brings: one way down the heap instead of a way down for the last pair and a way up for the new one.
import { unrolled } from './ring.ts'

const ARITY = 4
const INITIAL_CAPACITY = 64

export class MinHeap {
  size = 0
  /** Pairs, the hole included. */
  #count = 0
  #hasHole = false
  #keys = new Float64Array(INITIAL_CAPACITY)
  #values = new Int32Array(INITIAL_CAPACITY)

  /** Infinity when it is empty. */
  get leastKey(): number {
    if (!this.#hasHole) return this.#count === 0 ? Number.POSITIVE_INFINITY : (this.#keys[0] as number)
    let least = Number.POSITIVE_INFINITY
    const end = this.#count < ARITY + 1 ? this.#count : ARITY + 1
    for (let child = 1; child < end; child++) {
      const key = this.#keys[child] as number
      if (key < least) least = key
    }
    return least
  }

  /** `value`: −2^31 to 2^31 − 1. */
  push(key: number, value: number): void {
    this.size++
    if (this.#hasHole) {
      this.#hasHole = false
      this.#siftDown(key, value)
      return
    }
    if (this.#count === this.#keys.length) this.#grow()
    this.#siftUp(this.#count++, key, value)
  }

  /** Takes the pair with the least key out and returns its value. Only when it is not empty. */
  pop(): number {
    this.size--
    if (this.#hasHole) this.#closeHole()
    this.#hasHole = true
    return this.#values[0] as number
  }

  /** As [key, value], in no order. */
  *entries(): Generator<[number, number]> {
    if (this.#hasHole) this.#closeHole()
    for (let index = 0; index < this.#count; index++) yield [this.#keys[index] as number, this.#values[index] as number]
  }

  clear(): void {
    this.size = 0
    this.#hasHole = false
    this.#count = 0
  }

  /** Nothing came to fill it: the last pair does. */
  #closeHole(): void {
    this.#hasHole = false
    const last = --this.#count
    if (last > 0) this.#siftDown(this.#keys[last] as number, this.#values[last] as number)
  }

  /** From the place `hole`, which is free, the pair moves up to its own. */
  #siftUp(hole: number, key: number, value: number): void {
    const keys = this.#keys
    const values = this.#values
    let place = hole
    while (place > 0) {
      const parent = (place - 1) >> 2
      const parentKey = keys[parent] as number
      if (parentKey <= key) break
      keys[place] = parentKey
      values[place] = values[parent] as number
      place = parent
    }
    keys[place] = key
    values[place] = value
  }

  /** From the top, which is free, the pair moves down to its place. */
  #siftDown(key: number, value: number): void {
    const keys = this.#keys
    const values = this.#values
    const count = this.#count
    let place = 0
    for (let least = 1; least < count; least = ARITY * place + 1) {
      let leastKey = keys[least] as number
      const end = least + ARITY < count ? least + ARITY : count
      for (let child = least + 1; child < end; child++) {
        const childKey = keys[child] as number
        if (childKey < leastKey) {
          least = child
          leastKey = childKey
        }
      }
      if (key <= leastKey) break
      keys[place] = leastKey
      values[place] = values[least] as number
      place = least
    }
    keys[place] = key
    values[place] = value
  }

  #grow(): void {
    this.#keys = unrolled(this.#keys, 0, new Float64Array(2 * this.#count))
    this.#values = unrolled(this.#values, 0, new Int32Array(2 * this.#count))
  }
}
