// A program's processor while it is paused or slow: the program's events wait here for their turn, in their order. At full
// speed there is none, and events happen at once.
import { Fifo } from '../fifo.ts'
import type { Nanos } from '../nanos.ts'
import type { Process } from '../process.ts'
import type { Scheduled } from '../scheduler.ts'

export class Processor implements Scheduled {
  readonly #process: Process
  readonly #onIdle: () => void
  readonly #work = new Fifo<() => void>()
  #isPaused = false
  /** What one event takes. */
  #eventTime: Nanos = 0
  /** When it is done with the last one. */
  #freeAt: Nanos = 0
  #isScheduled = false

  /** `onIdle`: it runs at full speed and nothing waits, so nobody needs it any more. */
  constructor(process: Process, onIdle: () => void) {
    this.#process = process
    this.#onIdle = onIdle
  }

  setPace(isPaused: boolean, eventTime: Nanos): void {
    this.#isPaused = isPaused
    this.#eventTime = eventTime
    this.#goOn()
  }

  /** Runs `work` as code of the program when its turn has come. */
  run(work: () => void): void {
    this.#work.push(work)
    this.#goOn()
  }

  /** The time of the first has passed. */
  fire(): void {
    this.#isScheduled = false
    const process = this.#process
    if (!process.alive || this.#isPaused) return
    const work = this.#work.shift()
    if (work !== undefined) {
      this.#freeAt = process.scheduler.now
      process.enter()
      work()
    }
    this.#goOn()
  }

  #goOn(): void {
    if (this.#isScheduled || this.#isPaused) return
    const { scheduler } = this.#process
    if (this.#work.size > 0) {
      this.#isScheduled = true
      scheduler.at(Math.max(scheduler.now, this.#freeAt) + this.#eventTime, this)
    } else if (this.#eventTime === 0) {
      this.#onIdle()
    }
  }
}
