// `socket.setTimeout` of Node: tells a program that nothing has come or gone for a while, each time that the while is over.
import { DeadlineTimer } from './deadline-timer.ts'
import { millisToNanos, type Nanos } from './nanos.ts'
import type { Process } from './process.ts'

export class IdleTimer {
  readonly #process: Process
  readonly #timer: DeadlineTimer
  readonly #onIdle: () => void
  #delay: Nanos = 0

  /** `onIdle` runs as code of the program. */
  constructor(process: Process, onIdle: () => void) {
    this.#process = process
    this.#onIdle = onIdle
    this.#timer = new DeadlineTimer(process.scheduler, () => this.#expire())
  }

  /** From now on. */
  start(delayMs: number): void {
    this.#delay = millisToNanos(delayMs)
    this.touch()
  }

  /** Something came or went. */
  touch(): void {
    this.#timer.set(this.#process.scheduler.now + this.#delay)
  }

  clear(): void {
    this.#timer.clear()
  }

  #expire(): void {
    const { processor } = this.#process
    if (processor === null) this.#onIdle()
    // What the program was told before it has its turn may have set the timer again.
    else processor.run(() => this.#timer.isSet || this.#onIdle())
  }
}
