// A timer of the kernel that is set again and again, mostly to later: it moves lazily, so that a new deadline is a store
// and not an event. Retransmission, delayed ACK and idle timers are of this kind.
import type { Nanos } from './nanos.ts'
import type { Scheduled, Scheduler } from './scheduler.ts'

const OFF = -1

export class DeadlineTimer implements Scheduled {
  readonly #scheduler: Scheduler
  readonly #callback: () => void
  #deadline: Nanos = OFF
  /** When the event in the queue that counts will fire; others of this timer are stale. */
  #entryAt: Nanos = OFF

  constructor(scheduler: Scheduler, callback: () => void) {
    this.#scheduler = scheduler
    this.#callback = callback
  }

  get isSet(): boolean {
    return this.#deadline !== OFF
  }

  set(deadline: Nanos): void {
    this.#deadline = deadline
    if (this.#entryAt === OFF || deadline < this.#entryAt) this.#enter()
  }

  clear(): void {
    this.#deadline = OFF
  }

  fire(): void {
    if (this.#scheduler.now !== this.#entryAt) return
    this.#entryAt = OFF
    if (this.#deadline === OFF) return
    if (this.#scheduler.now < this.#deadline) {
      this.#enter()
      return
    }
    this.#deadline = OFF
    this.#callback()
  }

  #enter(): void {
    this.#entryAt = this.#deadline
    this.#scheduler.at(this.#deadline, this)
  }
}
