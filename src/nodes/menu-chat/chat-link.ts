// A client's connection to the server: says its name, keeps the connection alive, and hands over what comes.
// Knows nothing of menus or files.
import type { Host } from '../../host/host.ts'
import { decodeLine, encodeLine } from '../../wire/menu-chat/line-codec.ts'
import {
  CLIENT_LINES,
  type ClientMessage,
  type LineOf,
  maxLineBytes,
  SERVER_LINES,
  type ServerMessage,
} from '../../wire/menu-chat/messages.ts'
import { escapeText } from '../../wire/menu-chat/escape.ts'
import { Deadline } from '../common/deadline.ts'
import { IdleWatch } from '../common/idle-watch.ts'
import { closeReason, quoted } from '../common/texts.ts'
import { MAX_PING_MS, MIN_PING_MS, PINGS_PER_IDLE_LIMIT } from './limits.ts'
import { LineConnection } from './line-connection.ts'
import type { ClientSettings } from './options.ts'

/** What the link does not see to itself. */
export type RoomMessage = Exclude<ServerMessage, { type: 'welcome' | 'bye' | 'ping' | 'pong' }>

export interface ChatLinkHandlers {
  onWelcome(): void
  onMessage(message: RoomMessage): void
  /** A line that cannot be read. What comes after it can. */
  onOddLine(reason: string): void
  /** The server does not take us in: its last line. `onClosed` follows. */
  onRefused(bye: LineOf<'bye'>): void
  /** The server cannot be reached, or is gone. */
  onLost(reason: string): void
  /** The connection is gone, whatever the reason. */
  onClosed(): void
}

export class ChatLink {
  readonly #clock: Host['clock']
  readonly #handlers: ChatLinkHandlers
  readonly #connection: LineConnection
  readonly #connecting: Deadline
  readonly #ping: Deadline
  #watch: IdleWatch | null = null
  #pingMs = 0
  #isWelcome = false
  /** No more is said of how the connection ends. */
  #isOver = false
  /** Bytes of a message's text that the server takes. */
  maxMessageBytes = 0

  constructor(host: Host, settings: ClientSettings, name: string, filePort: number, handlers: ChatLinkHandlers) {
    const { serverHost, serverPort, connectLimitMs, maxMessageBytes } = settings
    this.#clock = host.clock
    this.#handlers = handlers
    this.#connecting = new Deadline(host.clock, () => this.#lose(`no answer within ${connectLimitMs} ms`))
    this.#connecting.set(connectLimitMs)
    this.#ping = new Deadline(host.clock, () => this.#sendPing())
    const socket = host.net.connect({ host: serverHost, port: serverPort }, () => {
      // In one piece: who is welcome can be asked for files at once.
      this.#connection.send(`${escapeText(name)}\n${encodeLine(CLIENT_LINES, { type: 'listen', port: filePort })}`)
    })
    this.#connection = new LineConnection(host.clock, socket, maxLineBytes(maxMessageBytes), {
      onLine: (line) => this.#onLine(line),
      onBadLine: (fault) => this.#onOddLine(fault === 'too-long' ? 'it is too long' : 'it is not UTF-8'),
      onClose: (errorCode) => {
        this.#lose(closeReason(errorCode))
        handlers.onClosed()
      },
    })
  }

  get isWelcome(): boolean {
    return this.#isWelcome
  }

  send(message: ClientMessage): void {
    this.#connection.send(encodeLine(CLIENT_LINES, message))
  }

  /** Calls back once there is room for more. */
  whenRoom(callback: () => void): void {
    this.#connection.whenRoom(callback)
  }

  /** What was sent still arrives; then `onClosed`. */
  close(): void {
    this.#over()
    this.#connection.end()
  }

  #onLine(line: string): void {
    this.#watch?.touch()
    const message = decodeLine(SERVER_LINES, line)
    if (message.ok) this.#onMessage(message.value)
    else this.#onOddLine(message.reason)
  }

  #onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.#onWelcome(message)
      case 'bye':
        return this.#onBye(message)
      case 'ping':
        return this.send({ type: 'pong' })
      case 'pong':
        return
      default:
        if (this.#isWelcome) return this.#handlers.onMessage(message)
        this.#lose(`it makes no sense: '${message.type}' before 'welcome'`)
    }
  }

  #onWelcome({ idleMs, maxMessageBytes }: LineOf<'welcome'>): void {
    if (this.#isWelcome) return
    this.#isWelcome = true
    this.#connecting.clear()
    this.maxMessageBytes = maxMessageBytes
    this.#pingMs = Math.max(MIN_PING_MS, Math.min(Math.floor(idleMs / PINGS_PER_IDLE_LIMIT), MAX_PING_MS))
    const limitMs = this.#pingMs * PINGS_PER_IDLE_LIMIT
    this.#watch = new IdleWatch(this.#clock, limitMs, () => this.#lose(`nothing was heard from it for ${limitMs} ms`))
    this.#ping.set(this.#pingMs)
    this.#handlers.onWelcome()
  }

  #onBye(bye: LineOf<'bye'>): void {
    if (this.#isWelcome) return this.#lose(`it says ${quoted(bye.text)}`)
    this.#over()
    this.#connection.end()
    this.#handlers.onRefused(bye)
  }

  /** What greets us with such a line is no chat server. */
  #onOddLine(reason: string): void {
    if (this.#isWelcome) this.#handlers.onOddLine(reason)
    else this.#lose(`it makes no sense: ${reason}`)
  }

  #sendPing(): void {
    this.send({ type: 'ping' })
    this.#ping.set(this.#pingMs)
  }

  #lose(reason: string): void {
    if (this.#isOver) return
    this.#over()
    this.#connection.destroy()
    this.#handlers.onLost(reason)
  }

  #over(): void {
    this.#isOver = true
    this.#connecting.clear()
    this.#ping.clear()
    this.#watch?.stop()
  }
}
