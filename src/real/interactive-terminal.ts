// A terminal with a person at it. Text that comes while a line is being typed appears above it, and the line is drawn
// again. What is on the last line of the screen is always: unfinished text, the prompt, what has been typed so far.
import readline from 'node:readline'
import { LineQueue } from './line-queue.ts'
import {
  DEFAULT_COLUMNS,
  flushOutput,
  type RealTerminal,
  type TerminalInput,
  type TerminalOutput,
} from './terminal-streams.ts'

export class InteractiveTerminal implements RealTerminal {
  readonly isInteractive = true
  readonly #input: TerminalInput
  readonly #output: TerminalOutput
  readonly #onInterrupt: () => void
  readonly #queue = new LineQueue()
  /** Null until the first prompt: a program that never asks leaves the keyboard alone. */
  #readline: readline.Interface | null = null
  #hasEnded = false
  #isClosed = false
  /** What was written since the last newline. */
  #unfinished = ''
  /** The last line of the prompt that waits. */
  #prompt = ''
  #status = ''

  constructor(input: TerminalInput, output: TerminalOutput, onInterrupt: () => void) {
    this.#input = input
    this.#output = output
    this.#onInterrupt = onInterrupt
  }

  get columns(): number {
    return this.#output.columns ?? DEFAULT_COLUMNS
  }

  write(text: string): void {
    if (this.#isClosed || text === '') return
    const before = this.#unfinished
    const all = before + text
    const cut = all.lastIndexOf('\n') + 1
    this.#unfinished = all.slice(cut)
    if (this.#readline !== null) this.#redraw(this.#readline, all.slice(0, cut), '')
    else {
      this.#eraseStatus(before)
      this.#output.write(text)
    }
  }

  prompt(text: string, callback: (line: string | null) => void): void {
    if (this.#isClosed) return
    const wasTyped = this.#queue.length > 0
    this.#queue.ask(callback)
    if (this.#readline === null && !this.#hasEnded) this.#readline = this.#open()
    if (wasTyped || this.#readline === null) {
      this.write(`${text}\n`)
      return
    }
    // The lines above the last are text like any other: only the last is drawn again and again.
    const cut = text.lastIndexOf('\n') + 1
    this.write(text.slice(0, cut))
    this.#prompt = text.slice(cut)
    this.#redraw(this.#readline, '', '')
  }

  status(text: string): void {
    if (this.#isClosed) return
    if (this.#readline !== null) {
      this.#redraw(this.#readline, '', text)
      return
    }
    this.#eraseStatus('')
    if (this.#unfinished !== '') this.#eraseLine()
    this.#status = text
    this.#output.write(text === '' ? this.#unfinished : text)
  }

  flush(callback: () => void): void {
    flushOutput(this.#output, callback)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#queue.cancel()
    this.#leaveLine()
    this.#readline?.close()
  }

  /** Writes whole lines above, then draws the last line again, the status on a line of its own before it. */
  #redraw(lines: readline.Interface, above: string, status: string): void {
    this.#status = status
    const { rows } = lines.getCursorPos()
    if (above !== '') {
      readline.moveCursor(this.#output, 0, -rows)
      readline.cursorTo(this.#output, 0)
      readline.clearScreenDown(this.#output)
      // readline goes up as many rows as its last drawing had (it tells in `prevRows`), and draws there.
      const { prevRows = rows } = lines as { prevRows?: number }
      this.#output.write(above + '\n'.repeat(prevRows))
    }
    lines.setPrompt(`${status === '' ? '' : `${status}\n`}${this.#unfinished}${this.#prompt}`)
    lines.prompt(true)
  }

  /** Without readline: takes the status off the line, and shows the unfinished text again that it hid. */
  #eraseStatus(unfinished: string): void {
    if (this.#status === '') return
    this.#status = ''
    this.#eraseLine()
    this.#output.write(unfinished)
  }

  #eraseLine(): void {
    readline.cursorTo(this.#output, 0)
    readline.clearLine(this.#output, 0)
  }

  #open(): readline.Interface {
    this.#eraseStatus('')
    const lines = readline.createInterface({ input: this.#input, output: this.#output, terminal: true, prompt: '' })
    lines.on('line', (line) => {
      // Enter has put the cursor on a new line.
      this.#unfinished = ''
      this.#prompt = ''
      this.#status = ''
      lines.setPrompt('')
      this.#queue.push(line)
    })
    lines.on('SIGINT', () => this.#onInterrupt())
    lines.on('close', () => {
      if (!this.#isClosed) this.#leaveLine()
      this.#readline = null
      this.#hasEnded = true
      this.#queue.end()
    })
    this.#input.on('error', () => lines.close())
    return lines
  }

  /** What follows us on the screen starts on a new line. */
  #leaveLine(): void {
    const typed = this.#readline?.line ?? ''
    if (this.#unfinished + this.#prompt + this.#status + typed !== '') this.#output.write('\n')
    this.#unfinished = ''
    this.#prompt = ''
    this.#status = ''
  }
}
