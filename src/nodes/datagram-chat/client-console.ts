// What the user types once there is a connection: commands, and everything else is a message. Knows no network.
//
// On a pipe the next line is only taken when the answer to the last command has come, and a download is over: so that a script
// finds the same world each time. On a terminal the user need not wait (`background`).
import type { Clock } from '../../host/clock.ts'
import type { Terminal } from '../../host/terminal.ts'
import {
  CANNOT_CONNECT,
  CANNOT_DOWNLOAD,
  CANNOT_SEND,
  CONNECTED,
  FILES,
  USERS,
} from '../../wire/datagram-chat/replies.ts'
import { Deadline } from '../common/deadline.ts'
import { printLine } from '../common/texts.ts'
import { REPLY_WAIT_MS } from './limits.ts'
import type { Questions } from './questions.ts'

export interface ConsoleCommands {
  connect(name: string): void
  disconnect(): void
  getUsers(): void
  getListFile(): void
  /** False: nothing was asked for. `isDownloading` turns false when it is over. */
  download(file: string): boolean
  message(text: string, target: string): void
  /** The input has ended. */
  onEnd(): void
}

const COMMAND_QUESTION = 'Enter a command or a message:'
const NAME_QUESTION = 'Enter your name:'
const TARGET_QUESTION = 'Enter the target name (leave blank for all):'
const FILE_QUESTION = 'Enter the file name:'

export class ClientConsole {
  readonly #terminal: Terminal
  readonly #questions: Questions
  readonly #commands: ConsoleCommands
  readonly #background: boolean
  readonly #replyWait: Deadline
  /** How the reply that is waited for begins. */
  #expected: readonly string[] = []
  #isDownloadAwaited = false
  #isClosed = false

  constructor(clock: Clock, terminal: Terminal, questions: Questions, background: boolean, commands: ConsoleCommands) {
    this.#terminal = terminal
    this.#questions = questions
    this.#commands = commands
    this.#background = background
    this.#replyWait = new Deadline(clock, () => this.#onReplied())
    this.#readCommand()
  }

  /** The server said this. */
  onText(text: string): void {
    if (this.#expected.some((beginning) => text.startsWith(beginning))) this.#onReplied()
  }

  /** No download is under way any more. */
  onDownloadsOver(): void {
    if (!this.#isDownloadAwaited) return
    this.#isDownloadAwaited = false
    this.#readCommand()
  }

  /** Takes no more commands. */
  close(): void {
    this.#isClosed = true
    this.#replyWait.clear()
  }

  #readCommand(): void {
    if (!this.#isClosed)
      this.#questions.askCommand(COMMAND_QUESTION, (line) => this.#guard(() => this.#onCommand(line)))
  }

  #onCommand(line: string | null): void {
    if (line === null) return this.#commands.onEnd()
    switch (line.trim()) {
      case '':
        return this.#readCommand()
      case 'connect':
        return this.#askName()
      case 'disconnect':
        return this.#commands.disconnect()
      case 'get_users':
        this.#commands.getUsers()
        return this.#await(USERS)
      case 'get_list_file':
        this.#commands.getListFile()
        return this.#await(FILES)
      case 'download':
        return this.#askFile()
      default:
        return this.#askTarget(line)
    }
  }

  #askName(): void {
    this.#dialogue(NAME_QUESTION, (line) => {
      const name = line.trim()
      const fault = name === '' ? 'it is empty' : name.includes('|') ? "it has a '|' in it" : null
      if (fault !== null) {
        printLine(this.#terminal, `The name is illegal: ${fault}.`)
        return this.#askName()
      }
      this.#commands.connect(name)
      this.#await(CONNECTED, CANNOT_CONNECT)
    })
  }

  #askFile(): void {
    this.#dialogue(FILE_QUESTION, (line) => {
      const isAsked = this.#commands.download(line.trim())
      if (isAsked && !this.#background) this.#isDownloadAwaited = true
      else this.#readCommand()
    })
  }

  #askTarget(text: string): void {
    this.#dialogue(TARGET_QUESTION, (line) => {
      this.#commands.message(text, line.trim())
      this.#readCommand()
    })
  }

  #dialogue(question: string, onAnswer: (line: string) => void): void {
    this.#questions.askNext(question, (line) =>
      this.#guard(() => {
        if (line === null) this.#commands.onEnd()
        else onAnswer(line)
      }),
    )
  }

  #await(...beginnings: readonly string[]): void {
    if (this.#background) return this.#readCommand()
    this.#expected = [...beginnings, CANNOT_SEND, CANNOT_DOWNLOAD]
    this.#replyWait.set(REPLY_WAIT_MS)
  }

  #onReplied(): void {
    this.#expected = []
    this.#replyWait.clear()
    this.#readCommand()
  }

  #guard(action: () => void): void {
    if (!this.#isClosed) action()
  }
}
