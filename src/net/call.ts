// A call into a program, to be made later: `process.nextTick` and short waits of the virtual hosts.
import type { Process } from './process.ts'
import type { Scheduled } from './scheduler.ts'

/** Runs `callback` as code of the program, unless that has ended by then. */
export class Call implements Scheduled {
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

/** After the event that is happening now. */
export function callSoon(process: Process, callback: () => void): void {
  process.scheduler.soon(new Call(process, callback))
}
