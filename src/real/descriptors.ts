// The file descriptors that a program has open, and what is under way on each. A descriptor must never be closed while
// the system works on it: its number might be given to another file meanwhile, which would then be written to.
import { closeSync } from 'node:fs'

export interface Descriptor {
  readonly fd: number
  underWay: number
  /** What to do once nothing is under way any more. */
  onIdle: (() => void) | null
}

export class Descriptors {
  readonly #open = new Map<number, Descriptor>()

  get size(): number {
    return this.#open.size
  }

  add(fd: number): void {
    this.#open.set(fd, { fd, underWay: 0, onIdle: null })
  }

  /** Marks work as begun. Null: the program has no such descriptor. */
  begin(fd: number): Descriptor | null {
    const descriptor = this.#open.get(fd)
    if (descriptor === undefined) return null
    descriptor.underWay++
    return descriptor
  }

  end(descriptor: Descriptor): void {
    if (--descriptor.underWay === 0) descriptor.onIdle?.()
  }

  /** Takes the descriptor from the program and calls back when it may be closed. False: it has no such descriptor. */
  release(fd: number, onIdle: () => void): boolean {
    const descriptor = this.#open.get(fd)
    if (descriptor === undefined) return false
    this.#open.delete(fd)
    if (descriptor.underWay === 0) onIdle()
    else descriptor.onIdle = onIdle
    return true
  }

  /** Closes all of them, those in use when their work is done. */
  stop(): void {
    for (const fd of [...this.#open.keys()]) this.release(fd, () => closeSync(fd))
  }
}
