// One connection of the server: who it is, what it says to whom, and its downloads. Knows other connections only through the
// roster of names.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { type Command, decodeCommand } from '../../wire/datagram-chat/commands.ts'
import {
  CANNOT_CONNECT,
  CANNOT_SEND,
  CONNECTED,
  DISCONNECTED,
  FILES,
  isConnectedText,
  isDisconnectedText,
  NAME_TAKEN,
  USERS,
} from '../../wire/datagram-chat/replies.ts'
import { userNameFault } from '../../wire/user-name.ts'
import { printable } from '../../wire/printable.ts'
import { IdleWatch } from '../common/idle-watch.ts'
import { closeReason, plainAddress, printLine, quoted } from '../common/texts.ts'
import type { FileLibrary } from './file-library.ts'
import { MessageConnection } from './message-connection.ts'
import { MAX_UNKNOWN, SIGNS_THAT_PROMISE } from './limits.ts'
import type { ServerSettings } from './options.ts'
import type { Roster } from './roster.ts'
import { Uploads } from './uploads.ts'

export interface SessionContext {
  readonly settings: ServerSettings
  readonly roster: Roster<Session>
  readonly library: FileLibrary
  onClosed(session: Session): void
}

/** Remote text in an answer or a log: not too much of it. */
const MAX_SHOWN = 60

export class Session {
  readonly #host: Host
  readonly #context: SessionContext
  readonly #connection: MessageConnection
  readonly #uploads: Uploads
  /** Address and port, for people. */
  readonly #from: string
  #name: string | null = null
  #silence: IdleWatch
  /** Empty messages, as far as they are counted. */
  #signs = 0
  /** Messages in a row that were no command. */
  #unknown = 0

