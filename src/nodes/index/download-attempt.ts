// One connection to one supplier: asks for a file, takes its blocks in order, and acknowledges.
// Whether a whole file is the right one, and what follows a failure, its owner decides.
import type { Host } from '../../host/host.ts'
import { BLOCK_COUNT } from '../../wire/index/generated-file.ts'
import type { Block, FileStart, Message, SupplierAddress } from '../../wire/index/messages.ts'
import { Deadline } from '../common/deadline.ts'
import type { FileUnderWay } from './file-under-way.ts'
import { MAX_PAUSE_MS } from './limits.ts'
import { MessageConnection } from './message-connection.ts'
import type { PeerSettings } from './options.ts'
import { closeReason, quoted } from '../common/texts.ts'

/** What to do with a file of which every block is here. */
export type Verdict = 'accept' | 'again' | 'give-up'

export interface AttemptHandlers {
  onWhole(): Verdict
  /** The supplier has been told: the positive ACK is out, or that it is given up. */
  onJudged(verdict: 'accept' | 'give-up'): void
  /** The supplier is gone, refuses, or cannot be reached. */
  onLost(reason: string): void
  /** The supplier speaks, but not as it should. */
  onBroken(reason: string): void
  /** The connection is gone, whatever the result was. */
  onClosed(): void
}

export class DownloadAttempt {
  readonly #host: Host
  readonly #settings: PeerSettings
  readonly #file: number
  readonly #underWay: FileUnderWay
  readonly #handlers: AttemptHandlers
  readonly #connection: MessageConnection
  readonly #patience: Deadline
  #hasStarted = false
  #isOver = false
  /** The supplier's own pause after each block. */
  #pauseMs = 0
  #waitMs: number

  constructor(
    host: Host,
    settings: PeerSettings,
    file: number,
    supplier: SupplierAddress,
    underWay: FileUnderWay,
    handlers: AttemptHandlers,
  ) {
    this.#host = host
    this.#settings = settings
    this.#file = file
    this.#underWay = underWay
    this.#handlers = handlers
    this.#waitMs = settings.connectLimitMs
    this.#patience = new Deadline(host.clock, () => this.#onSilence())
    this.#patience.set(this.#waitMs)
    const socket = host.net.connect({ host: supplier.address, port: supplier.port }, () => this.#onConnect())
    this.#connection = new MessageConnection(host.clock, socket, settings.maxMessageBytes, {
      onMessage: (message) => this.#onMessage(message),
      onBad: (reason) => this.#finish(() => handlers.onBroken(reason)),
      onClose: (errorCode) => {
        this.#finish(() => handlers.onLost(closeReason(errorCode)))
        handlers.onClosed()
      },
    })
  }

  /** Stops without a result. */
  cancel(): void {
    this.#finish(() => this.#connection.refuse('quitting', `client ${this.#settings.id} is quitting`))
  }

  #onConnect(): void {
    const from = this.#underWay.blocks
    this.#connection.send({ type: 'request', requesterId: this.#settings.id, file: this.#file, from })
    this.#wait(this.#settings.stallLimitMs)
  }

  #onMessage(message: Message): void {
    switch (message.type) {
      case 'file-start':
        return this.#onFileStart(message)
      case 'block':
        return this.#onBlock(message)
      case 'refusal':
        this.#connection.end()
        return this.#finish(() => this.#handlers.onLost(`it refuses: ${quoted(message.text)}`))
      default:
        return this.#refuse(`'${message.type}' is no message for a requester`)
    }
  }

  #onFileStart({ file, from, blocks, pauseMs }: FileStart): void {
    const expected = this.#underWay.blocks
    if (this.#hasStarted) return this.#refuse(`'file-start' before the last block`)
    if (file !== this.#file) return this.#refuse(`file ${file} instead of file ${this.#file}`)
    if (from !== expected) return this.#refuse(`a start at block ${from} instead of ${expected}`)
    if (blocks !== BLOCK_COUNT) return this.#refuse(`a file of ${blocks} blocks instead of ${BLOCK_COUNT}`)
    if (pauseMs > MAX_PAUSE_MS) return this.#refuse(`a pause of ${pauseMs} ms, at most ${MAX_PAUSE_MS} are allowed`)
    this.#hasStarted = true
    this.#pauseMs = pauseMs
    this.#wait(this.#settings.stallLimitMs)
  }

  #onBlock({ file, block, payload }: Block): void {
    const expected = this.#underWay.blocks
    if (!this.#hasStarted) return this.#refuse(`'block' before 'file-start'`)
    if (file !== this.#file) return this.#refuse(`a block of file ${file} instead of file ${this.#file}`)
    if (block !== expected) return this.#refuse(`block ${block} instead of ${expected}`)
    this.#underWay.append(payload)
    this.#host.report('block-received', { file, block, bytes: payload.length })
    if (this.#underWay.isWhole) this.#onWhole()
    else this.#wait(this.#pauseMs + this.#settings.stallLimitMs)
  }

  #onWhole(): void {
    const verdict = this.#handlers.onWhole()
    if (verdict === 'give-up') {
      this.#connection.refuse('too-often', `file ${this.#file} came wrong too often`)
      return this.#finish(() => this.#handlers.onJudged(verdict))
    }
    const positive = verdict === 'accept'
    this.#connection.send({ type: 'ack', positive })
    this.#host.report('ack-sent', { file: this.#file, positive })
    if (positive) {
      this.#connection.end()
      return this.#finish(() => this.#handlers.onJudged('accept'))
    }
    this.#underWay.clear()
    this.#hasStarted = false
    this.#wait(this.#pauseMs + this.#settings.stallLimitMs)
  }

  #refuse(text: string): void {
    this.#connection.refuse('unexpected', text)
    this.#finish(() => this.#handlers.onBroken(text))
  }

  #wait(waitMs: number): void {
    this.#waitMs = waitMs
    this.#patience.set(waitMs)
  }

  #onSilence(): void {
    this.#connection.destroy()
    this.#finish(() => this.#handlers.onLost(`nothing came for ${this.#waitMs} ms`))
  }

  /** The first result counts; what the closing connection still says does not. */
  #finish(tell: () => void): void {
    this.#patience.clear()
    if (this.#isOver) return
    this.#isOver = true
    tell()
  }
}
