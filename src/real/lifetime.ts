// How long a program lives: whether it has ended, and what it still holds open. It must not know what kind of thing that is.

/** Shared by all parts of one host: once `ended`, nothing that belongs to the program may act or be called back. */
export interface Lifetime {
  ended: boolean
}

/** How a program ends: in good order as at a process's exit, or as when its machine loses power. */
export type Ending = 'exit' | 'crash'

/**
 * A set that forgets by itself what is over, without a listener on its members: whenever it has doubled since the last
 * time, it looks at all of them. Adding costs O(1) amortized.
 */
export class OpenSet<T> {
  readonly #members = new Set<T>()
  readonly #isOver: (member: T) => boolean
  #sweepAt = 64

  constructor(isOver: (member: T) => boolean) {
    this.#isOver = isOver
  }

  add(member: T): void {
    this.#members.add(member)
    if (this.#members.size >= this.#sweepAt) this.#sweep()
  }

  delete(member: T): void {
    this.#members.delete(member)
  }

  /** Empties the set and returns what was open in it. */
  takeAll(): T[] {
    const open = [...this.#members].filter((member) => !this.#isOver(member))
    this.#members.clear()
    return open
  }

  /** How many are still open. O(n). */
  get size(): number {
    this.#sweep()
    return this.#members.size
  }

  #sweep(): void {
    for (const member of this.#members) if (this.#isOver(member)) this.#members.delete(member)
    this.#sweepAt = Math.max(64, this.#members.size * 2)
  }
}

/** From now on nobody hears anything from `emitter`, and an error without a listener throws nothing. */
export function silence(emitter: { emit(event: string, ...args: unknown[]): boolean }): void {
  emitter.emit = () => false
}