  constructor(host: Host, socket: Socket, context: SessionContext) {
    this.#host = host
    this.#context = context
    const address = plainAddress(socket.remoteAddress)
    this.#from = `${address}:${socket.remotePort}`
    this.#silence = this.#watch(context.settings.idleLimitMs)
    this.#connection = new MessageConnection(host.clock, socket, context.settings, {
      onHeard: () => this.#silence.touch(),
      onMessage: (text) => this.#onMessage(text),
      onBad: (reason, isFatal) => this.#onBad(reason, isFatal),
      onClose: (errorCode) => this.#onClose(errorCode),
    })
    this.#uploads = new Uploads(host, {
      settings: context.settings,
      library: context.library,
      client: address,
      ownAddress: socket.localAddress === undefined ? undefined : plainAddress(socket.localAddress),
      send: (text) => this.send(text),
      isPiecewise: () => this.#connection.style === 'pieces',
      userName: () => this.#name,
    })
  }

  send(text: string): void {
    this.#connection.send(text)
  }

  /** Says why, and closes. */
  refuse(text: string): void {
    this.#connection.end(text)
  }

  destroy(): void {
    this.#connection.destroy()
  }

  #onMessage(text: string): void {
    if (text === '') return this.#onSign()
    const command = decodeCommand(text)
    if (command.type === 'disconnect') return this.#onDisconnect()
    if (this.#uploads.takes(text, command)) return
    if (command.type !== 'other') this.#unknown = 0
    this.#onCommand(command)
  }

  /** Who gives signs of life gets them back, and is not waited for as long as others. */
  #onSign(): void {
    if (this.#signs < SIGNS_THAT_PROMISE && ++this.#signs === SIGNS_THAT_PROMISE) {
      const { aliveLimitMs, idleLimitMs } = this.#context.settings
      this.#silence.stop()
      this.#silence = this.#watch(Math.min(aliveLimitMs, idleLimitMs))
    }
    if (this.#signs === SIGNS_THAT_PROMISE) this.send('')
  }

  /** A long text of an old client comes in many pieces, of which none but the first makes sense. */
  #onUnknown(text: string): void {
    this.#unknown++
    if (this.#unknown <= MAX_UNKNOWN) return this.send(`Unknown command: ${quoted(shown(text))}`)
    this.#print(`Closed ${this.#who()}: nothing it says makes sense.`)
    this.#connection.end(`Goodbye: ${MAX_UNKNOWN} messages in a row made no sense`)
  }

  #onCommand(command: Command): void {
    switch (command.type) {
      case 'connect':
        return this.#onConnect(command.name.trim())
      case 'get_users':
        return this.send(`${USERS}${this.#context.roster.names.join(', ')}`)
      case 'get_list_file':
        return this.#context.library.list((names) => this.send(`${FILES}${names.join(', ')}`))
      case 'msg_all':
        return this.#onMessageToAll(command.text)
      case 'msg':
        return this.#onMessageTo(command.target.trim(), command.text)
      case 'other':
        return this.#onUnknown(command.text)
      default:
        return
    }
  }

  #onConnect(name: string): void {
    const { roster, settings } = this.#context
    if (this.#name !== null) return this.send(`${CANNOT_CONNECT}You are connected already, as ${this.#name}`)
    const fault = name.includes('|') ? 'the name has a bar in it' : userNameFault(name, settings.maxNameCharacters)
    if (fault !== null) return this.send(`${CANNOT_CONNECT}Name is illegal: ${fault}. Try another`)
    if (!roster.add(name, this)) {
      this.#host.report('name-taken', { name })
      return this.send(NAME_TAKEN)
    }
    this.#name = name
    this.#print(`${name} is connected, from ${this.#from}.`)
    this.#host.report('connected', { name })
    this.send(CONNECTED)
    this.#toOthers(isConnectedText(name))
  }

  #onMessageToAll(text: string): void {
    if (this.#name === null) return this.send(`${CANNOT_SEND}You are not connected`)
    this.#toOthers(`${this.#name}: ${oneLine(text)}`)
    this.#host.report('message', { from: this.#name })
  }

  #onMessageTo(target: string, text: string): void {
    if (this.#name === null) return this.send(`${CANNOT_SEND}You are not connected`)
    const to = this.#context.roster.find(target)
    if (to === undefined) return this.send(`${CANNOT_SEND}There is no user ${quoted(shown(target))}`)
    to.send(`${this.#name}: ${oneLine(text)}`)
    this.#host.report('message', { from: this.#name, to: target })
  }

  #toOthers(text: string): void {
    for (const other of this.#context.roster.members) if (other !== this) other.send(text)
  }

  #onDisconnect(): void {
    this.#leave('has disconnected')
    this.#connection.end(DISCONNECTED)
  }

  #onBad(reason: string, isFatal: boolean): void {
    this.#print(`Refused a message of ${this.#who()}: ${reason}.`)
    this.#host.report('bad-message', { from: this.#from })
    const text = `Can't read that: ${reason}`
    if (isFatal) this.#connection.end(text)
    else this.send(text)
  }

  #watch(limitMs: number): IdleWatch {
    return new IdleWatch(this.#host.clock, limitMs, () => this.#onSilence(limitMs))
  }

  #onSilence(limitMs: number): void {
    this.#connection.end(`Goodbye: nothing came for ${limitMs} ms`)
    this.#leave('was silent too long')
  }

  #onClose(errorCode: string | null): void {
    this.#silence.stop()
    this.#leave(`is gone: ${closeReason(errorCode)}`)
    this.#uploads.abandon()
    this.#context.onClosed(this)
  }

  /** Gives the name free, once. */
  #leave(how: string): void {
    const name = this.#name
    this.#uploads.abandon()
    if (name === null) return
    this.#name = null
    this.#context.roster.remove(name)
    this.#print(`${name} ${how}.`)
    this.#host.report('disconnected', { name })
    this.#toOthers(isDisconnectedText(name))
  }

  #who(): string {
    return this.#name ?? this.#from
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}

function shown(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

/** A message is one line for whoever gets it, and nothing in it can act on a terminal. */
function oneLine(text: string): string {
  return printable(text.replace(/\r\n|[\r\n\t]/g, ' '), text.length)
}
