// One download as the server sees it, from the announcement to the last word. Knows what to send when; how the client puts
// its wishes into text is the session's business.
//
// 1. The file is open (and hashed, for new clients): its number of packets is announced.
// 2. The client names its port: packets go out up to the pause.
// 3. It names those that are missing, as often as need be; each list is answered with packets.
// 4. At the pause nothing new goes out before `proceed()`; `cancel()` ends it.
// 5. `stop()`: the client has it all.
import type { Host } from '../../host/host.ts'
import { decodeCommand, type ProgressFields } from '../../wire/datagram-chat/commands.ts'
import { decodeNumberList, type NumberRange } from '../../wire/datagram-chat/number-list.ts'
import { PACKET_BYTES, packetCount } from '../../wire/datagram-chat/packet.ts'
import { completeText } from '../../wire/datagram-chat/replies.ts'
import { Deadline } from '../common/deadline.ts'
import { DeliveryRate } from './delivery-rate.ts'
import { hashFile } from './file-hash.ts'
import { FlightWindow } from './flight-window.ts'
import { type OpenFile, readLastByte } from './file-library.ts'
import { BLOCK_PACKETS, MAX_BURST_PACKETS, MAX_PLAIN_BURST_PACKETS, SENDS_GRACE } from './limits.ts'
import { ListRate } from './list-rate.ts'
import type { ServerSettings } from './options.ts'
import { FixedRate, type RateControl } from './pace.ts'
import { PacketSender } from './packet-sender.ts'
import { ResendGate, resendWaitMs } from './resend-gate.ts'
import { SendLog } from './send-log.ts'
import type { UploadVoice } from './upload-voice.ts'

export interface UploadContext {
  readonly settings: ServerSettings
  readonly file: OpenFile
  readonly voice: UploadVoice
  /** Null: a client of the seed's kind. */
  readonly id: number | null
  readonly userName: string
  readonly client: string
  readonly ownAddress: string | undefined
  /** It is over: once. */
  onOver(): void
}

export interface ProgressReport extends Omit<ProgressFields, 'missing'> {
  readonly missing: readonly NumberRange[]
}

const utf8 = new TextDecoder()

type State = 'opening' | 'awaiting-port' | 'sending' | 'over'

export class Upload {
  readonly packets: number
  readonly #host: Host
  readonly #context: UploadContext
  readonly #pauseAt: number
  readonly #patience: Deadline
  readonly #log = new SendLog()
  readonly #gate = new ResendGate()
  readonly #delivery: DeliveryRate
  readonly #window: FlightWindow
  readonly #lists = new ListRate()
  #state: State = 'opening'
  #sender: PacketSender | null = null
  #mayFinish: boolean
  #isPaused = false
  /** The client's clock in its last report. */
  #reportedMicros = -1

