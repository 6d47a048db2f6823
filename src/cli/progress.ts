// A line that says how far a long run is, redrawn in place on a terminal and absent elsewhere.
import type { RunProgress } from '../scenarios/runner.ts'
import { duration } from './duration.ts'

const FIRST_AFTER_MS = 500
const EVERY_MS = 200
const CLEAR_LINE = '\r\u001b[K'

export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  readonly #startedAt = performance.now()
  #shownAt = 0

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  show({ events, virtualMs }: RunProgress): void {
    const now = performance.now()
    if (!this.#stream.isTTY || now - this.#startedAt < FIRST_AFTER_MS || now - this.#shownAt < EVERY_MS) return
    this.#shownAt = now
    this.#stream.write(`${CLEAR_LINE}${(events / 1e6).toFixed(1)} M events, virtual time ${duration(virtualMs)} …`)
  }

  clear(): void {
    if (this.#shownAt > 0) this.#stream.write(CLEAR_LINE)
    this.#shownAt = 0
  }
}
