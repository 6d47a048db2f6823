// One connection that a peer accepted: takes the request, sends the blocks at their pace, and waits for the acknowledgement.
//
// 1. 'request' comes; 2. 'file-start' goes out; 3. one block, then a pause, for each; 4. 'ack' comes: negative, the whole
// file from 2 again, after the last pause; positive, the requester closes.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import type { FileVector } from '../../wire/index/file-vector.ts'
import { BLOCK_BYTES, BLOCK_COUNT } from '../../wire/index/generated-file.ts'
import type { Ack, Message, RefusalCode, Request } from '../../wire/index/messages.ts'
import { Beat } from '../common/beat.ts'
import { Deadline } from '../common/deadline.ts'
import type { BlockFrames } from './block-frames.ts'
import { MessageConnection } from './message-connection.ts'
import type { PeerSettings } from './options.ts'
import { plainAddress, plural, printLine, quoted } from '../common/texts.ts'

export interface UploadContext {
  readonly settings: PeerSettings
  readonly files: FileVector
  readonly frames: BlockFrames
  onClosed(upload: Upload): void
}

/** How late a buggified block is, in pauses. */
const LATE_FACTOR = 10

type State = 'awaiting-request' | 'sending' | 'awaiting-ack' | 'done'

export class Upload {
  readonly #host: Host
  readonly #context: UploadContext
  readonly #connection: MessageConnection
  /** The blocks, with a pause after each. */
  readonly #beat: Beat
  /** How long the requester may leave us waiting. */
  readonly #patience: Deadline
  #state: State = 'awaiting-request'
  #name: string
  #file = 0
  #frames: readonly Uint8Array[] = []
  #nextBlock = 0
  /** Whether the 'file-start' of this pass is out. */
  #isAnnounced = false
  #sends = 0

  constructor(host: Host, socket: Socket, context: UploadContext) {
    this.#host = host
    this.#context = context
    this.#name = `${plainAddress(socket.remoteAddress)}:${socket.remotePort}`
    this.#beat = new Beat(host.clock, () => this.#sendBlocks())
    this.#patience = new Deadline(host.clock, () => this.#onSilence())
    this.#patience.set(context.settings.idleLimitMs)
    this.#connection = new MessageConnection(host.clock, socket, context.settings.maxMessageBytes, {
      onMessage: (message) => this.#onMessage(message),
      onBad: (reason) => this.#stop(`Refused ${this.#name}: ${reason}.`),
      onClose: () => this.#onClose(),
    })
  }

  /** Ends it with a word to the requester. */
  refuse(code: RefusalCode, text: string): void {
    if (this.#connection.isClosing) return
    this.#connection.refuse(code, text)
    this.#stop(`Refused ${this.#name}: ${text}.`)
  }

  destroy(): void {
    this.#connection.destroy()
  }

  #onMessage(message: Message): void {
    switch (message.type) {
      case 'request':
        return this.#onRequest(message)
      case 'ack':
        return this.#onAck(message)
      case 'refusal':
        this.#connection.end()
        return this.#stop(`${this.#name} gives up: ${quoted(message.text)}.`)
      default:
        return this.refuse('unexpected', `'${message.type}' is no message for a supplier`)
    }
  }

  #onRequest({ requesterId, file, from }: Request): void {
    if (this.#state !== 'awaiting-request') return this.refuse('unexpected', 'one request for each connection')
    this.#name = `client ${requesterId}`
    const { files, settings } = this.#context
    if (!files.has(file)) return this.refuse('no-file', `client ${settings.id} does not have file ${file}`)
    const part = from === 0 ? '' : ` from block ${from} on`
    this.#print(`Client ${requesterId} asks for file ${file}${part}.`)
    this.#file = file
    this.#frames = this.#context.frames.of(file)
    this.#startPass(from)
  }

  #onAck({ positive }: Ack): void {
    if (this.#state !== 'awaiting-ack') return this.refuse('unexpected', `'ack' before the last block of a file`)
    this.#host.report('ack-received', { file: this.#file, positive })
    if (positive) {
      this.#state = 'done'
      this.#patience.set(this.#context.settings.idleLimitMs)
      return this.#print(`Positive ACK from ${this.#name} for file ${this.#file}.`)
    }
    const { maxSends } = this.#context.settings
    if (this.#sends === maxSends) {
      return this.refuse('too-often', `file ${this.#file} was sent ${plural(maxSends, 'time')}, that is enough`)
    }
    this.#print(`Negative ACK from ${this.#name} for file ${this.#file}: I send it again.`)
    this.#startPass(0)
  }

  #startPass(from: number): void {
    this.#state = 'sending'
    this.#isAnnounced = false
    this.#nextBlock = from
    this.#patience.clear()
    this.#sendBlocks()
  }

  /**
   * Goes on until the pause says wait; its end comes back here. A full send buffer does not: a pass is 20 KB at most, and the
   * acknowledgement that would begin another one is not read before the buffer is empty.
   */
  #sendBlocks(): void {
    const { settings } = this.#context
    while (this.#state === 'sending' && !this.#beat.isPaused && !this.#connection.isClosing) {
      if (!this.#isAnnounced) this.#announcePass()
      this.#sendBlock()
      // After the last block too: a pass that follows a negative ACK starts no sooner than that.
      if (settings.pauseMs === 0) continue
      const isLate = this.#host.buggify('index late block', 0.1)
      this.#beat.pause(isLate ? settings.pauseMs * LATE_FACTOR : settings.pauseMs)
    }
  }

  #announcePass(): void {
    this.#isAnnounced = true
    this.#sends++
    const { pauseMs } = this.#context.settings
    this.#connection.send({ type: 'file-start', file: this.#file, from: this.#nextBlock, blocks: BLOCK_COUNT, pauseMs })
  }

  #sendBlock(): void {
    const block = this.#nextBlock++
    this.#connection.sendFrame(this.#frames[block] as Uint8Array)
    this.#host.report('block-sent', { file: this.#file, block, bytes: BLOCK_BYTES })
    this.#patience.clear()
    if (this.#nextBlock < BLOCK_COUNT) return
    this.#state = 'awaiting-ack'
    this.#patience.set(this.#context.settings.idleLimitMs)
    this.#print(`All blocks of file ${this.#file} are sent to ${this.#name}.`)
  }

  #onSilence(): void {
    this.refuse('idle', `nothing came for ${this.#context.settings.idleLimitMs} ms`)
  }

  /** Says why no more is sent. */
  #stop(line: string): void {
    this.#state = 'done'
    this.#beat.stop()
    this.#patience.clear()
    this.#print(line)
  }

  #onClose(): void {
    this.#state = 'done'
    this.#beat.stop()
    this.#patience.clear()
    this.#print('closed clientSocket')
    this.#context.onClosed(this)
  }

  #print(line: string): void {
    printLine(this.#host.terminal, line)
  }
}
