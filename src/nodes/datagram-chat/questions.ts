// The client's terminal: one question at a time, whoever asks. While the user is asked for the next command, a question of a
// download that comes up takes the line that is typed next. Knows no network; typed and piped input behave the same.
import type { Terminal } from '../../host/terminal.ts'
import { printLine } from '../common/texts.ts'

type OnLine = (line: string | null) => void

interface Question {
  readonly text: string
  readonly onLine: OnLine
  /** Part of a dialogue that has begun: it goes before others. */
  readonly isNext: boolean
  /** Gives way to any other question. */
  readonly yields: boolean
}

export class Questions {
  readonly #terminal: Terminal
  #waiting: Question[] = []
  #current: Question | null = null
  /** Whether the terminal waits for a line. */
  #isPrompting = false
  #isClosed = false

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  /** Null: the input has ended. */
  ask(text: string, onLine: OnLine): void {
    this.#add({ text, onLine, isNext: false, yields: false })
  }

  /** As `ask`, within a dialogue. */
  askNext(text: string, onLine: OnLine): void {
    this.#add({ text, onLine, isNext: true, yields: false })
  }

  askCommand(text: string, onLine: OnLine): void {
    this.#add({ text, onLine, isNext: false, yields: true })
  }

  /** Nobody waits for an answer any more. */
  clear(): void {
    this.#waiting = []
    this.#current = null
  }

  close(): void {
    this.clear()
    this.#isClosed = true
  }

  #add(question: Question): void {
    if (this.#isClosed) return
    if (question.isNext) this.#waiting.unshift(question)
    else this.#waiting.push(question)
    this.#pump()
  }

  #pump(): void {
    if (this.#current !== null && !(this.#current.yields && this.#waiting.some(({ yields }) => !yields))) return
    const next = this.#waiting.find(({ yields }) => !yields) ?? this.#waiting[0]
    if (next === undefined) return
    this.#waiting = this.#waiting.filter((question) => question !== next)
    if (this.#current !== null) this.#waiting.push(this.#current)
    this.#current = next
    if (this.#isPrompting) {
      // The terminal's own prompt stays what it was: the question stands above it.
      printLine(this.#terminal, next.text)
      return
    }
    this.#isPrompting = true
    // On a pipe, where no prompt is drawn anew, a question is a line of its own.
    if (!this.#terminal.isInteractive) printLine(this.#terminal, next.text)
    this.#terminal.prompt(this.#terminal.isInteractive ? `${next.text} ` : '', (line) => this.#onLine(line))
  }

  #onLine(line: string | null): void {
    this.#isPrompting = false
    const asked = this.#current
    this.#current = null
    asked?.onLine(line)
    this.#pump()
  }
}
