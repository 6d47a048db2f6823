// What the global timer functions hand out: objects with the face of Node's `Timeout` and `Immediate`, and a number that is
// the same in every run.
import type { AmbientTimer, AmbientTimers } from './ambient-timers.ts'

class Handle {
  readonly #timers: AmbientTimers
  readonly #timer: AmbientTimer
  #hasRef = true

  constructor(timers: AmbientTimers, timer: AmbientTimer) {
    this.#timers = timers
    this.#timer = timer
  }

  /** Without effect but for `hasRef`: a world ends with its script. */
  ref(): this {
    this.#hasRef = true
    return this
  }

  unref(): this {
    this.#hasRef = false
    return this
  }

  hasRef(): boolean {
    return this.#hasRef
  }

  clear(): void {
    this.#timers.clear(this.#timer)
  }

  [Symbol.dispose](): void {
    this.clear()
  }

  protected restart(): void {
    this.#timers.restart(this.#timer)
  }

  /** The number by which `clearTimeout` knows it, too. */
  protected numberIt(): number {
    return this.#timers.numberOf(this.#timer)
  }
}

export class Timeout extends Handle {
  refresh(): this {
    this.restart()
    return this
  }

  close(): this {
    this.clear()
    return this
  }

  [Symbol.toPrimitive](): number {
    return this.numberIt()
  }
}

export class Immediate extends Handle {}

/** Clears what one of the global functions handed out, or its number. False: it is no timer of a world. */
export function clearHandle(timers: AmbientTimers | null, handle: unknown): boolean {
  if (handle instanceof Handle) {
    handle.clear()
    return true
  }
  if (timers === null || (typeof handle !== 'number' && typeof handle !== 'string')) return false
  const timer = timers.numbered(Number(handle))
  if (timer !== undefined) timers.clear(timer)
  return timer !== undefined
}
