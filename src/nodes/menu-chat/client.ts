// The chat client: puts the console, the link to the server, the files that are offered and those that are fetched together.
//
// Starting: 1. the port for files is opened; 2. the user's name is asked for, if it was not given; 3. the server is told it,
// and if it takes it, the menu appears. Leaving: 1. transfers are ended, and what is half here is removed; 2. what was said
// still goes out; 3. when the connection is closed, or after a limit, the program ends.
import type { Host } from '../../host/host.ts'
import type { Program } from '../../host/program.ts'
import type { LineOf } from '../../wire/menu-chat/messages.ts'
import { printable } from '../../wire/printable.ts'
import { LARGEST_MAX_NAME_CHARACTERS, userNameFault } from '../../wire/user-name.ts'
import { Deadline } from '../common/deadline.ts'
import { quoted } from '../common/texts.ts'
import { ChatConsole } from './chat-console.ts'
import { ChatLink, type RoomMessage } from './chat-link.ts'
import { Downloads } from './downloads.ts'
import { QUIT_LIMIT_MS } from './limits.ts'
import { Offers } from './offers.ts'
import type { ClientSettings } from './options.ts'

type State =
  | 'starting'
  | 'chatting'
  /** The input has ended, or the user wants to leave: as soon as the files on their way are here. */
  | 'finishing'
  | 'leaving'

const GOODBYE = 'closing your sockets...goodbye'
const utf8 = new TextEncoder()

export class ChatClient implements Program {
  readonly #host: Host
  readonly #settings: ClientSettings
  readonly #console: ChatConsole
  readonly #offers: Offers
  readonly #downloads: Downloads
  readonly #grace: Deadline
  #state: State = 'starting'
  #link: ChatLink | null = null
  #port = 0
  #exitCode = 0
  #messagesReceived = 0

