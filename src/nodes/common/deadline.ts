// One timer that is set anew again and again, such as the wait for the next message.
import type { Clock, Timer } from '../../host/clock.ts'

export class Deadline {
  readonly #clock: Clock
  readonly #onExpired: () => void
  #timer: Timer | undefined

  constructor(clock: Clock, onExpired: () => void) {
    this.#clock = clock
    this.#onExpired = onExpired
  }

  /** Expires after so much time, instead of whenever it would have before. */
  set(delayMs: number): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined
      this.#onExpired()
    }, delayMs)
  }

  clear(): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  get isSet(): boolean {
    return this.#timer !== undefined
  }
}
