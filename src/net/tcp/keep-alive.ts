// Keep-alive probes on an idle connection (RFC 1122 section 4.2.3.6), at the intervals that libuv sets.
import { DeadlineTimer } from '../deadline-timer.ts'
import type { Nanos } from '../nanos.ts'
import type { Scheduler } from '../scheduler.ts'
import { KEEP_ALIVE_INTERVAL, KEEP_ALIVE_PROBES } from './parameters.ts'

export class KeepAlive {
  readonly #scheduler: Scheduler
  readonly #idle: Nanos
  readonly #timer: DeadlineTimer
  #unanswered = 0

  constructor(scheduler: Scheduler, idle: Nanos, probe: () => void, giveUp: () => void) {
    this.#scheduler = scheduler
    this.#idle = idle
    this.#timer = new DeadlineTimer(scheduler, () => {
      if (this.#unanswered === KEEP_ALIVE_PROBES) {
        giveUp()
        return
      }
      this.#unanswered++
      this.#timer.set(scheduler.now + KEEP_ALIVE_INTERVAL)
      probe()
    })
    this.heard()
  }

  /** Anything arrived from the other end. */
  heard(): void {
    this.#unanswered = 0
    this.#timer.set(this.#scheduler.now + this.#idle)
  }

  stop(): void {
    this.#timer.clear()
  }
}
