// The wall clock and Node's timers, kept track of, so that an ended program is never called again.
import type { Clock, Timer } from '../host/clock.ts'
import type { Lifetime } from './lifetime.ts'

/** Node fires at once when asked for more, so longer delays end here: some 24.8 days. */
export const MAX_DELAY_MS = 2 ** 31 - 1

/** `Timer`s are bare `NodeJS.Timeout`s. */
export class RealClock implements Clock {
  readonly #lifetime: Lifetime
  readonly #pending = new Set<NodeJS.Timeout>()

  constructor(lifetime: Lifetime) {
    this.#lifetime = lifetime
  }

  now(): number {
    return Date.now()
  }

  monotonicNow(): number {
    return performance.now()
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const timer = setTimeout(
      () => {
        this.#pending.delete(timer)
        callback()
      },
      Math.min(delayMs, MAX_DELAY_MS),
    )
    this.#keep(timer)
    return timer
  }

  clearTimeout(timer: Timer | undefined): void {
    if (timer === undefined) return
    const timeout = timer as NodeJS.Timeout
    this.#pending.delete(timeout)
    clearTimeout(timeout)
  }

  setImmediate(callback: () => void): void {
    setImmediate(() => {
      if (!this.#lifetime.ended) callback()
    })
  }

  setInterval(callback: () => void, periodMs: number): Timer {
    const timer = setInterval(() => callback(), Math.min(periodMs, MAX_DELAY_MS))
    this.#keep(timer)
    return timer
  }

  clearInterval(timer: Timer | undefined): void {
    this.clearTimeout(timer)
  }

  /** Timers that have not fired yet. */
  get pendingCount(): number {
    return this.#pending.size
  }

  stop(): void {
    for (const timer of this.#pending) clearTimeout(timer)
    this.#pending.clear()
  }

  #keep(timer: NodeJS.Timeout): void {
    if (this.#lifetime.ended) clearTimeout(timer)
    else this.#pending.add(timer)
  }
}
