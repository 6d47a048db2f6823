// Sends the packets of one download: first each in order, between them those that were asked for again. Knows which packets
// are due and how fast; what the client says is for others to read.
import type { Timer } from '../../host/clock.ts'
import type { DatagramSocket } from '../../host/datagram.ts'
import type { Host } from '../../host/host.ts'
import type { NumberRange } from '../../wire/datagram-chat/number-list.ts'
import { PACKET_BYTES, packetCount, payloadBytes } from '../../wire/datagram-chat/packet.ts'
import { PacketSet } from '../../wire/datagram-chat/packet-set.ts'
import { plainAddress } from '../common/texts.ts'
import type { OpenFile } from './file-library.ts'
import { Pace, type RateControl } from './pace.ts'
import { PacketSource } from './packet-source.ts'

export interface SenderOptions {
  /** Closed when the sender is. */
  readonly file: OpenFile
  readonly decimal: boolean
  readonly rate: RateControl
  /** Packets, over all, that may be sent. */
  readonly maxSends: number
  readonly to: { readonly address: string; readonly port: number }
  /** Our own address: the one the client knows us by. */
  readonly from: string | undefined
  readonly maxBurstPackets: number
  /** Packets that may leave now, whatever the pace; asked again after `wake()`. */
  roomAt(nowMs: number): number
}

export interface SenderHandlers {
  /** A burst is out. */
  onBurst(): void
  /** All that was due is out. */
  onDrained(): void
  /** The sender waits for its disk, or has nothing to do. */
  onIdle(): void
  /** A datagram came from where ours go. */
  onDatagram(bytes: Uint8Array): void
  /** No more will come, for this reason. */
  onFailed(reason: string): void
}

export interface SendNews {
  readonly count: number
  /** Of the file. */
  readonly bytes: number
  /** Those of `count` that were asked for again. */
  readonly again: number
}

/** Datagrams that the system has not taken yet; more wait. */
const MAX_UNTAKEN = 1024
/** How long until the client's silence is looked at again. */
const SILENCE_STEP_MS = 20
/** A wait that is not worth a look at what has changed meanwhile. */
const SHORT_WAIT_MS = 2

export class PacketSender {
  readonly packets: number
  readonly #host: Host
  readonly #options: SenderOptions
  readonly #handlers: SenderHandlers
  readonly #source: PacketSource
  readonly #pace: Pace
  readonly #socket: DatagramSocket
  /** What is to be sent. */
  readonly #due: PacketSet
  /** Those of `#due` before the cursor, in the order they were asked for. */
  #again: number[] = []
  #againAt = 0
  #cursor = 0
  #limit = 0
  #sent = 0
  #news = { count: 0, bytes: 0, again: 0 }
  #untaken = 0
  #timer: Timer | undefined
  /** A report may end the wait: it makes room, or tells of a faster path. */
  #isLongWait = false
  #isBound = false
  #isClosed = false
  #wasDrained = true
  /** The next packet waits for the disk, or for the system to take those before it. */
  #isBlocked = false

