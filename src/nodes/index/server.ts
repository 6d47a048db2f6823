// The index server: accepts peers, keeps the registry, and quits when its user says so.
import type { Host } from '../../host/host.ts'
import type { Program } from '../../host/program.ts'
import type { Server } from '../../host/server.ts'
import type { Socket } from '../../host/socket.ts'
import { Deadline } from '../common/deadline.ts'
import { listenAt } from '../common/listen-at.ts'
import { REFUSAL_ROOM } from './limits.ts'
import type { ServerSettings } from './options.ts'
import { type RegisteredPeer, Registry } from './registry.ts'
import { ServerSession } from './server-session.ts'
import { plural, printLine } from '../common/texts.ts'

/**
 * Quitting: 1. no more connections are accepted; 2. every peer is told; 3. when all have closed, the program ends with 0;
 * 4. those that do not close within `quitLimitMs` are cut off, and it ends all the same.
 */
export class IndexServer implements Program {
  readonly #host: Host
  readonly #settings: ServerSettings
  readonly #registry = new Registry()
  readonly #sessions = new Set<ServerSession>()
  readonly #listener: Server
  #isQuitting = false

  constructor(host: Host, settings: ServerSettings) {
    this.#host = host
    this.#settings = settings
    this.#listener = host.net.createServer({}, (socket) => this.#onConnection(socket))
    this.#listener.maxConnections = settings.maxConnections + REFUSAL_ROOM
    this.#listener.on('error', (error) => {
      this.#print(`Cannot listen on port ${settings.port}: ${error.code ?? error.message}.`)
      host.exit(1)
    })
    listenAt(this.#listener, settings.port, (port) => {
      this.#print(`The server listens on port ${port}. Type q to quit.`)
      this.#readCommand()
    })
  }

  interrupt(): void {
    this.#quit()
  }

  #onConnection(socket: Socket): void {
    const isFull = this.#sessions.size >= this.#settings.maxConnections
    const session = new ServerSession(this.#host, socket, {
      registry: this.#registry,
      settings: this.#settings,
      onDisputed: (peer) => this.#sessionOf(peer)?.probe(),
      onReplaced: (peer) => this.#sessionOf(peer)?.replace(),
      onClosed: (closed) => this.#onClosed(closed),
    })
    if (isFull) session.refuseAsFull()
    else this.#sessions.add(session)
    if (this.#isQuitting) session.quit()
  }

  #sessionOf(peer: RegisteredPeer): ServerSession | undefined {
    return [...this.#sessions].find((session) => session.peer === peer)
  }

  #onClosed(session: ServerSession): void {
    this.#sessions.delete(session)
    this.#exitWhenAlone()
  }

  #readCommand(): void {
    this.#host.terminal.prompt('', (line) => {
      // Without a console the server is a daemon, and Ctrl-C or a signal ends it.
      if (line === null) return
      const command = line.trim()
      if (command === 'q') return this.#quit()
      if (command !== '') this.#print('Type q to quit.')
      this.#readCommand()
    })
  }

  #quit(): void {
    if (this.#isQuitting) return
    this.#isQuitting = true
    this.#print(`Quitting: waiting for ${plural(this.#sessions.size, 'connection')} to close.`)
    if (this.#listener.listening) this.#listener.close()
    for (const session of [...this.#sessions]) session.quit()
    new Deadline(this.#host.clock, () => this.#cutOff()).set(this.#settings.quitLimitMs)
    this.#exitWhenAlone()
  }

  #cutOff(): void {
    this.#print(`${plural(this.#sessions.size, 'connection')} did not close within ${this.#settings.quitLimitMs} ms.`)
    for (const session of [...this.#sessions]) session.destroy()
    this.#host.exit(0)
  }

  #exitWhenAlone(): void {
    if (!this.#isQuitting || this.#sessions.size > 0) return
    this.#print('All connections are closed, goodbye.')
    this.#host.exit(0)
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
