// One connection of the chat server: says who it is with its first line, then talks and asks for files; or turns out to carry
// a file, and is handed over. Knows nothing of other connections but through the room and the transfer desk.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import type { LineFault } from '../../wire/line-reader.ts'
import { decodeLine, encodeLine } from '../../wire/menu-chat/line-codec.ts'
import {
  CLIENT_LINES,
  type ClientMessage,
  DATA_LINES,
  DATA_MARK,
  maxLineBytes,
  OWNER_LINES,
  type ReasonCode,
  SERVER_LINES,
  type ServerMessage,
} from '../../wire/menu-chat/messages.ts'
import { escapeText, unescapeText } from '../../wire/menu-chat/escape.ts'
import { userNameFault } from '../../wire/user-name.ts'
import { printable } from '../../wire/printable.ts'
import { Deadline } from '../common/deadline.ts'
import { IdleWatch } from '../common/idle-watch.ts'
import { closeReason, plainAddress, plural, printLine } from '../common/texts.ts'
import { MAX_BAD_LINES } from './limits.ts'
import { LineConnection } from './line-connection.ts'
import type { ServerSettings } from './options.ts'
import type { Member, Room } from './room.ts'
import type { Party, TransferDesk } from './transfer-desk.ts'

export interface SessionContext {
  readonly room: Room<ServerSession>
  readonly desk: TransferDesk
  readonly settings: ServerSettings
  /** It carries a file from now on, and is no session any more. */
  onHandedOver(session: ServerSession, socket: Socket): void
  onClosed(session: ServerSession): void
}

const utf8 = new TextEncoder()

export class ServerSession implements Member, Party {
  /** Empty until the first line has come. */
  name = ''
  readonly address: string
  filePort: number | null = null
  readonly #host: Host
  readonly #context: SessionContext
  readonly #connection: LineConnection
  readonly #register: Deadline
  /** Set while half of what may wait for this user does. */
  readonly #slow: Deadline
  /** Address and port, for people. */
  readonly #from: string
  #watch: IdleWatch | null = null
  #isMember = false
  /** How each line that forwards what it says begins. */
  #speaking = ''
  #speakingBytes = 0
  #badLines = 0

