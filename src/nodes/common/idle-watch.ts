// Notices that nothing has happened for a while. Unlike a deadline that is set anew each time, `touch` costs no timer.
import type { Clock, Timer } from '../../host/clock.ts'

export class IdleWatch {
  readonly #clock: Clock
  readonly #periodMs: number
  readonly #onIdle: (periods: number) => void
  #timer: Timer | undefined
  #touchedMs: number
  #periods = 0

  /** Calls `onIdle` after each `periodMs` without a touch, with how many they are in a row. Runs until it is stopped. */
  constructor(clock: Clock, periodMs: number, onIdle: (periods: number) => void) {
    this.#clock = clock
    this.#periodMs = periodMs
    this.#onIdle = onIdle
    this.#touchedMs = clock.monotonicNow()
    this.#wait(periodMs)
  }

  /** Something happened. */
  touch(): void {
    this.#touchedMs = this.#clock.monotonicNow()
    this.#periods = 0
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #wait(delayMs: number): void {
    this.#timer = this.#clock.setTimeout(() => this.#look(), delayMs)
  }

  #look(): void {
    const idleMs = this.#clock.monotonicNow() - this.#touchedMs
    const dueMs = (this.#periods + 1) * this.#periodMs
    if (idleMs < dueMs) return this.#wait(Math.max(1, dueMs - idleMs))
    this.#periods++
    this.#wait(this.#periodMs)
    this.#onIdle(this.#periods)
  }
}
