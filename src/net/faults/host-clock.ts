// A machine's clocks when they are wrong: the date is off by an offset, and all of them run too fast or too slow. What
// counts milliseconds never goes back. A machine without one shows virtual time.
import type { Nanos } from '../nanos.ts'
import type { Scheduler } from '../scheduler.ts'

const MILLIONTH = 1e-6

export class HostClock {
  readonly #scheduler: Scheduler
  /** Its nanoseconds for one of virtual time, since `#since`, when it showed `#shown`. */
  #rate = 1
  #since: Nanos = 0
  #shown: Nanos = 0
  #dateOffset: Nanos = 0

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
    this.#since = scheduler.now
    this.#shown = scheduler.now
  }

  /** Nanoseconds since some start; never goes back. */
  get monotonic(): Nanos {
    return this.#shown + Math.floor((this.#scheduler.now - this.#since) * this.#rate)
  }

  /** The same with what was added to the date. */
  get date(): Nanos {
    return this.monotonic + this.#dateOffset
  }

  /** How long it really takes until this clock has counted so much. */
  real(delay: Nanos): Nanos {
    return Math.ceil(delay / this.#rate)
  }

  step(by: Nanos): void {
    this.#dateOffset += by
  }

  /** From now on; timers that run already keep the pace that they were set at. */
  drift(partsPerMillion: number): void {
    this.#shown = this.monotonic
    this.#since = this.#scheduler.now
    this.#rate = 1 + partsPerMillion * MILLIONTH
  }
}
