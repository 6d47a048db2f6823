// The terminal of a program in a child process: the console itself is in the run's process, and keeps the lines that were
// typed until they are asked for, so that a crash of the child loses none.
import { invariant } from '../../host/errors.ts'
import type { ClosableTerminal } from '../host.ts'
import type { FromChild } from './messages.ts'

const COLUMNS = 80

export class RemoteTerminal implements ClosableTerminal {
  readonly isInteractive = false
  readonly columns = COLUMNS
  readonly #send: (message: FromChild) => void
  #reader: ((line: string | null) => void) | null = null
  #isClosed = false

  constructor(send: (message: FromChild) => void) {
    this.#send = send
  }

  write(text: string): void {
    if (!this.#isClosed && text !== '') this.#send({ kind: 'output', text })
  }

  prompt(text: string, callback: (line: string | null) => void): void {
    if (this.#isClosed) return
    invariant(this.#reader === null, 'a prompt is waiting already: one at a time')
    this.#reader = callback
    this.write(text)
    this.#send({ kind: 'ask' })
  }

  status(): void {}

  /** The line that was asked for. */
  answer(line: string | null): void {
    const reader = this.#reader
    this.#reader = null
    reader?.(line)
  }

  close(): void {
    this.#isClosed = true
    this.#reader = null
  }
}