  constructor(host: Host, socket: Socket, context: SessionContext) {
    this.#host = host
    this.#context = context
    this.address = plainAddress(socket.remoteAddress)
    this.#from = `${this.address}:${socket.remotePort}`
    const { maxMessageBytes, registerLimitMs } = context.settings
    this.#register = new Deadline(host.clock, () => this.#expel('idle', `no name within ${registerLimitMs} ms`))
    this.#register.set(registerLimitMs)
    this.#slow = new Deadline(host.clock, () => this.#expelAsSlow())
    this.#connection = new LineConnection(host.clock, socket, maxLineBytes(maxMessageBytes), {
      onLine: (line) => (this.#isMember ? this.#onUserLine(line) : this.#onFirstLine(line)),
      onBadLine: (fault) => this.#onBadLine(fault),
      onClose: (errorCode) => this.#onClose(errorCode),
    })
  }

  receive(...lines: readonly Uint8Array[]): void {
    this.#connection.sendBytes(lines)
    this.#checkWaiting()
  }

  pause(): void {
    this.#connection.pause()
  }

  resume(): void {
    // It could not show a sign of life meanwhile.
    this.#watch?.touch()
    this.#connection.resume()
  }

  tell(message: ServerMessage): void {
    this.#connection.send(encodeLine(SERVER_LINES, message))
    this.#checkWaiting()
  }

  refuseAsFull(): void {
    const { maxConnections } = this.#context.settings
    this.#expel('full', `the server has its ${plural(maxConnections, 'connection')} already, try later`)
  }

  quit(): void {
    this.#expel('quitting', 'the server is quitting')
  }

  destroy(): void {
    this.#connection.destroy()
  }

  // Saying who it is

  #onFirstLine(line: string): void {
    if (line.startsWith(DATA_MARK)) return this.#onDataLine(line.slice(DATA_MARK.length))
    const name = unescapeText(line)
    if (!name.ok) return this.#expel('bad-name', name.reason)
    const { room, settings } = this.#context
    const fault = userNameFault(name.value, settings.maxNameCharacters)
    if (fault !== null) return this.#expel('bad-name', fault)
    this.name = name.value
    if (!room.add(this)) {
      // Who has the name may have died and come back: then its system resets the old connection, and the next try succeeds.
      room.find(name.value)?.tell({ type: 'ping' })
      return this.#expel('name-in-use', `the name ${name.value} is in use, choose another`)
    }
    this.#isMember = true
    this.#speaking = encodeLine(SERVER_LINES, { type: 'msg', sender: this.name, text: '' })
    this.#speakingBytes = utf8.encode(this.#speaking).length
    this.#register.clear()
    this.#watch = new IdleWatch(this.#host.clock, settings.idleLimitMs / 2, (halves) => this.#onSilence(halves))
    this.#print(`${this.name} has joined from ${this.#from}.`)
    this.#host.report('registered', { name: this.name, address: this.address })
    this.tell({ type: 'welcome', idleMs: settings.idleLimitMs, maxMessageBytes: settings.maxMessageBytes })
  }

  #onDataLine(line: string): void {
    this.#register.clear()
    const message = decodeLine(DATA_LINES, line)
    if (!message.ok) return this.#refuseData('bad-line', message.reason)
    const { type, token } = message.value
    const fault = this.#context.desk.joinFault(type, token)
    if (fault !== null) return this.#refuseData('unknown-token', fault)
    const stream = this.#connection.detach()
    this.#context.onHandedOver(this, stream.socket)
    this.#context.desk.join(type, token, stream)
  }

  /** In the words of an owner, which whoever fetches a file understands. */
  #refuseData(code: ReasonCode, text: string): void {
    this.#connection.end(encodeLine(OWNER_LINES, { type: 'error', code, text }))
  }

  // Talking

  #onUserLine(line: string): void {
    this.#watch?.touch()
    const message = decodeLine(CLIENT_LINES, line)
    if (!message.ok) return this.#refuseLine('bad-line', message.reason)
    this.#onMessage(message.value)
  }

  #onMessage(message: ClientMessage): void {
    const { desk } = this.#context
    switch (message.type) {
      case 'msg':
        return this.#forward(message.text)
      case 'listen':
        this.filePort = message.port
        return
      case 'get':
        return desk.get(this, message.id, message.owner, message.file)
      case 'done':
        return desk.done(this, message.id)
      case 'stop':
        return desk.stop(this, message.id)
      case 'ready':
        return desk.ready(this, message.token)
      case 'refuse':
        return desk.refuse(this, message.token, message.code, message.text)
      case 'ping':
        return this.tell({ type: 'pong' })
      case 'pong':
        return
    }
  }

  /** Encoded once, whoever hears it. */
  #forward(text: string): void {
    const escaped = escapeText(text)
    const line = utf8.encode(`${this.#speaking}${escaped}\n`)
    // Each escape is one character more, of one byte; so is the newline.
    const bytes = line.length - this.#speakingBytes - (escaped.length - text.length) - 1
    if (bytes > this.#context.settings.maxMessageBytes) return this.#refuseAsTooLong()
    this.#context.room.say(this, line)
    this.#host.report('message-forwarded', { from: this.name, bytes })
  }

  // What goes wrong

  #onBadLine(fault: LineFault): void {
    this.#watch?.touch()
    if (!this.#isMember) {
      const text = fault === 'too-long' ? 'the name is far too long' : 'the name is not UTF-8'
      return this.#expel('bad-name', text)
    }
    if (fault === 'too-long') this.#refuseAsTooLong()
    else this.#refuseLine('bad-line', 'the line is not UTF-8')
  }

  #refuseAsTooLong(): void {
    const { maxMessageBytes } = this.#context.settings
    this.#refuseLine('too-long', `a message of more than ${maxMessageBytes} bytes: nobody got it`)
  }

  #refuseLine(code: ReasonCode, text: string): void {
    this.#badLines++
    if (this.#badLines > MAX_BAD_LINES) return this.#expel(code, `${text}; that was one too many`)
    this.tell({ type: 'error', code, text })
  }

  #checkWaiting(): void {
    const { waitingBytes } = this.#connection
    const { maxWaitingBytes, slowLimitMs } = this.#context.settings
    if (waitingBytes > maxWaitingBytes) return this.#expelAsSlow()
    if (waitingBytes <= maxWaitingBytes / 2 || this.#slow.isSet || !this.#isMember) return
    this.#slow.set(slowLimitMs)
    this.#context.room.fellBehind(this)
    this.#connection.whenRoom(() => {
      this.#slow.clear()
      this.#context.room.caughtUp(this)
    })
  }

  #expelAsSlow(): void {
    this.#expel('slow', `you read too slowly: ${this.#connection.waitingBytes} bytes wait for you`)
  }

  #onSilence(halves: number): void {
    if (halves === 1) return this.tell({ type: 'ping' })
    this.#expel('idle', `nothing was heard from you for ${this.#context.settings.idleLimitMs} ms`)
  }

  /** Sends it away with a word. */
  #expel(code: ReasonCode, text: string): void {
    if (this.#connection.isClosing) return
    const who = this.#isMember ? this.name : this.#from
    this.#print(`Sent ${who} away: ${printable(text)}.`)
    this.#connection.end(encodeLine(SERVER_LINES, { type: 'bye', code, text }))
    this.#depart('was sent away', code)
  }

  #onClose(errorCode: string | null): void {
    this.#depart(errorCode === null ? 'has left' : `is gone: ${closeReason(errorCode)}`, errorCode ?? 'left')
    this.#context.onClosed(this)
  }

  /** Leaves the room, once. */
  #depart(how: string, why: string): void {
    this.#register.clear()
    this.#slow.clear()
    this.#watch?.stop()
    if (!this.#isMember) return
    this.#isMember = false
    this.#context.room.remove(this)
    this.#context.desk.left(this)
    this.#print(`${this.name} ${how}.`)
    this.#host.report('departed', { name: this.name, why })
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
