// One file that this client fetches.
//
// 1. the server is asked; 2. its offer tells where the owner listens; 3. the file comes from there, or, when the owner cannot
// be reached, through the server; 4. its hash is compared, it gets its name, and owner and server are told. What fails
// before the first byte of the file is tried the other way; after it, the transfer has failed.
import type { Host } from '../../host/host.ts'
import type { ClientMessage, LineOf } from '../../wire/menu-chat/messages.ts'
import { printable } from '../../wire/printable.ts'
import { Deadline } from '../common/deadline.ts'
import { describeDiskError } from '../common/durable-file.ts'
import { plural } from '../common/texts.ts'
import { TransferProgress } from '../common/transfer-progress.ts'
import { FetchConnection, type FetchTarget } from './fetch-connection.ts'
import { ANSWER_PATIENCE_MS, PIECE_BYTES } from './limits.ts'
import type { ClientSettings } from './options.ts'
import { ReceivedFile } from './received-file.ts'

export interface Wanted {
  readonly id: number
  readonly owner: string
  readonly file: string
}

export interface DownloadContext {
  readonly host: Host
  readonly settings: ClientSettings
  tellServer(message: ClientMessage): void
  print(line: string): void
  /** It has succeeded or failed, and was printed. */
  onResult(isComplete: boolean): void
  /** Nothing of it is left: no connection, no temporary file. */
  onGone(download: Download): void
}

type State = 'asked' | 'direct' | 'relayed' | 'receiving' | 'finishing' | 'over'

export class Download {
  readonly wanted: Wanted
  readonly #context: DownloadContext
  readonly #answer: Deadline
  #state: State = 'asked'
  #token = ''
  #connection: FetchConnection | null = null
  #openConnections = 0
  #file: ReceivedFile | null = null
  #progress: TransferProgress | null = null
  #isDiskBusy = false
  #unreportedBytes = 0
  #pieces = 0

  constructor(context: DownloadContext, wanted: Wanted) {
    this.wanted = wanted
    this.#context = context
    this.#answer = new Deadline(context.host.clock, () => this.#fail('the server does not answer'))
    this.#answer.set(ANSWER_PATIENCE_MS)
    context.tellServer({ type: 'get', ...wanted })
  }

  onOffer({ token, address, port }: LineOf<'offer'>): void {
    if (this.#state !== 'asked') return
    this.#answer.clear()
    this.#token = token
    if (port === 0) this.#connectToServer()
    else this.#connect('direct', { host: address, port, isServer: false })
  }

  /** The server says that nothing comes of it. */
  onFailed(reason: string): void {
    if (this.#state !== 'finishing') this.#fail(printable(reason))
  }

  /** Ends it without a word to the user. */
  cancel(): void {
    if (this.#state !== 'finishing') this.#stop()
  }

  #connect(state: 'direct' | 'relayed', target: FetchTarget): void {
    const { host, settings } = this.#context
    this.#state = state
    this.#openConnections++
    const limits = { startLimitMs: this.#startLimitMs(state), stallLimitMs: settings.stallLimitMs }
    this.#connection = new FetchConnection(host, target, this.#token, limits, {
      onSize: (sizeBytes) => this.#onSize(sizeBytes),
      onBytes: (bytes) => this.#onBytes(bytes),
      onHash: (hash) => this.#onHash(hash),
      onFailed: (reason) => this.#onConnectionFailed(reason),
      onClosed: () => {
        this.#openConnections--
        this.#leaveWhenDone()
      },
    })
  }

  /** Through the server it takes longer: the owner has to come, too, and the server knows best when to give up. */
  #startLimitMs(state: 'direct' | 'relayed'): number {
    return this.#context.settings.connectLimitMs + (state === 'relayed' ? ANSWER_PATIENCE_MS : 0)
  }

