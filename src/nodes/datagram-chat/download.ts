// One download as the client sees it. Knows its file and its datagrams; how it follows the sender is the follower's business,
// what the user is asked the console's.
//
// 1. The server announces the file: the temporary file and a datagram socket are opened, and the port is sent.
// 2. Packets come, in any order, until all are here; once, at the server's pause, the user is asked whether to go on.
// 3. All here: the hash is compared, 'stop' is sent, the server has the last word.
// 4. The user gives the file its name.
import type { DatagramSocket } from '../../host/datagram.ts'
import type { Host } from '../../host/host.ts'
import type { NumberRange } from '../../wire/datagram-chat/number-list.ts'
import { decodePacket, PACKET_BYTES, payloadBytes } from '../../wire/datagram-chat/packet.ts'
import type { Announcement } from '../../wire/datagram-chat/replies.ts'
import { describeDiskError } from '../common/durable-file.ts'
import { closeReason, plainAddress } from '../common/texts.ts'
import { Arrivals } from './arrivals.ts'
import type { Follower, FollowerContext } from './follower.ts'
import { DEFAULT_PAUSE_PERCENT, RECEIVE_BUFFER_BYTES } from './limits.ts'
import { ReceivedFile } from './received-file.ts'

export interface DownloadContext {
  /** As the server knows it. */
  readonly fileName: string
  readonly announcement: Announcement
  /** The server's address: datagrams from elsewhere are not the server's. */
  readonly serverAddress: string
  /** The share of the file at which a plain server stops, in percent. A numbered one says so itself. */
  readonly plainPausePercent: number
  createFollower(context: FollowerContext): Follower
  /** Tells the server where the datagrams shall go. */
  sendStart(port: number, wanted: readonly NumberRange[]): void
  sendStop(): void
  sendCancel(): void
  /** The server waits, and the user is to be asked. */
  onHalf(): void
  /** The file is whole and right; the server has been told so. */
  onComplete(): void
  /** It has come to nothing: once. */
  onFailed(reason: string): void
}

const utf8 = new TextEncoder()

type State = 'opening' | 'receiving' | 'asking' | 'checking' | 'complete' | 'over'

export class Download {
  readonly #host: Host
  readonly #context: DownloadContext
  readonly #file: ReceivedFile
  readonly #follower: Follower
  readonly #packets: number
  readonly #sizeBytes: number | null
  readonly #pauseAt: number
  #state: State = 'opening'
  readonly #socket: DatagramSocket
  #isSocketClosed = false
  #hasAsked = false
  /** Where the packets come from; 0 before the first. */
  #senderPort = 0
  #sha256 = ''
  readonly #arrivals: Arrivals