  constructor(host: Host, settings: ClientSettings) {
    this.#host = host
    this.#settings = settings
    this.#grace = new Deadline(host.clock, () => this.#sayGoodbye(0))
    this.#console = new ChatConsole(host.terminal, {
      say: (text, next) => this.#say(text, next),
      fetch: (owner, file) => this.#downloads.fetch(owner, file),
      exit: () => this.#onExitCommand(),
      onInputEnd: () => this.#onInputEnd(),
    })
    const print = (line: string) => this.#console.print(line)
    this.#downloads = new Downloads(host, settings, {
      tellServer: (message) => this.#link?.send(message),
      print,
      onIdle: () => this.#onDownloadsIdle(),
    })
    this.#offers = new Offers(host, settings, {
      tellServer: (message) => this.#link?.send(message),
      print,
      onListening: (port) => this.#onListening(port),
      onListenError: (code) => {
        print(`Cannot listen on port ${settings.port}: ${code}.`)
        host.exit(1)
      },
    })
  }

  interrupt(): void {
    this.#sayGoodbye(0)
  }

  // Coming in

  #onListening(port: number): void {
    this.#port = port
    this.#host.report('listening', { port })
    if (this.#settings.name === null) this.#askName()
    else this.#tryName(this.#settings.name)
  }

  #askName(): void {
    this.#console.askName((name) => this.#tryName(name))
  }

  #tryName(name: string): void {
    // How long a name may be the server says.
    const fault = userNameFault(name, LARGEST_MAX_NAME_CHARACTERS)
    if (fault !== null) return this.#onBadName(fault)
    const link = new ChatLink(this.#host, this.#settings, name, this.#port, {
      onWelcome: () => this.#onWelcome(name),
      onMessage: (message) => this.#onMessage(message),
      onOddLine: (reason) => this.#console.print(`A line from the server was passed over: ${printable(reason)}.`),
      onRefused: (bye) => this.#onRefused(bye),
      onLost: (reason) => this.#onLost(reason),
      // The link of a name that was refused closes when the next one may be open already.
      onClosed: () => (this.#link === link ? this.#onLinkClosed() : undefined),
    })
    this.#link = link
  }

  #onWelcome(name: string): void {
    this.#state = 'chatting'
    this.#host.report('joined', { name })
    this.#console.start()
  }

  #onRefused({ code, text }: LineOf<'bye'>): void {
    this.#link = null
    const isAboutName = code === 'name-in-use' || code === 'bad-name'
    if (isAboutName) return this.#onBadName(printable(text))
    this.#console.print(`The server refuses: ${quoted(text)}.`)
    this.#leave(1)
  }

  /** A person may choose another. So may a pipe that was asked, but not one that was told to use this name. */
  #onBadName(reason: string): void {
    this.#console.print(`You cannot come in: ${reason}.`)
    this.#host.report('name-refused', { reason })
    if (this.#settings.name === null || this.#console.isInteractive) this.#askName()
    else this.#leave(1)
  }

  // Talking

  #onMessage(message: RoomMessage): void {
    switch (message.type) {
      case 'msg':
        return this.#onChatMessage(message)
      case 'error':
        return this.#console.print(`The server says: ${quoted(message.text)}.`)
      case 'give':
        return this.#offers.onGive(message)
      case 'carry':
        return this.#offers.onCarry(message)
      case 'cancel':
        return this.#offers.onCancel(message)
      case 'offer':
        return this.#downloads.onOffer(message)
      case 'failed':
        return this.#downloads.onFailed(message)
    }
  }

  #onChatMessage({ sender, text }: LineOf<'msg'>): void {
    this.#console.print(`${printable(sender)}: ${printableMessage(text)}`)
    this.#host.report('message-received', { from: sender, count: ++this.#messagesReceived })
  }

  #say(text: string, next: () => void): void {
    const link = this.#link
    if (link === null) return
    const bytes = utf8.encode(text).length
    const { maxMessageBytes } = link
    if (bytes > maxMessageBytes) {
      this.#console.print(`Your message has ${bytes} bytes, at most ${maxMessageBytes} are allowed: nobody got it.`)
      return next()
    }
    link.send({ type: 'msg', text })
    this.#host.report('message-sent', { bytes })
    link.whenRoom(next)
  }

  // Leaving

  /** A person who leaves has seen what is here and what is not. On a pipe, what was just asked for gets a moment. */
  #onExitCommand(): void {
    const { graceMs } = this.#settings
    if (this.#downloads.isIdle || this.#console.isInteractive || graceMs === 0) return this.#sayGoodbye(0)
    this.#state = 'finishing'
    this.#console.close()
    this.#grace.set(graceMs)
  }

  #onInputEnd(): void {
    if (this.#state === 'starting') return this.#sayGoodbye(1)
    if (this.#settings.stay) return
    this.#state = 'finishing'
    if (this.#downloads.isIdle) this.#onDownloadsIdle()
  }

  #onDownloadsIdle(): void {
    if (this.#state === 'finishing') this.#sayGoodbye(this.#downloads.hasFailed ? 1 : 0)
    else if (this.#state === 'leaving') this.#exitWhenAlone()
  }

  #onLost(reason: string): void {
    if (this.#state === 'leaving') return
    const { serverHost, serverPort } = this.#settings
    const isGone = this.#link?.isWelcome === true
    const server = `server at ${serverHost}:${serverPort}`
    this.#console.print(isGone ? `The ${server} is gone: ${reason}.` : `Cannot reach the ${server}: ${reason}.`)
    this.#host.report('server-lost', { reason })
    this.#leave(1)
  }

  #sayGoodbye(exitCode: number): void {
    if (this.#state === 'leaving') return
    this.#console.print(GOODBYE)
    this.#leave(exitCode)
  }

  #leave(exitCode: number): void {
    if (this.#state === 'leaving') return
    this.#state = 'leaving'
    this.#exitCode = exitCode
    this.#grace.clear()
    this.#console.close()
    new Deadline(this.#host.clock, () => this.#host.exit(exitCode)).set(QUIT_LIMIT_MS)
    this.#downloads.cancelAll()
    this.#offers.close()
    this.#link?.close()
    this.#exitWhenAlone()
  }

  #onLinkClosed(): void {
    this.#link = null
    if (this.#state === 'leaving') this.#exitWhenAlone()
  }

  #exitWhenAlone(): void {
    if (this.#link === null && this.#downloads.isIdle) this.#host.exit(this.#exitCode)
  }
}

/** A tab is harmless on a terminal, and part of what people paste. */
function printableMessage(text: string): string {
  return text
    .split('\t')
    .map((part) => printable(part))
    .join('\t')
}
