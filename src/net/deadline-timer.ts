// A timer of the kernel that is set again and again, mostly to later: it moves lazily, so that a new deadline is a store
// and not an event. Retransmission, delayed ACK and idle timers are of this kind.
import type { Nanos } from './nanos.ts'
import type { Scheduled, Scheduler } from './scheduler.ts'

const NEVER = -1

/** What has such a timer as a part of itself: one object, which lies together in memory, instead of three. */
export abstract class Timed implements Scheduled {
  protected readonly scheduler: Scheduler
  /** The timer is set. */
  isTimed = false
  #deadline: Nanos = NEVER
  /** When the event in the queue that counts will fire; others of this timer are stale. */
  #entryAt: Nanos = NEVER

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
  }

  /** The deadline has come; the timer is not set any more. */
  protected abstract expire(): void

  setTimer(deadline: Nanos): void {
    this.isTimed = true
    this.#deadline = deadline
    if (this.#entryAt === NEVER || deadline < this.#entryAt) this.#enter()
  }

  clearTimer(): void {
    this.isTimed = false
  }

  fire(): void {
    if (this.scheduler.now !== this.#entryAt) return
    this.#entryAt = NEVER
    if (!this.isTimed) return
    if (this.scheduler.now < this.#deadline) {
      this.#enter()
      return
    }
    this.isTimed = false
    this.expire()
  }

  #enter(): void {
    this.#entryAt = this.#deadline
    this.scheduler.at(this.#deadline, this)
  }
}

/** One by itself. */
export class DeadlineTimer extends Timed {
  readonly #callback: () => void

  constructor(scheduler: Scheduler, callback: () => void) {
    super(scheduler)
    this.#callback = callback
  }

  get isSet(): boolean {
    return this.isTimed
  }

  set(deadline: Nanos): void {
    this.setTimer(deadline)
  }

  clear(): void {
    this.clearTimer()
  }

  protected override expire(): void {
    this.#callback()
  }
}
