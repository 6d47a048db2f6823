// The menu of a chat client, as its user sees it. Knows no network; typed and piped input behave the same.
import type { Terminal } from '../../host/terminal.ts'
import { printLine } from '../common/texts.ts'

export interface ConsoleCommands {
  /** Calls back when there is room for the next message. */
  say(text: string, next: () => void): void
  fetch(owner: string, file: string): void
  exit(): void
  onInputEnd(): void
}

const MENU = ["Enter an option ('m', 'f', 'x'):", '  (M)essage (send)', '  (F)ile (request)', ' e(X)it'].join('\n')
const HINT = 'Please type m, f or x, and Enter.'

export class ChatConsole {
  readonly #terminal: Terminal
  readonly #commands: ConsoleCommands
  #isClosed = false

  constructor(terminal: Terminal, commands: ConsoleCommands) {
    this.#terminal = terminal
    this.#commands = commands
  }

  get isInteractive(): boolean {
    return this.#terminal.isInteractive
  }

  /** Asks once. */
  askName(onName: (name: string) => void): void {
    this.#ask('Enter your name:', (name) => onName(name.trim()))
  }

  /** Shows the menu, again and again. */
  start(): void {
    this.#ask(MENU, (line) => this.#onOption(line.trim().toLowerCase()))
  }

  /** Takes no more input. */
  close(): void {
    this.#isClosed = true
  }

  print(line: string): void {
    printLine(this.#terminal, line)
  }

  #onOption(option: string): void {
    switch (option) {
      case 'm':
        return this.#ask('Enter your message:', (text) => this.#commands.say(text, () => this.start()))
      case 'f':
        return this.#ask('Who owns the file?', (owner) => this.#askFile(owner.trim()))
      case 'x':
        return this.#commands.exit()
      default:
        this.print(HINT)
        this.start()
    }
  }

  #askFile(owner: string): void {
    this.#ask('Which file do you want?', (file) => {
      this.#commands.fetch(owner, file.trim())
      this.start()
    })
  }

  /** The question is a line, or several, of its own; what is typed comes on the next one. */
  #ask(question: string, onLine: (line: string) => void): void {
    if (this.#isClosed) return
    this.print(question)
    this.#terminal.prompt('', (line) => {
      if (this.#isClosed) return
      if (line === null) this.#commands.onInputEnd()
      else onLine(line)
    })
  }
}