  constructor(host: Host, context: DownloadContext) {
    this.#host = host
    this.#context = context
    const { packets, numbered } = context.announcement
    this.#packets = packets
    this.#sizeBytes = numbered?.sizeBytes ?? null
    this.#file = new ReceivedFile(
      host,
      context.fileName,
      packets,
      numbered?.sizeBytes ?? packets * PACKET_BYTES,
      numbered?.sha256 ?? null,
    )
    this.#pauseAt = numbered?.pauseAt ?? Math.ceil((packets * context.plainPausePercent) / 100)
    this.#arrivals = new Arrivals(host, context.fileName, this.#file.sizeBytes)
    this.#follower = context.createFollower({
      have: this.#file.have,
      sendDatagram: (text) => this.#sendDatagram(text),
      onSilence: () => this.fail('the server sends nothing any more'),
    })
    this.#socket = this.#open()
  }

  get fileName(): string {
    return this.#context.fileName
  }

  get sizeBytes(): number {
    return this.#file.sizeBytes
  }

  /** How much of the file the server has sent when it waits, give or take a packet. */
  get pausePercent(): number {
    const most = (100 * this.#pauseAt) / this.#packets
    const least = (100 * (this.#pauseAt - 1)) / this.#packets
    const usual = DEFAULT_PAUSE_PERCENT
    return least < usual && usual <= most ? usual : Math.floor(most)
  }

  /** Packets below `upTo` are out. */
  onAllSent(upTo: number): void {
    if (this.#state === 'receiving' || this.#state === 'asking') this.#follower.onAllSent(upTo)
  }

  /** The server waits for the user's word. */
  onPaused(): void {
    if (this.#state === 'receiving') this.#ask()
  }

  /** The user wants the rest. `text` tells the server, who is told by the connection too. */
  proceed(text: string): void {
    if (this.#state !== 'asking') return
    if (this.#context.announcement.numbered !== null) this.#sendDatagram(text)
    this.#state = 'receiving'
    this.#follower.resume()
    this.#checkComplete()
  }

  /** The user does not want it any more. What is here is kept, if it can be. */
  cancel(): void {
    if (this.#state === 'over' || this.#state === 'complete') return
    this.#context.sendCancel()
    this.#end(() => undefined)
  }

  /** It cannot go on. The server is told, unless it was the server who said so. */
  fail(reason: string, isServersWord = false): void {
    if (this.#state === 'over' || this.#state === 'complete') return
    if (!isServersWord) this.#context.sendCancel()
    this.#end(() => undefined)
    this.#context.onFailed(reason)
  }

  /** The connection is gone, or the program ends: calls back when what is here is safe. */
  abandon(callback: () => void): void {
    if (this.#state === 'over') return callback()
    this.#end(callback)
  }

  /** The complete file gets its name. */
  saveAs(path: string, callback: (error: Error | null) => void): void {
    this.#file.saveAs(path, (error) => {
      if (error !== null) return callback(error)
      this.#state = 'over'
      this.#file.close()
      this.#closeSocket()
      const details = { file: this.fileName, bytes: this.sizeBytes, hash: this.#sha256 }
      this.#host.report('file-complete', details)
      callback(null)
    })
  }

  /** The port first: by it others see that the temporary file is somebody's. */
  #open(): DatagramSocket {
    const socket = this.#host.dgram.createSocket('udp4', (bytes, from) => this.#onDatagram(bytes, from))
    socket.on('error', (error) =>
      this.fail(`datagrams cannot be received: ${closeReason(error.code ?? error.message)}`),
    )
    socket.bind({}, () => {
      if (this.#isSocketClosed) return
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
      this.#file.open(socket.address().port, (error) => {
        if (this.#state === 'over') return this.#file.discard(() => this.#closeSocket())
        if (error !== null) return this.fail(`the file cannot be written: ${describeDiskError(error)}`)
        this.#begin()
      })
    })
    return socket
  }

  #begin(): void {
    const { have } = this.#file
    if (have.count > 0) this.#host.report('download-resumed', { file: this.fileName, packets: have.count })
    this.#state = 'receiving'
    if (have.isFull) return this.#check()
    // What the server would send before it waits is here: the user was asked in an earlier try.
    this.#hasAsked = this.#pauseAt > 0 && have.nextMissing(0, this.#pauseAt) < 0
    const wanted = have.count === 0 ? [] : have.ranges({ missing: true })
    this.#host.report('download-started', { file: this.fileName, packets: this.#packets })
    this.#follower.start()
    this.#context.sendStart(this.#socket.address().port, wanted)
  }

  #onDatagram(bytes: Uint8Array, from: { readonly address: string; readonly port: number }): void {
    if (this.#state !== 'receiving' && this.#state !== 'asking') return
    if (plainAddress(from.address) !== this.#context.serverAddress) return
    const decoded = decodePacket(bytes, this.#packets)
    if (!decoded.ok) return
    const { sequence, payload } = decoded.value
    if (!this.#isRightLength(sequence, payload.length)) return
    this.#senderPort = from.port
    if (this.#file.take(sequence, payload)) this.#arrivals.add(payload.length)
    this.#follower.onPacket(sequence)
    if (this.#file.error !== null)
      return this.fail(`the file cannot be written: ${describeDiskError(this.#file.error)}`)
    this.#checkPause()
    this.#checkComplete()
  }

  #sendDatagram(text: string): boolean {
    if (this.#isSocketClosed || this.#senderPort === 0) return false
    // A report that cannot be sent is as good as lost on its way.
    this.#socket.send(utf8.encode(text), this.#senderPort, this.#context.serverAddress, () => undefined)
    return true
  }

  #isRightLength(sequence: number, length: number): boolean {
    if (this.#sizeBytes !== null) return length === payloadBytes(this.#sizeBytes, sequence)
    return sequence === this.#packets - 1 || length === PACKET_BYTES
  }

  /** So much is here that the server waits for us. */
  #checkPause(): void {
    const { have } = this.#file
    if (this.#state === 'receiving' && have.count >= this.#pauseAt && this.#pauseAt < this.#packets) this.#ask()
  }

  #ask(): void {
    if (this.#hasAsked) return
    this.#hasAsked = true
    this.#state = 'asking'
    this.#follower.pause()
    this.#host.report('download-paused', { file: this.fileName, percent: this.pausePercent })
    this.#context.onHalf()
  }

  #checkComplete(): void {
    if (this.#state === 'receiving' && this.#file.have.isFull) this.#check()
  }

  /** All packets are here. */
  #check(): void {
    this.#state = 'checking'
    this.#host.report('download-whole', { file: this.fileName, bytes: this.sizeBytes })
    this.#stopFollowing()
    this.#file.flush((flushError) => {
      if (this.#state !== 'checking') return
      if (flushError !== null) return this.fail(`the file cannot be written: ${describeDiskError(flushError)}`)
      this.#file.hash(
        () => this.#state === 'checking',
        (error, sha256) => this.#onHash(error, sha256),
      )
    })
  }

  #onHash(error: Error | null, sha256: string): void {
    if (this.#state !== 'checking') return
    if (error !== null) return this.fail(`the file cannot be read: ${describeDiskError(error)}`)
    const expected = this.#context.announcement.numbered?.sha256 ?? sha256
    if (sha256 !== expected) {
      this.#host.report('hash-mismatch', { file: this.fileName })
      this.#context.sendCancel()
      this.#state = 'over'
      this.#file.discard(() => this.#closeSocket())
      return this.#context.onFailed('its SHA-256 is not the one that was announced')
    }
    this.#sha256 = sha256
    this.#state = 'complete'
    this.#context.sendStop()
    this.#context.onComplete()
  }

  #end(callback: () => void): void {
    const isOpening = this.#state === 'opening'
    this.#state = 'over'
    this.#stopFollowing()
    const closed = () => {
      this.#closeSocket()
      callback()
    }
    if (isOpening) closed()
    else this.#file.keep(closed)
  }

  #stopFollowing(): void {
    this.#arrivals.close()
    this.#follower.close()
  }

  /** Last: the port stands for the temporary file. */
  #closeSocket(): void {
    if (this.#isSocketClosed) return
    this.#isSocketClosed = true
    this.#socket.close()
  }
}