  constructor(host: Host, options: SenderOptions, handlers: SenderHandlers) {
    const { file, decimal, rate, from, maxBurstPackets } = options
    this.#host = host
    this.#options = options
    this.#handlers = handlers
    this.packets = packetCount(file.sizeBytes)
    this.#due = new PacketSet(this.packets)
    const maxBurst = host.buggify('datagram-chat no bursts', 0.5) ? 1 : maxBurstPackets
    this.#pace = new Pace(host.clock, rate, PACKET_BYTES, maxBurst)
    this.#source = new PacketSource(host, {
      fd: file.fd,
      sizeBytes: file.sizeBytes,
      decimal,
      onLoaded: () => this.wake(),
      onError: (error) => this.#fail(`the file cannot be read: ${error.message}`),
    })
    this.#socket = host.dgram.createSocket('udp4', (bytes, { address, port }) => {
      const isClient = plainAddress(address) === options.to.address && port === options.to.port
      if (isClient && !this.#isClosed) handlers.onDatagram(bytes)
    })
    this.#socket.on('error', (error) => this.#fail(`datagrams cannot be sent: ${error.code ?? error.message}`))
    this.#socket.bind(from === undefined ? {} : { address: from }, () => {
      this.#isBound = true
      this.wake()
    })
  }

  /** Packets sent so far, each as often as it was. */
  get sent(): number {
    return this.#sent
  }

  /** What was sent since this was asked last; null, and still to be asked for, when it is less than so many packets. */
  takeNews(atLeast: number): SendNews | null {
    if (this.#news.count < atLeast) return null
    const news = this.#news
    this.#news = { count: 0, bytes: 0, again: 0 }
    return news
  }

  /** Nothing is due. */
  get isIdle(): boolean {
    return this.#next() < 0
  }

  /** First sendings: packets below were sent, or not wanted. */
  get cursor(): number {
    return this.#cursor
  }

  /** Packets below `limit` may be sent, not those from there on. */
  allowUpTo(limit: number): void {
    this.#limit = limit
    this.wake()
  }

  /** These are due. `maySend` is asked about those that were sent before. Returns how many became due. */
  request(ranges: readonly NumberRange[], maySend: (packet: number) => boolean = () => true): number {
    const before = this.#due.count
    for (const [first, last] of ranges) {
      for (let packet = first; packet <= last; packet++) {
        if (packet >= this.#cursor) this.#due.add(packet)
        else if (maySend(packet) && this.#due.add(packet)) this.#again.push(packet)
      }
    }
    this.wake()
    return this.#due.count - before
  }

  /** Called for every packet that is sent again. */
  onAgain: (packet: number) => void = () => undefined

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#host.clock.clearTimeout(this.#timer)
    this.#source.close()
    this.#socket.close()
  }

  /** Sends what may be sent now, and comes back for the rest. */
  wake(): void {
    if (this.#timer !== undefined && !this.#isLongWait) return
    this.#host.clock.clearTimeout(this.#timer)
    this.#timer = undefined
    this.#run()
  }

  #run(): void {
    if (this.#isClosed || !this.#isBound) return
    const burst = this.#sendBurst()
    if (this.#isClosed) return
    if (burst > 0) this.#handlers.onBurst()
    if (this.#next() < 0) {
      this.#pace.rest()
      this.#handlers.onIdle()
      if (this.#wasDrained) return
      this.#wasDrained = true
      return this.#handlers.onDrained()
    }
    // The disk, or the system's own queue, calls when it is ready.
    if (this.#isBlocked) return this.#handlers.onIdle()
    const waitMs = this.#room === 0 ? SILENCE_STEP_MS : this.#pace.waitMs
    this.#isLongWait = waitMs > SHORT_WAIT_MS
    this.#timer = this.#host.clock.setTimeout(
      () => {
        this.#timer = undefined
        this.#run()
      },
      Math.max(1, Math.ceil(waitMs)),
    )
  }

  get #room(): number {
    return this.#options.roomAt(this.#host.clock.monotonicNow())
  }

  /** How many left. */
  #sendBurst(): number {
    const most = Math.min(this.#pace.packets, this.#room)
    this.#isBlocked = false
    for (let burst = 0; burst < most; burst++) {
      const packet = this.#next()
      if (packet < 0) return burst
      const bytes = this.#untaken < MAX_UNTAKEN ? this.#source.take(packet) : null
      this.#isBlocked = bytes === null
      if (bytes === null) return burst
      if (this.#sent >= this.#options.maxSends) {
        this.#fail(`packets were asked for again too often, ${this.#sent} were sent`)
        return burst
      }
      this.#took(packet)
      this.#news.count++
      this.#news.bytes += payloadBytes(this.#options.file.sizeBytes, packet)
      this.#send(bytes)
    }
    return most
  }

  /** The packet that is due next, -1 for none. */
  #next(): number {
    const again = this.#again[this.#againAt]
    return again ?? this.#due.nextIn(this.#cursor, this.#limit)
  }

  #took(packet: number): void {
    this.#due.delete(packet)
    this.#wasDrained = false
    if (packet >= this.#cursor) {
      this.#cursor = packet + 1
      return
    }
    this.#news.again++
    this.onAgain(packet)
    this.#againAt++
    if (this.#againAt < this.#again.length) return
    this.#again = []
    this.#againAt = 0
  }

  #send(bytes: Uint8Array): void {
    const { address, port } = this.#options.to
    this.#pace.spend()
    this.#sent++
    this.#untaken++
    this.#socket.send(bytes, port, address, (error) => {
      const wasFull = this.#untaken >= MAX_UNTAKEN
      this.#untaken--
      const code = (error as { code?: string } | null)?.code
      // A refusal by the other end's system, and a full queue of ours, are losses like any other.
      if (error !== null && code !== 'ECONNREFUSED' && code !== 'ENOBUFS') {
        this.#fail(`datagrams cannot be sent: ${code ?? error.message}`)
      } else if (wasFull) this.wake()
    })
  }

  #fail(reason: string): void {
    if (!this.#isClosed) this.#handlers.onFailed(reason)
  }
}
