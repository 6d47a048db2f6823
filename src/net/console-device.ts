// A host's terminal in the virtual network: the program's side (`Terminal`) and the user's side (`Console`) of one device.
// The screen and what was typed and not yet read outlive the program.
import type { Console } from '../host/backing.ts'
import { invariant } from '../host/errors.ts'
import type { Terminal } from '../host/terminal.ts'
import { callSoon } from './call.ts'
import type { Process } from './process.ts'

const COLUMNS = 80

export interface ConsoleEvents {
  wrote(text: string): void
  typed(line: string | null): void
}

export class ConsoleDevice implements Console {
  output = ''
  readonly #events: ConsoleEvents
  readonly #lines: string[] = []
  #inputEnded = false
  /** The program on the other side, and its prompt that waits. */
  #process: Process | null = null
  #reader: ((line: string | null) => void) | null = null

  constructor(events: ConsoleEvents) {
    this.#events = events
  }

  type(line: string): void {
    invariant(!this.#inputEnded, 'typed into a console whose input was closed')
    this.#events.typed(line)
    this.#lines.push(line)
    this.#serve()
  }

  end(): void {
    if (this.#inputEnded) return
    this.#events.typed(null)
    this.#inputEnded = true
    this.#serve()
  }

  /** The terminal for a program that starts. */
  attach(process: Process): Terminal {
    this.#process = process
    this.#reader = null
    const write = (text: string) => {
      if (!process.alive) return
      this.output += text
      this.#events.wrote(text)
    }
    return {
      isInteractive: false,
      columns: COLUMNS,
      write,
      status: () => {},
      prompt: (text, callback) => {
        if (!process.alive) return
        invariant(this.#reader === null, 'a second prompt while one waits')
        if (text !== '') write(text)
        this.#reader = callback
        this.#serve()
      },
    }
  }

  #serve(): void {
    if (this.#process === null || this.#reader === null) return
    if (this.#lines.length === 0 && !this.#inputEnded) return
    const process = this.#process
    const reader = this.#reader
    callSoon(process, () => {
      // Another line may have been served to this prompt meanwhile, and the next prompt may have the same callback.
      if (this.#reader !== reader || (this.#lines.length === 0 && !this.#inputEnded)) return
      this.#reader = null
      reader(this.#lines.shift() ?? null)
    })
  }
}
