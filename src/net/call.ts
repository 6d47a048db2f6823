// A call into a program, to be made later: `process.nextTick` and short waits of the virtual hosts.
import type { Process } from './process.ts'
import type { Scheduled } from './scheduler.ts'

/** Runs `callback` as code of the program, unless that has ended by then. An event of its own, which a slow program delays. */
export class Call implements Scheduled {
  readonly #process: Process
  readonly #callback: () => void

  constructor(process: Process, callback: () => void) {
    this.#process = process
    this.#callback = callback
  }

  fire(): void {
    const process = this.#process
    if (!process.alive) return
    if (process.processor !== null) {
      process.processor.run(this.#callback)
      return
    }
    process.enter()
    this.#callback()
  }
}

/** A part of an event of the program, which has its turn already. */
class Continuation implements Scheduled {
  readonly #process: Process
  readonly #callback: () => void

  constructor(process: Process, callback: () => void) {
    this.#process = process
    this.#callback = callback
  }

  fire(): void {
    if (!this.#process.alive) return
    this.#process.enter()
    this.#callback()
  }
}

/** After the event that is happening now. What comes from outside of a slow program waits for its turn. */
export function callSoon(process: Process, callback: () => void): void {
  const { processor, scheduler } = process
  if (processor === null || scheduler.currentHost === process.kernel.host) {
    scheduler.soon(new Continuation(process, callback))
  } else {
    processor.run(callback)
  }
}
