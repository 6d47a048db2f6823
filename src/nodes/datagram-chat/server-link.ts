// The client's connection to a server, once it is made: prints what comes, sends what the console says, runs the downloads.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { encodeCommand } from '../../wire/datagram-chat/commands.ts'
import { CONNECTED, decodeReply } from '../../wire/datagram-chat/replies.ts'
import { printable } from '../../wire/printable.ts'
import { Deadline } from '../common/deadline.ts'
import { IdleWatch } from '../common/idle-watch.ts'
import { closeReason, plainAddress, printLine } from '../common/texts.ts'
import { ClientConsole } from './client-console.ts'
import { Downloads } from './downloads.ts'
import { DEFAULT_MAX_WAITING_BYTES, DEFAULT_STYLE_WAIT_MS, MISSED_SIGNS, SIGNS_THAT_PROMISE } from './limits.ts'
import { MessageConnection } from './message-connection.ts'
import type { ClientSettings } from './options.ts'
import type { Questions } from './questions.ts'

export interface LinkHandlers {
  /** The connection is gone and the files are safe. `isWanted`: it was ours to end. */
  onClosed(reason: string, isWanted: boolean): void
  /** The user will type nothing more: the link ends when the downloads are over. */
  onInputEnd(): void
}

export class ServerLink {
  readonly #host: Host
  readonly #settings: ClientSettings
  readonly #questions: Questions
  readonly #handlers: LinkHandlers
  readonly #connection: MessageConnection
  readonly #downloads: Downloads
  readonly #console: ClientConsole
  readonly #ping: Deadline
  /** Once the server has answered a sign of life: old ones do not. */
  #watch: IdleWatch | null = null
  #isSilent = false
  #isLeaving = false
  #leavesWhenIdle = false
  /** Texts from the server that were no replies to a download. */
  #heard = 0

  constructor(host: Host, socket: Socket, settings: ClientSettings, questions: Questions, handlers: LinkHandlers) {
    this.#host = host
    this.#settings = settings
    this.#questions = questions
    this.#handlers = handlers
    const { maxMessageBytes, keepAliveMs } = settings
    const limits = {
      maxMessageBytes,
      keepAliveMs,
      styleWaitMs: DEFAULT_STYLE_WAIT_MS,
      maxWaitingBytes: maxMessageBytes + DEFAULT_MAX_WAITING_BYTES,
    }
    this.#connection = new MessageConnection(host.clock, socket, limits, {
      onHeard: () => this.#watch?.touch(),
      onMessage: (text) => this.#onMessage(text),
      onBad: (reason) => this.#print(`Something came that cannot be read: ${reason}.`),
      onClose: (errorCode) => this.#onClose(errorCode),
    })
    this.#downloads = this.#createDownloads(plainAddress(socket.remoteAddress))
    this.#ping = new Deadline(host.clock, () => this.#sendPing())
    this.#print(`You are in touch with the server at ${plainAddress(socket.remoteAddress)}, port ${socket.remotePort}.`)
    // Their newlines say that we speak in lines, before a long first message could be taken for an old client's, and that
    // more signs of life will follow.
    for (let sign = 0; sign < SIGNS_THAT_PROMISE; sign++) this.#sendPing()
    this.#console = this.#createConsole(settings.background ?? host.terminal.isInteractive)
  }

  /** Says goodbye and closes; `onClosed` follows. */
  leave(): void {
    if (this.#isLeaving) return
    this.#isLeaving = true
    this.#ping.clear()
    this.#console.close()
    this.#downloads.abandon(() => {
      // The server answers and closes; what it said before is still to be read.
      this.#send({ type: 'disconnect' })
      new Deadline(this.#host.clock, () => this.#connection.end()).set(this.#settings.quitLimitMs)
    })
  }

  #createDownloads(serverAddress: string): Downloads {
    return new Downloads(this.#host, {
      settings: this.#settings,
      serverAddress,
      send: (text) => this.#connection.send(text),
      print: (line) => this.#print(printable(line)),
      askProceed: (file, percent, callback) => {
        const question = `${percent}% of ${file} is downloaded. Write 'proceed' to go on, anything else to stop:`
        this.#questions.ask(question, (line) => callback(line?.trim() === 'proceed'))
      },
      askName: (file, callback) => this.#questions.ask(`Enter the new name of ${file}:`, callback),
      onAllOver: () => {
        if (this.#leavesWhenIdle) this.leave()
        else this.#console.onDownloadsOver()
      },
    })
  }

  #createConsole(background: boolean): ClientConsole {
    return new ClientConsole(this.#host.clock, this.#host.terminal, this.#questions, background, {
      connect: (name) => this.#send({ type: 'connect', name }),
      disconnect: () => this.leave(),
      getUsers: () => this.#send({ type: 'get_users' }),
      getListFile: () => this.#send({ type: 'get_list_file' }),
      download: (file) => this.#downloads.start(file),
      message: (text, target) => this.#send(target === '' ? { type: 'msg_all', text } : { type: 'msg', text, target }),
      onEnd: () => this.#onInputEnd(),
    })
  }

  #send(command: Parameters<typeof encodeCommand>[0]): void {
    this.#connection.send(encodeCommand(command))
  }

  #sendPing(): void {
    this.#connection.send('')
    this.#ping.set(this.#settings.pingMs)
  }

  #onMessage(text: string): void {
    if (text === '') return this.#onSign()
    const reply = decodeReply(text)
    if (this.#downloads.takes(reply)) return
    this.#print(printable(text))
    if (text === CONNECTED) this.#host.report('connected', {})
    else this.#host.report('heard', { count: ++this.#heard, text: text.slice(0, 200) })
    this.#console.onText(text)
  }

  #onSign(): void {
    const limitMs = this.#settings.pingMs * MISSED_SIGNS
    this.#watch ??= new IdleWatch(this.#host.clock, limitMs, () => {
      this.#isSilent = true
      this.#connection.destroy()
    })
  }

  #onInputEnd(): void {
    this.#handlers.onInputEnd()
    this.#console.close()
    if (this.#downloads.isIdle) this.leave()
    else this.#leavesWhenIdle = true
  }

  #onClose(errorCode: string | null): void {
    this.#ping.clear()
    this.#watch?.stop()
    this.#console.close()
    const silentMs = this.#settings.pingMs * MISSED_SIGNS
    const reason = this.#isSilent ? `nothing was heard from it for ${silentMs} ms` : closeReason(errorCode)
    this.#downloads.abandon(() => this.#handlers.onClosed(reason, this.#isLeaving))
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
