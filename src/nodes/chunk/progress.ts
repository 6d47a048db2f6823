// How far a fetch is, for a person: a bar on a terminal, now and then a line elsewhere.
import type { Terminal } from '../../host/terminal.ts'

const BAR_CELLS = 24
/** Without a terminal, a line for each so many percent. */
const LINE_PERCENT = 25

export interface ProgressState {
  readonly chunks: number
  readonly received: number
  readonly peers: number
  readonly bytesPerSecond: number
}

export class Progress {
  readonly #terminal: Terminal
  readonly #name: string
  #nextPercent = LINE_PERCENT

  constructor(terminal: Terminal, name: string) {
    this.#terminal = terminal
    this.#name = name
  }

  show({ chunks, received, peers, bytesPerSecond }: ProgressState): void {
    const percent = chunks === 0 ? 100 : Math.floor((100 * received) / chunks)
    const facts = `${percent} %  ${received} of ${chunks} chunks, ${peers} ${peers === 1 ? 'peer' : 'peers'}`
    if (this.#terminal.isInteractive) {
      const full = Math.floor((BAR_CELLS * percent) / 100)
      const bar = `${'#'.repeat(full)}${'.'.repeat(BAR_CELLS - full)}`
      this.#terminal.status(
        `${this.#name} [${bar}] ${facts}, ${speed(bytesPerSecond)}`.slice(0, this.#terminal.columns - 1),
      )
    } else if (percent >= this.#nextPercent && percent < 100) {
      this.#terminal.write(`${this.#name}: ${facts}\n`)
      this.#nextPercent = percent - (percent % LINE_PERCENT) + LINE_PERCENT
    }
  }

  clear(): void {
    this.#terminal.status('')
  }
}

function speed(bytesPerSecond: number): string {
  if (bytesPerSecond < 1_000) return `${Math.round(bytesPerSecond)} B/s`
  if (bytesPerSecond < 1_000_000) return `${(bytesPerSecond / 1_000).toFixed(1)} kB/s`
  return `${(bytesPerSecond / 1_000_000).toFixed(1)} MB/s`
}
