// A queue on a ring: first in, first out, and no memory moves once it has its size.
import { nextCapacity } from './ring.ts'

export class Fifo<T> {
  size = 0
  /** Its length is a power of 2, or 0. */
  #ring: (T | undefined)[] = []
  #head = 0

  /** The oldest; undefined when empty. */
  get first(): T | undefined {
    return this.#ring[this.#head]
  }

  /** The `index`th from the oldest; undefined beyond the end. */
  at(index: number): T | undefined {
    return index < this.size ? this.#ring[(this.#head + index) & (this.#ring.length - 1)] : undefined
  }

  push(item: T): void {
    if (this.size === this.#ring.length) this.#grow()
    this.#ring[(this.#head + this.size) & (this.#ring.length - 1)] = item
    this.size++
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined
    const item = this.#ring[this.#head]
    this.#ring[this.#head] = undefined
    this.#head = (this.#head + 1) & (this.#ring.length - 1)
    this.size--
    return item
  }

  #grow(): void {
    const old = this.#ring
    const ring: (T | undefined)[] = new Array(nextCapacity(old.length)).fill(undefined)
    for (let index = 0; index < this.size; index++) ring[index] = old[(this.#head + index) & (old.length - 1)]
    this.#ring = ring
    this.#head = 0
  }
}