  #connectToServer(): void {
    const { serverHost, serverPort } = this.#context.settings
    this.#connect('relayed', { host: serverHost, port: serverPort, isServer: true })
  }

  #onConnectionFailed(reason: string): void {
    if (this.#state !== 'direct') return this.#fail(reason)
    this.#context.host.report('relay-wanted', { file: this.wanted.file, from: this.wanted.owner, reason })
    this.#connectToServer()
  }

  #onSize(sizeBytes: number): void {
    const { host, settings } = this.#context
    const { file, owner } = this.wanted
    const way = this.#state === 'relayed' ? 'server' : 'owner'
    this.#state = 'receiving'
    const { maxFileBytes } = settings
    if (sizeBytes > maxFileBytes) return this.#fail(`it has ${sizeBytes} bytes, at most ${maxFileBytes} are taken`)
    host.report('file-started', { file, from: owner, bytes: sizeBytes, way })
    this.#file = new ReceivedFile(host, file, sizeBytes, this.#token)
    this.#progress = new TransferProgress(host.clock, host.terminal, file, sizeBytes)
    this.#file.open((error) => {
      if (error !== null) return this.#fail(`cannot write: ${describeDiskError(error)}`)
      this.#connection?.resume()
    })
  }

  #onBytes(bytes: Uint8Array): void {
    this.#file?.write(bytes, (error) => {
      if (error !== null) return this.#fail(`cannot write: ${describeDiskError(error)}`)
      this.#reportBytes(bytes.length)
      this.#connection?.resume()
    })
  }

  /** One report for some 64 KiB, however the network cut them. */
  #reportBytes(count: number): void {
    this.#unreportedBytes += count
    const isLast = this.#file?.receivedBytes === this.#file?.sizeBytes
    if (this.#unreportedBytes < PIECE_BYTES && !isLast) return
    const details = { file: this.wanted.file, chunk: this.#pieces++, bytes: this.#unreportedBytes }
    this.#context.host.report('chunk-received', details)
    this.#unreportedBytes = 0
    this.#progress?.show(this.#file?.receivedBytes ?? 0)
  }

  #onHash(hash: string): void {
    const file = this.#file
    if (file === null) return
    const received = file.digest()
    if (received !== hash) {
      this.#connection?.reject('the SHA-256 of what came is not that of the file')
      return this.#fail('it came damaged: its SHA-256 is not the one that its owner sent')
    }
    this.#state = 'finishing'
    this.#isDiskBusy = true
    file.finish(hash, (error, keptAs) => {
      this.#isDiskBusy = false
      if (error === null) return this.#complete(file, hash, keptAs)
      this.#state = 'receiving'
      this.#connection?.reject('it cannot be saved')
      this.#fail(`cannot save it: ${describeDiskError(error)}`)
    })
  }

  #complete(file: ReceivedFile, hash: string, keptAs: string | null): void {
    const { host, print, tellServer, onResult } = this.#context
    const { owner, id } = this.wanted
    this.#state = 'over'
    this.#file = null
    this.#progress?.clear()
    this.#connection?.accept()
    tellServer({ type: 'done', id })
    host.report('file-complete', { file: file.name, bytes: file.sizeBytes, hash, from: owner })
    if (keptAs !== null) print(`the ${file.name} that was here before is kept as ${keptAs}`)
    print(`received ${file.name} from ${printable(owner)} (${plural(file.sizeBytes, 'byte')})`)
    onResult(true)
    this.#leaveWhenDone()
  }

  #fail(reason: string): void {
    if (this.#state === 'over') return
    const { host, print, onResult } = this.#context
    const { file, owner } = this.wanted
    print(`cannot get ${printable(file)} from ${printable(owner)}: ${reason}`)
    host.report('file-failed', { file, from: owner, reason })
    onResult(false)
    this.#stop()
  }

  #stop(): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#progress?.clear()
    this.#answer.clear()
    this.#context.tellServer({ type: 'stop', id: this.wanted.id })
    this.#connection?.destroy()
    const file = this.#file
    this.#file = null
    if (file === null) return this.#leaveWhenDone()
    this.#isDiskBusy = true
    file.discard(() => {
      this.#isDiskBusy = false
      this.#leaveWhenDone()
    })
  }

  #leaveWhenDone(): void {
    if (this.#state === 'over' && this.#openConnections === 0 && !this.#isDiskBusy) this.#context.onGone(this)
  }
}
