// Lines of input that wait for someone to ask, and the one who waits for a line. It must not know where lines come from.
import { invariant } from '../host/errors.ts'

type LineCallback = (line: string | null) => void

/** Keeps every line, in order; after the last one comes null, for ever. Callbacks come later, never within `ask`. */
export class LineQueue {
  #lines: string[] = []
  #taken = 0
  #isEnded = false
  #waiting: LineCallback | null = null
  #isScheduled = false

  /** True while someone waits for a line. */
  get isAsked(): boolean {
    return this.#waiting !== null
  }

  get length(): number {
    return this.#lines.length - this.#taken
  }

  push(line: string): void {
    if (this.#isEnded) return
    this.#lines.push(line)
    this.#schedule()
  }

  end(): void {
    this.#isEnded = true
    this.#schedule()
  }

  ask(callback: LineCallback): void {
    invariant(this.#waiting === null, 'a prompt is waiting already: one at a time')
    this.#waiting = callback
    this.#schedule()
  }

  /** Nobody waits any more. */
  cancel(): void {
    this.#waiting = null
  }

  #schedule(): void {
    if (this.#waiting === null || this.#isScheduled || (this.length === 0 && !this.#isEnded)) return
    this.#isScheduled = true
    process.nextTick(() => this.#deliver())
  }

  #deliver(): void {
    this.#isScheduled = false
    const callback = this.#waiting
    if (callback === null) return
    this.#waiting = null
    callback(this.#take())
  }

  #take(): string | null {
    const line = this.#lines[this.#taken]
    if (line === undefined) return null
    this.#taken++
    // Cut off what was read only now and then: `shift` on a long queue costs as much as the queue is long.
    if (this.#taken >= 1024 || this.#taken === this.#lines.length) {
      this.#lines = this.#lines.slice(this.#taken)
      this.#taken = 0
    }
    return line
  }
}
