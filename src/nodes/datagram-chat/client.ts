// The client of the datagram chat: asks where the server is, connects, and puts console, connection and downloads together.
// When the connection is gone it asks again; it ends with its input or at Ctrl-C.
import type { Host } from '../../host/host.ts'
import type { Program } from '../../host/program.ts'
import type { SystemError } from '../../host/errors.ts'
import { printable } from '../../wire/printable.ts'
import { Deadline } from '../common/deadline.ts'
import { printLine } from '../common/texts.ts'
import { AddressDialogue, type ServerPlace } from './address-dialogue.ts'
import type { ClientSettings } from './options.ts'
import { Questions } from './questions.ts'
import { ServerLink } from './server-link.ts'

export class DatagramChatClient implements Program {
  readonly #host: Host
  readonly #settings: ClientSettings
  readonly #questions: Questions
  readonly #dialogue: AddressDialogue
  #link: ServerLink | null = null
  #isEnding = false
  /** Whether the last attempt to connect failed. */
  #hasFailed = false

  constructor(host: Host, settings: ClientSettings) {
    this.#host = host
    this.#settings = settings
    this.#questions = new Questions(host.terminal)
    this.#dialogue = new AddressDialogue(host, this.#questions, settings)
    this.#askPlace()
  }

  interrupt(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#questions.close()
    new Deadline(this.#host.clock, () => this.#host.exit(0)).set(this.#settings.quitLimitMs)
    if (this.#link === null) this.#host.exit(0)
    else this.#link.leave()
  }

  #askPlace(): void {
    this.#dialogue.begin((place) => {
      if (this.#isEnding) return
      if (place === null) this.#host.exit(this.#hasFailed ? 1 : 0)
      else this.#connect(place)
    })
  }

  #connect({ serverHost, serverPort }: ServerPlace): void {
    const socket = this.#host.net.connect({ host: serverHost, port: serverPort })
    const limit = new Deadline(this.#host.clock, () => socket.destroy(timedOut()))
    limit.set(this.#settings.connectLimitMs)
    const onError = (error: SystemError) => {
      limit.clear()
      if (this.#isEnding) return
      this.#hasFailed = true
      const why = WORDS[error.code ?? ''] ?? error.code ?? error.message
      this.#print(`Cannot connect to ${printable(serverHost, 100)}, port ${serverPort}: ${why}.`)
      this.#askPlace()
    }
    socket.once('error', onError)
    socket.once('connect', () => {
      limit.clear()
      socket.off('error', onError)
      this.#hasFailed = false
      if (this.#isEnding) return void socket.destroy()
      this.#link = new ServerLink(this.#host, socket, this.#settings, this.#questions, {
        onClosed: (reason, isWanted) => this.#onClosed(reason, isWanted),
        onInputEnd: () => {
          this.#isEnding = true
        },
      })
    })
  }

  #onClosed(reason: string, isWanted: boolean): void {
    this.#link = null
    if (this.#isEnding) return this.#host.exit(0)
    this.#print(isWanted ? 'You are disconnected from the server.' : `The server is gone: ${reason}.`)
    this.#questions.clear()
    this.#host.report('left', { isWanted })
    this.#askPlace()
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it closed the connection at once',
}

function timedOut(): SystemError {
  const error: SystemError = new Error('it does not answer')
  error.code = 'ETIMEDOUT'
  return error
}
