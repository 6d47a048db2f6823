// A console that a script types on, as a user would: the host's side is a `Terminal`, the user's side a `Console`. The
// console outlives the programs that run on it, with what was typed and not yet read.
import type { Console } from '../host/backing.ts'
import { invariant } from '../host/errors.ts'
import type { ClosableTerminal } from './host.ts'
import { LineQueue } from './line-queue.ts'

const COLUMNS = 80

export class ScriptedConsole implements Console {
  readonly #onOutput: (text: string) => void
  readonly #texts: string[] = []
  readonly #queue = new LineQueue()
  #inputEnded = false

  constructor(onOutput: (text: string) => void = () => {}) {
    this.#onOutput = onOutput
  }

  get output(): string {
    if (this.#texts.length > 1) this.#texts.splice(0, this.#texts.length, this.#texts.join(''))
    return this.#texts[0] ?? ''
  }

  type(line: string): void {
    invariant(!this.#inputEnded, 'typed into a console whose input was closed')
    this.#queue.push(line)
  }

  end(): void {
    this.#inputEnded = true
    this.#queue.end()
  }

  /** What a program wrote. */
  append(text: string): void {
    if (text === '') return
    this.#texts.push(text)
    this.#onOutput(text)
  }

  /** The terminal for a program that starts. Close it before the next one starts. */
  newTerminal(): ClosableTerminal {
    const queue = this.#queue
    let isOpen = true
    const write = (text: string): void => {
      if (isOpen) this.append(text)
    }
    return {
      isInteractive: false,
      columns: COLUMNS,
      write,
      prompt: (text, callback) => {
        if (!isOpen) return
        queue.ask(callback)
        write(text)
      },
      status: () => {},
      close: () => {
        if (!isOpen) return
        isOpen = false
        queue.cancel()
      },
    }
  }
}
