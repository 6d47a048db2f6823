// A peer's connection to its server: finds it, registers, asks, and comes back after a break.
// Knows nothing of downloads but the question that is open.
//
// 1. look the server's name up; 2. connect; 3. register; 4. ask the open question, if there is one; 5. ping while idle;
// 6. when the connection breaks: say so, wait (twice as long each time, up to a limit), and begin at 1.
import type { Host } from '../../host/host.ts'
import type { Answer, ClientId, Message, Nobody, Query, Register, Registered } from '../../wire/index/messages.ts'
import { Deadline } from '../common/deadline.ts'
import { MIN_PING_MS, PINGS_PER_IDLE_LIMIT, RETRY_MAX_MS, RETRY_MIN_MS } from './limits.ts'
import { MessageConnection } from './message-connection.ts'
import type { PeerSettings } from './options.ts'
import { ServerName } from './server-name.ts'
import { closeReason, printLine, quoted } from '../common/texts.ts'

export interface ServerLinkHandlers {
  /** What to register with, now. */
  describe(): Register
  onAnswer(answer: Answer | Nobody): void
  /** The server quits, and so should we. */
  onQuit(): void
  /** The server will not have us, and never had. */
  onRejected(): void
  /** After `close()`: the connection is gone. */
  onClosed(): void
}

export class ServerLink {
  readonly #host: Host
  readonly #settings: PeerSettings
  readonly #handlers: ServerLinkHandlers
  readonly #name: ServerName
  readonly #connecting: Deadline
  readonly #retry: Deadline
  readonly #silence: Deadline
  readonly #ping: Deadline
  #connection: MessageConnection | null = null
  #isRegistered = false
  #wasRegistered = false
  #isClosed = false
  #retryMs = RETRY_MIN_MS
  #pingMs = MIN_PING_MS
  #question: Query | null = null
  /** Why the connection is about to end, when it is known before it does. */
  #breakReason: string | null = null

  constructor(host: Host, settings: PeerSettings, handlers: ServerLinkHandlers) {
    this.#host = host
    this.#settings = settings
    this.#handlers = handlers
    this.#name = new ServerName(host, settings.serverHost)
    this.#connecting = new Deadline(host.clock, () => this.#giveUp(`no answer within ${settings.connectLimitMs} ms`))
    this.#silence = new Deadline(host.clock, () => this.#giveUp(`the server was silent for ${settings.idleLimitMs} ms`))
    this.#retry = new Deadline(host.clock, () => this.start())
    this.#ping = new Deadline(host.clock, () => this.#sendPing())
  }

  get isRegistered(): boolean {
    return this.#isRegistered
  }

  start(): void {
    this.#name.lookup((reason, address) => {
      if (this.#isClosed) return
      if (reason === null) this.#connect(address)
      else this.#retryLater(reason)
    })
  }

  /** Asks now, or as soon as the server is there; and again when the connection breaks before the answer. */
  ask(file: number, excluded: readonly ClientId[]): void {
    this.#question = { type: 'query', file, excluded }
    if (this.#isRegistered) this.#connection?.send(this.#question)
  }

  /** The answer is of no interest any more. */
  forget(): void {
    this.#question = null
  }

  /** Without a connection nothing need be told: registering again tells which files we have. */
  tellDownloaded(file: number, supplierId: ClientId): void {
    if (this.#isRegistered) this.#connection?.send({ type: 'downloaded', file, supplierId })
  }

  /** Takes leave of the server. `onClosed` follows. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#retry.clear()
    if (this.#connection === null) return this.#handlers.onClosed()
    if (this.#isRegistered) {
      this.#connection.send({ type: 'quit' })
      this.#connection.end()
    } else {
      this.#connection.destroy()
    }
  }

  #connect(address: string): void {
    const { serverPort, connectLimitMs, maxMessageBytes } = this.#settings
    const socket = this.#host.net.connect({ host: address, port: serverPort }, () => {
      this.#connection?.send(this.#handlers.describe())
    })
    this.#connecting.set(connectLimitMs)
    this.#connection = new MessageConnection(this.#host.clock, socket, maxMessageBytes, {
      onMessage: (message) => this.#onMessage(message),
      onBad: (reason) => this.#onBad(reason),
      onClose: (errorCode) => this.#onClose(errorCode),
    })
  }

  #onMessage(message: Message): void {
    this.#silence.set(this.#settings.idleLimitMs)
    switch (message.type) {
      case 'registered':
        return this.#onRegistered(message)
      case 'answer':
      case 'nobody':
        return this.#onAnswer(message)
      case 'pong':
        return
      case 'quit':
        return this.#handlers.onQuit()
      case 'refusal':
        return this.#onRefusal(message.text, message.code === 'id-in-use')
      default:
        this.#connection?.refuse('unexpected', `'${message.type}' is no message for a client`)
        return this.#onBad(`it sent '${message.type}', which is no message for a client`)
    }
  }

  #onRegistered({ idleLimitMs }: Registered): void {
    this.#connecting.clear()
    this.#isRegistered = true
    this.#wasRegistered = true
    this.#retryMs = RETRY_MIN_MS
    const limitMs = Math.min(this.#settings.idleLimitMs, idleLimitMs)
    this.#pingMs = Math.max(Math.floor(limitMs / PINGS_PER_IDLE_LIMIT), MIN_PING_MS)
    this.#ping.set(this.#pingMs)
    this.#print('Registered at the server.')
    this.#host.report('registered-at-server', { id: this.#settings.id })
    if (this.#question !== null) this.#connection?.send(this.#question)
  }

  #onAnswer(answer: Answer | Nobody): void {
    // An answer to a question that was given up meanwhile is late, not wrong.
    if (this.#question === null || this.#question.file !== answer.file) return
    this.#question = null
    this.#handlers.onAnswer(answer)
  }

  #onRefusal(text: string, isIdInUse: boolean): void {
    this.#breakReason = `the server refuses: ${quoted(text)}`
    this.#connection?.end()
    if (!isIdInUse || this.#wasRegistered) return
    this.#print(`The server refuses: ${quoted(text)}.`)
    this.#handlers.onRejected()
  }

  #onBad(reason: string): void {
    this.#breakReason = `the server's message makes no sense: ${reason}`
  }

  #sendPing(): void {
    this.#connection?.send({ type: 'ping' })
    this.#ping.set(this.#pingMs)
  }

  #giveUp(reason: string): void {
    this.#breakReason = reason
    this.#connection?.destroy()
  }

  #onClose(errorCode: string | null): void {
    this.#connection = null
    this.#isRegistered = false
    for (const deadline of [this.#connecting, this.#silence, this.#ping]) deadline.clear()
    const reason = this.#breakReason ?? closeReason(errorCode)
    this.#breakReason = null
    if (this.#isClosed) this.#handlers.onClosed()
    else this.#retryLater(reason)
  }

  #retryLater(reason: string): void {
    // Up to a half less, by chance: the peers of a server that went away must not all come back in the same moment.
    const delayMs = Math.round(this.#retryMs * (1 - this.#host.random.next() / 2))
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS)
    const { serverHost, serverPort } = this.#settings
    this.#print(`No server at ${serverHost}:${serverPort}: ${reason}. I try again in ${delayMs} ms.`)
    this.#host.report('server-lost', { retryMs: delayMs })
    this.#retry.set(delayMs)
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
