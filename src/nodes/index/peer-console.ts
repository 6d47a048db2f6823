// The console of a peer: reads 'f', a file index, and 'q'. Knows no network; typed and piped input behave the same.
import type { Terminal } from '../../host/terminal.ts'
import { FILE_COUNT, isFileIndex } from '../../wire/index/generated-file.ts'
import { printLine } from '../common/texts.ts'

export interface ConsoleCommands {
  /** Why no file can be asked for now, or null. */
  refusal(): string | null
  fetch(file: number): void
  quit(): void
  onInputEnd(): void
}

const HELP = 'Type f to fetch a file, q to quit.'
const FILE_QUESTION = `Which file do you want (0 to ${FILE_COUNT - 1})?`

export class PeerConsole {
  readonly #terminal: Terminal
  readonly #commands: ConsoleCommands
  #isClosed = false

  constructor(terminal: Terminal, commands: ConsoleCommands) {
    this.#terminal = terminal
    this.#commands = commands
    printLine(terminal, HELP)
    this.#readCommand()
  }

  /** Takes no more commands. */
  close(): void {
    this.#isClosed = true
  }

  #readCommand(): void {
    this.#ask('', (line) => {
      const [command, file] = line.trim().split(/\s+/)
      if (command === 'f') return this.#onFetch(file)
      if (command === 'q') this.#commands.quit()
      else if (command !== '') printLine(this.#terminal, HELP)
      this.#readCommand()
    })
  }

  /** `given`: the index, when it was typed on the same line. */
  #onFetch(given: string | undefined): void {
    const refusal = this.#commands.refusal()
    if (refusal !== null) {
      printLine(this.#terminal, refusal)
      return this.#readCommand()
    }
    if (given === undefined) this.#askFile()
    else this.#onFile(given)
  }

  #askFile(): void {
    this.#ask(FILE_QUESTION, (line) => this.#onFile(line.trim()))
  }

  #onFile(answer: string): void {
    const file = /^\d{1,4}$/.test(answer) ? Number(answer) : -1
    if (!isFileIndex(file)) {
      printLine(this.#terminal, `There is no such file: the index is a number from 0 to ${FILE_COUNT - 1}.`)
      return this.#askFile()
    }
    this.#commands.fetch(file)
    this.#readCommand()
  }

  #ask(question: string, onLine: (line: string) => void): void {
    if (this.#isClosed) return
    // On a pipe, where no prompt is drawn anew, a question is a line of its own.
    const isLine = !this.#terminal.isInteractive && question !== ''
    if (isLine) printLine(this.#terminal, question)
    this.#terminal.prompt(isLine || question === '' ? '' : `${question} `, (line) => {
      if (this.#isClosed) return
      if (line === null) this.#commands.onInputEnd()
      else onLine(line)
    })
  }
}
