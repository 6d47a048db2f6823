// What the client asks before it connects: its own address, the server's, and the port. What the options say is not asked, the
// first time.
import type { Host } from '../../host/host.ts'
import { printable } from '../../wire/printable.ts'
import { printLine } from '../common/texts.ts'
import { DEFAULT_FIRST_PORT, DEFAULT_PORT_COUNT } from './limits.ts'
import type { ClientSettings } from './options.ts'
import type { Questions } from './questions.ts'

export interface ServerPlace {
  readonly serverHost: string
  readonly serverPort: number
}

const OWN_QUESTION = 'Enter your IP address:'
const SERVER_QUESTION = 'Enter the IP address of the server:'
const PORT_QUESTION = `Enter the port (${DEFAULT_FIRST_PORT} to ${DEFAULT_FIRST_PORT + DEFAULT_PORT_COUNT - 1}):`
const LOCALHOST = '127.0.0.1'
const MAX_PORT = 65_535

export class AddressDialogue {
  readonly #host: Host
  readonly #questions: Questions
  #given: Pick<ClientSettings, 'ownAddress' | 'serverHost' | 'serverPort'>

  constructor(host: Host, questions: Questions, settings: ClientSettings) {
    this.#host = host
    this.#questions = questions
    this.#given = settings
  }

  /** Calls back with null when the input has ended. */
  begin(callback: (place: ServerPlace | null) => void): void {
    const given = this.#given
    this.#given = {}
    this.#own(given.ownAddress, (isThere) => {
      if (!isThere) return callback(null)
      this.#server(given.serverHost, (serverHost) => {
        if (serverHost === null) return callback(null)
        this.#port(given.serverPort, (serverPort) => {
          callback(serverPort === null ? null : { serverHost, serverPort })
        })
      })
    })
  }

  #own(given: string | undefined, callback: (isThere: boolean) => void): void {
    const check = (address: string) => {
      if (address === '') return callback(true)
      this.#isOwn(address, (isOwn) => {
        if (isOwn) return callback(true)
        printLine(this.#host.terminal, `${printable(address, 100)} is no address of this machine.`)
        this.#own(undefined, callback)
      })
    }
    if (given !== undefined) return check(given.trim())
    this.#questions.ask(OWN_QUESTION, (line) => (line === null ? callback(false) : check(line.trim())))
  }

  /** An address is ours when a socket can have it. */
  #isOwn(address: string, callback: (isOwn: boolean) => void): void {
    const socket = this.#host.dgram.createSocket('udp4')
    const answer = (isOwn: boolean) => {
      socket.removeAllListeners()
      socket.close()
      callback(isOwn)
    }
    socket.on('error', () => answer(false))
    socket.bind({ address }, () => answer(true))
  }

  #server(given: string | undefined, callback: (serverHost: string | null) => void): void {
    if (given !== undefined) return callback(given)
    this.#questions.ask(SERVER_QUESTION, (line) => callback(line === null ? null : line.trim() || LOCALHOST))
  }

  #port(given: number | undefined, callback: (serverPort: number | null) => void): void {
    if (given !== undefined) return callback(given)
    this.#questions.ask(PORT_QUESTION, (line) => {
      if (line === null) return callback(null)
      const port = /^\d{1,5}$/.test(line.trim()) ? Number(line.trim()) : 0
      if (port >= 1 && port <= MAX_PORT) return callback(port)
      printLine(this.#host.terminal, `A port is a number from 1 to ${MAX_PORT}.`)
      this.#port(undefined, callback)
    })
  }
}