  constructor(host: Host, context: UploadContext) {
    this.#host = host
    this.#context = context
    const { settings, file } = context
    this.packets = packetCount(file.sizeBytes)
    const percent = settings.pausePercent === 0 ? 100 : settings.pausePercent
    this.#pauseAt = Math.ceil((this.packets * percent) / 100)
    this.#mayFinish = this.#pauseAt >= this.packets
    this.#delivery = new DeliveryRate(PACKET_BYTES, host.clock.monotonicNow())
    this.#window = new FlightWindow(this.#delivery)
    this.#patience = new Deadline(host.clock, () => this.fail('nothing was heard from the client'))
    if (context.id === null) this.#announce('')
    else this.#hash()
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  get isAwaitingPort(): boolean {
    return this.#state === 'awaiting-port'
  }

  /** Datagrams may go to this port. `wanted`: empty for all packets. */
  start(port: number, wanted: readonly NumberRange[]): void {
    if (this.#state !== 'awaiting-port') return
    const { settings, file, client, ownAddress, id } = this.#context
    this.#state = 'sending'
    const sender = new PacketSender(
      this.#host,
      {
        file,
        decimal: settings.decimalNumbers,
        rate: this.#rate(),
        maxSends: settings.maxSendsPerPacket * this.packets + SENDS_GRACE,
        to: { address: client, port },
        from: ownAddress,
        maxBurstPackets: id === null ? MAX_PLAIN_BURST_PACKETS : MAX_BURST_PACKETS,
        // Who only sends lists says too little to know.
        roomAt: (nowMs) => (id === null ? Infinity : this.#window.roomAt(nowMs)),
      },
      {
        onBurst: () => this.#onBurst(),
        onDrained: () => this.#onDrained(),
        onIdle: () => this.#delivery.onIdle(this.#host.clock.monotonicNow()),
        onDatagram: (bytes) => this.#onDatagram(bytes),
        onFailed: (reason) => this.fail(reason),
      },
    )
    this.#sender = sender
    sender.onAgain = (packet) => this.#gate.onAgain(packet, this.#host.clock.monotonicNow())
    this.#host.report('download-started', { file: file.name, packets: this.packets, numbered: id !== null })
    // Who has that much already, from an earlier try, was asked then.
    if (wanted.length > 0 && wanted.every(([first]) => first >= this.#pauseAt)) this.#mayFinish = true
    sender.request(wanted.length === 0 && this.packets > 0 ? [[0, this.packets - 1]] : wanted)
    sender.allowUpTo(this.#limit)
    this.#listen()
  }

  /** The client did not get these in time: the seed's way. */
  resend(missing: readonly NumberRange[]): void {
    const sender = this.#sender
    if (sender === null || this.#state !== 'sending') return
    const lost = this.#below(missing)
    this.#lists.onList(lost, sender.cursor, sender.isIdle)
    sender.request(lost)
    this.#listen()
  }

  /** What the client has so far, and what it misses. */
  report({ elapsedMicros, received, highest, highestAgeMicros, missing }: ProgressReport): void {
    const sender = this.#sender
    if (sender === null || this.#state !== 'sending') return
    this.#listen()
    // They come by two ways: what was overtaken says nothing new.
    if (elapsedMicros < this.#reportedMicros) return
    this.#reportedMicros = elapsedMicros
    const now = this.#host.clock.monotonicNow()
    const mark = highest < 0 ? null : this.#log.take(highest)
    const reported = { received, elapsedMs: elapsedMicros / 1000 }
    this.#delivery.onReport(reported, mark, now - highestAgeMicros / 1000, now)
    this.#window.onReport(received, mark)
    // With nothing else to send and little on its way, a packet too many does no harm, and one too late is waited for.
    const waitMs = resendWaitMs(this.#delivery, sender.isIdle && this.#window.isNearlyEmpty)
    sender.request(this.#below(missing), (packet) => this.#gate.maySend(packet, this.#log.sentAt(packet), now, waitMs))
  }

  /** The user wants the rest. */
  proceed(): void {
    if (this.#state === 'over') return
    if (this.#isPaused) this.#host.report('download-proceeds', { file: this.#context.file.name })
    this.#isPaused = false
    this.#mayFinish = true
    this.#sender?.allowUpTo(this.#limit)
    if (this.#state === 'sending') this.#listen()
  }

  /** The user does not want it any more. */
  cancel(): void {
    this.#stop(null)
  }

  /** The client has it all. */
  stop(): void {
    if (this.#state === 'opening' || this.#state === 'over') return
    const { file, userName, voice } = this.#context
    readLastByte(this.#host, file, (lastByte) => {
      const sent = this.#sender?.sent ?? 0
      if (!this.#end()) return
      voice.done(completeText(userName, lastByte))
      this.#host.report('download-done', { file: file.name, user: userName, sent })
    })
  }

  /** Ends it with a reason for the client. */
  fail(reason: string): void {
    this.#stop(reason)
  }

  /** The client is gone. */
  abandon(): void {
    this.#end()
  }

  #hash(): void {
    const { file } = this.#context
    hashFile(
      this.#host,
      file.fd,
      file.sizeBytes,
      () => this.#state === 'opening',
      (error, sha256) => {
        // Ended meanwhile: the file is only closed now, because it was being read.
        if (this.#state !== 'opening') return this.#host.disk.close(file.fd, () => undefined)
        if (error === null) return this.#announce(sha256)
        this.#state = 'awaiting-port'
        this.#stop(`the file cannot be read: ${error.message}`)
      },
    )
  }

  #announce(sha256: string): void {
    this.#state = 'awaiting-port'
    this.#listen()
    this.#context.voice.announce(this.packets, this.#context.file.sizeBytes, sha256, this.#pauseAt)
  }

  #rate(): RateControl {
    const { rateBytesPerSecond } = this.#context.settings
    if (rateBytesPerSecond !== undefined) return new FixedRate(rateBytesPerSecond)
    return this.#context.id === null ? this.#lists : this.#delivery
  }

  get #limit(): number {
    return this.#mayFinish ? this.packets : this.#pauseAt
  }

  /** What may not go out yet is not missing. */
  #below(ranges: readonly NumberRange[]): NumberRange[] {
    const limit = this.#limit
    return ranges.filter(([first]) => first < limit).map(([first, last]) => [first, Math.min(last, limit - 1)] as const)
  }

  /** What went by the same way as the packets: soon, or never. */
  #onDatagram(bytes: Uint8Array): void {
    const command = decodeCommand(utf8.decode(bytes))
    if (command.type !== 'numbered' || command.id !== this.#context.id) return
    const { action } = command
    if (action.kind === 'proceed') return this.proceed()
    if (action.kind !== 'report') return
    const missing = decodeNumberList(action.missing, this.packets)
    if (missing.ok) this.report({ ...action, missing: missing.value })
  }

  #onBurst(): void {
    const sender = this.#sender
    if (sender === null) return
    this.#reportSent(sender, BLOCK_PACKETS)
    const atMs = this.#host.clock.monotonicNow()
    this.#window.onSent(sender.sent, atMs)
    this.#log.note({ sequence: sender.cursor - 1, sent: sender.sent, atMs, isMeasuring: this.#delivery.isMeasuring })
  }

  #reportSent(sender: PacketSender, atLeast = 1): void {
    const news = sender.takeNews(atLeast)
    if (news !== null) this.#host.report('chunk-sent', { file: this.#context.file.name, ...news })
  }

  #onDrained(): void {
    const sender = this.#sender
    if (sender === null) return
    this.#reportSent(sender)
    const { file, id, settings, voice } = this.#context
    this.#host.report('packets-sent', { file: file.name, packets: sender.sent })
    if (!this.#mayFinish && !this.#isPaused) {
      this.#isPaused = true
      this.#host.report('download-paused', { file: file.name, packets: this.#pauseAt })
      voice.paused(settings.pausePercent)
      this.#listen()
    } else if (id === null) this.#listen()
    voice.sent(sender.cursor)
  }

  /** Something was heard. */
  #listen(): void {
    const { id, settings } = this.#context
    const { stallLimitMs, answerLimitMs } = settings
    // A plain client that gets what it waits for has nothing to say.
    if (id === null && this.#sender?.isIdle === false) return this.#patience.clear()
    this.#patience.set(this.#isPaused ? answerLimitMs : stallLimitMs)
  }

  #stop(reason: string | null): void {
    const { file, voice, userName } = this.#context
    if (!this.#end()) return
    voice.stopped(reason)
    this.#host.report('download-stopped', { file: file.name, user: userName, reason: reason ?? '' })
  }

  /** False when it was over already. */
  #end(): boolean {
    if (this.#state === 'over') return false
    const wasReading = this.#state === 'opening'
    this.#state = 'over'
    this.#isPaused = false
    this.#patience.clear()
    if (this.#sender !== null) {
      this.#reportSent(this.#sender)
      this.#sender.close()
    } else if (!wasReading) this.#host.disk.close(this.#context.file.fd, () => undefined)
    this.#context.onOver()
    return true
  }
}
