// The server of the datagram chat: its ports, at most so many connections on each, and who is connected.
import type { Host } from '../../host/host.ts'
import type { Program } from '../../host/program.ts'
import type { Server } from '../../host/server.ts'
import type { Socket } from '../../host/socket.ts'
import { Deadline } from '../common/deadline.ts'
import { listenAt } from '../common/listen-at.ts'
import { plainAddress, plural, printLine } from '../common/texts.ts'
import { FileLibrary } from './file-library.ts'
import { REFUSAL_ROOM } from './limits.ts'
import type { ServerSettings } from './options.ts'
import { Roster } from './roster.ts'
import { Session } from './session.ts'

interface Port {
  readonly listener: Server
  readonly sessions: Set<Session>
  number: number
}

/** Quitting: everyone is told and closed; those that do not close within `quitLimitMs` are cut off. */
export class DatagramChatServer implements Program {
  readonly #host: Host
  readonly #settings: ServerSettings
  readonly #roster = new Roster<Session>()
  readonly #library: FileLibrary
  readonly #ports: Port[] = []
  #listening = 0
  #isQuitting = false

  constructor(host: Host, settings: ServerSettings) {
    this.#host = host
    this.#settings = settings
    this.#library = new FileLibrary(host, settings.filesFolder)
    for (let index = 0; index < settings.portCount; index++) {
      this.#listen(settings.firstPort === 0 ? 0 : settings.firstPort + index)
    }
  }

  interrupt(): void {
    if (this.#isQuitting) return
    this.#isQuitting = true
    const open = this.#ports.flatMap(({ sessions }) => [...sessions])
    this.#print(`Quitting: ${plural(open.length, 'connection')} to close.`)
    for (const { listener } of this.#ports) if (listener.listening) listener.close()
    new Deadline(this.#host.clock, () => this.#host.exit(0)).set(this.#settings.quitLimitMs)
    for (const session of open) session.refuse('Goodbye: the server is quitting')
    this.#exitWhenAlone()
  }

  #listen(number: number): void {
    const listener = this.#host.net.createServer({}, (socket) => this.#onConnection(port, socket))
    const port: Port = { listener, sessions: new Set(), number }
    this.#ports.push(port)
    listener.maxConnections = this.#settings.maxConnectionsPerPort + REFUSAL_ROOM
    listener.on('error', (error) => {
      this.#print(`Cannot listen on port ${number}: ${error.code ?? error.message}.`)
      this.#host.exit(1)
    })
    listenAt(listener, number, (opened) => {
      port.number = opened
      this.#listening++
      this.#host.report('listening', { port: opened })
      if (this.#listening === this.#ports.length) this.#onAllListening()
    })
  }

  #onAllListening(): void {
    const numbers = this.#ports.map(({ number }) => number)
    const isRange = numbers.length > 2 && numbers.every((number, index) => number === (numbers[0] ?? 0) + index)
    const shown = isRange ? `${numbers[0]} to ${numbers.at(-1)}` : numbers.join(', ')
    this.#print(`The server listens on ${numbers.length === 1 ? 'port' : 'ports'} ${shown}.`)
  }

  #onConnection(port: Port, socket: Socket): void {
    const { maxConnectionsPerPort } = this.#settings
    const isFull = port.sessions.size >= maxConnectionsPerPort
    const session = new Session(this.#host, socket, {
      settings: this.#settings,
      roster: this.#roster,
      library: this.#library,
      onClosed: (closed) => {
        port.sessions.delete(closed)
        this.#exitWhenAlone()
      },
    })
    if (this.#isQuitting) session.refuse('Goodbye: the server is quitting')
    if (!isFull) {
      port.sessions.add(session)
      return
    }
    const from = `${plainAddress(socket.remoteAddress)}:${socket.remotePort}`
    this.#print(`Refused ${from}: ${plural(maxConnectionsPerPort, 'connection')} on port ${port.number} already.`)
    this.#host.report('port-full', { port: port.number })
    session.refuse(
      `Port ${port.number} is full: it has its ${plural(maxConnectionsPerPort, 'connection')} already. Try another port`,
    )
  }

  #exitWhenAlone(): void {
    if (!this.#isQuitting || this.#ports.some(({ sessions }) => sessions.size > 0)) return
    this.#print('All connections are closed, goodbye.')
    this.#host.exit(0)
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
