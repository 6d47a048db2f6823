// Steps that come one pause after the other. A timer is always a little late; a beat that began each pause where the last
// step really was would add all that up. This one keeps to its own times and makes up for a late step in the pauses behind it.
import type { Clock } from '../../host/clock.ts'
import { Deadline } from './deadline.ts'

/** A pause is cut short by no more than this: who is promised a pause of a second should not see half of one. */
export const MAX_CATCH_UP_MS = 1

export class Beat {
  readonly #clock: Clock
  readonly #wait: Deadline
  readonly #maxCatchUpMs: number
  /** When the next step is due; null before the first pause. */
  #dueMs: number | null = null

  /** `maxCatchUpMs`: by how much a pause may be cut short after a late step. */
  constructor(clock: Clock, onStep: () => void, maxCatchUpMs = MAX_CATCH_UP_MS) {
    this.#clock = clock
    this.#maxCatchUpMs = maxCatchUpMs
    this.#wait = new Deadline(clock, onStep)
  }

  /** A step was just taken: the next one comes this long after the time that this one was due at. At least 1. */
  pause(pauseMs: number): void {
    const nowMs = this.#clock.monotonicNow()
    this.#dueMs = (this.#dueMs ?? nowMs) + pauseMs
    // Whole milliseconds: a timer cuts off what is behind the point, and would be early by that.
    const delayMs = Math.round(this.#dueMs - nowMs)
    this.#wait.set(Math.max(delayMs, pauseMs - this.#maxCatchUpMs))
  }

  /** Whether a pause lasts. */
  get isPaused(): boolean {
    return this.#wait.isSet
  }

  stop(): void {
    this.#wait.clear()
    this.#dueMs = null
  }
}
