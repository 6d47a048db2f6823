// A terminal on a pipe or a file: prompts are written plainly, every line of input is kept until it is asked for, and the
// end of the input comes after the last line, whether that one has a newline or not.
import readline from 'node:readline'
import { LineQueue } from './line-queue.ts'
import {
  DEFAULT_COLUMNS,
  flushOutput,
  type RealTerminal,
  type TerminalInput,
  type TerminalOutput,
} from './terminal-streams.ts'

/** With more lines waiting, no more input is read until someone asks. */
export const QUEUE_LINES = 1024

export class PipedTerminal implements RealTerminal {
  readonly isInteractive = false
  readonly #input: TerminalInput
  readonly #output: TerminalOutput
  readonly #queue = new LineQueue()
  #readline: readline.Interface | null = null
  #isClosed = false

  constructor(input: TerminalInput, output: TerminalOutput) {
    this.#input = input
    this.#output = output
  }

  get columns(): number {
    return this.#output.columns ?? DEFAULT_COLUMNS
  }

  write(text: string): void {
    if (!this.#isClosed && text !== '') this.#output.write(text)
  }

  prompt(text: string, callback: (line: string | null) => void): void {
    if (this.#isClosed) return
    this.#queue.ask(callback)
    this.write(text)
    if (this.#readline === null) this.#readline = this.#open()
    else if (this.#queue.length === 0) this.#readline.resume()
  }

  status(): void {}

  flush(callback: () => void): void {
    flushOutput(this.#output, callback)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#queue.cancel()
    this.#readline?.close()
  }

  #open(): readline.Interface {
    const lines = readline.createInterface({ input: this.#input, terminal: false, crlfDelay: Number.POSITIVE_INFINITY })
    lines.on('line', (line) => {
      this.#queue.push(line)
      if (this.#queue.length >= QUEUE_LINES) lines.pause()
    })
    lines.on('close', () => this.#queue.end())
    this.#input.on('error', () => lines.close())
    return lines
  }
}
