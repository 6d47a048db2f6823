// How far a file on its way is, for a person: a status line on a terminal; elsewhere, when it takes long, a line for each quarter.
import type { Clock } from '../../host/clock.ts'
import type { Terminal } from '../../host/terminal.ts'
import { printable } from '../../wire/printable.ts'
import { printLine } from './texts.ts'

/** A status line is drawn anew so often at most. */
const STATUS_MS = 200
/** A file that takes less time than this needs no lines. */
const LINES_AFTER_MS = 5000
const LINE_PERCENT = 25
const MAX_NAME_CHARACTERS = 40

export class TransferProgress {
  readonly #clock: Clock
  readonly #terminal: Terminal
  readonly #name: string
  readonly #sizeBytes: number
  readonly #startedMs: number
  #shownMs: number
  #linePercent = 0

  constructor(clock: Clock, terminal: Terminal, name: string, sizeBytes: number) {
    this.#clock = clock
    this.#terminal = terminal
    this.#name = printable(name.length > MAX_NAME_CHARACTERS ? `${name.slice(0, MAX_NAME_CHARACTERS)}…` : name)
    this.#sizeBytes = sizeBytes
    this.#startedMs = this.#shownMs = clock.monotonicNow()
  }

  /** So much is here. Costs a look at the clock: not for every packet. */
  show(receivedBytes: number): void {
    if (receivedBytes >= this.#sizeBytes) return
    const now = this.#clock.monotonicNow()
    if (now - this.#shownMs < STATUS_MS) return
    this.#shownMs = now
    const percent = Math.floor((100 * receivedBytes) / this.#sizeBytes)
    const megabytesPerSecond = (receivedBytes / (now - this.#startedMs) / 1000).toFixed(1)
    const text = `${this.#name}: ${percent} % of ${this.#sizeBytes} bytes, ${megabytesPerSecond} MB/s`
    if (this.#terminal.isInteractive) this.#terminal.status(text.slice(0, this.#terminal.columns - 1))
    else if (now - this.#startedMs >= LINES_AFTER_MS && percent >= this.#linePercent + LINE_PERCENT) {
      this.#linePercent = percent - (percent % LINE_PERCENT)
      printLine(this.#terminal, text)
    }
  }

  clear(): void {
    if (this.#terminal.isInteractive) this.#terminal.status('')
  }
}
