// The chat server: accepts connections, keeps the room and the transfer desk, and quits when it is interrupted.
//
// Quitting: 1. no more connections are accepted; 2. everyone is told; 3. when all have closed, or after a limit, it ends.
import type { Host } from '../../host/host.ts'
import type { Program } from '../../host/program.ts'
import type { Server } from '../../host/server.ts'
import type { Socket } from '../../host/socket.ts'
import { Deadline } from '../common/deadline.ts'
import { listenAt } from '../common/listen-at.ts'
import { plural, printLine } from '../common/texts.ts'
import { QUIT_LIMIT_MS, REFUSAL_ROOM } from './limits.ts'
import type { ServerSettings } from './options.ts'
import { Room } from './room.ts'
import { ServerSession, type SessionContext } from './server-session.ts'
import { TransferDesk } from './transfer-desk.ts'

export class ChatServer implements Program {
  readonly #host: Host
  readonly #settings: ServerSettings
  readonly #room: Room<ServerSession>
  readonly #desk: TransferDesk
  readonly #sessions = new Set<ServerSession>()
  /** Connections that carry files. */
  readonly #carriers = new Set<Socket>()
  readonly #context: SessionContext
  readonly #listener: Server
  #isQuitting = false

  constructor(host: Host, settings: ServerSettings) {
    this.#host = host
    this.#settings = settings
    this.#room = new Room(host.clock)
    this.#desk = new TransferDesk(host, settings, (name) => this.#room.find(name))
    this.#context = {
      room: this.#room,
      desk: this.#desk,
      settings,
      onHandedOver: (session, socket) => this.#onHandedOver(session, socket),
      onClosed: (session) => this.#onClosed(session),
    }
    this.#listener = host.net.createServer({}, (socket) => this.#onConnection(socket))
    this.#listener.maxConnections = settings.maxConnections + REFUSAL_ROOM
    this.#listener.on('error', (error) => {
      this.#print(`Cannot listen on port ${settings.port}: ${error.code ?? error.message}.`)
      host.exit(1)
    })
    listenAt(this.#listener, settings.port, (port) => {
      this.#print(`The chat server listens on port ${port}. Ctrl-C ends it.`)
      host.report('listening', { port })
    })
  }

  interrupt(): void {
    if (this.#isQuitting) return
    this.#isQuitting = true
    this.#print(`Quitting: ${plural(this.#room.size, 'user')} will be told.`)
    if (this.#listener.listening) this.#listener.close()
    this.#room.flush()
    for (const session of [...this.#sessions]) session.quit()
    this.#desk.close()
    for (const socket of this.#carriers) socket.destroy()
    new Deadline(this.#host.clock, () => this.#exit()).set(QUIT_LIMIT_MS)
    this.#exitWhenAlone()
  }

  #onConnection(socket: Socket): void {
    const isFull = this.#sessions.size + this.#carriers.size >= this.#settings.maxConnections
    const session = new ServerSession(this.#host, socket, this.#context)
    if (isFull) return session.refuseAsFull()
    this.#sessions.add(session)
    if (this.#isQuitting) session.quit()
  }

  #onHandedOver(session: ServerSession, socket: Socket): void {
    this.#sessions.delete(session)
    this.#carriers.add(socket)
    socket.on('close', () => {
      this.#carriers.delete(socket)
      this.#exitWhenAlone()
    })
  }

  #onClosed(session: ServerSession): void {
    this.#sessions.delete(session)
    this.#exitWhenAlone()
  }

  #exitWhenAlone(): void {
    if (this.#isQuitting && this.#sessions.size + this.#carriers.size === 0) this.#exit()
  }

  #exit(): void {
    this.#print('Goodbye.')
    this.#host.exit(0)
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
