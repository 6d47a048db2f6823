// Carries one direction of a stream from one real socket to another, with the delays and faults of a link, in order, with a
// bounded buffer. It must not know of the other direction: `StreamRelay` owns both.
import type { Socket } from 'node:net'
import type { ImpairedLink } from './impaired-link.ts'

/** So many bytes may be on their way; beyond that the source is not read, so that its sender feels the backpressure. */
export const PUMP_BUFFER_BYTES = 1024 * 1024

/** What travels: bytes, the FIN, or a RST. */
interface Parcel {
  readonly kind: 'bytes' | 'end' | 'reset'
  readonly arrivesMs: number
  readonly bytes: Uint8Array
}

const NO_BYTES = new Uint8Array(0)

export interface StreamPumpOptions {
  readonly link: ImpairedLink
  readonly source: Socket
  /** The listening port of the stream. */
  readonly port: number
  /** The RST of the source has arrived at the other end. */
  onReset(): void
}

/**
 * 1. `attach` gives the sink, once there is one; until then parcels wait.
 * 2. Bytes of the source become parcels with a time of arrival; while more than `PUMP_BUFFER_BYTES` wait, it is paused.
 * 3. The first parcel is delivered when its time has come, the link is not cut and the sink takes bytes.
 */
export class StreamPump {
  readonly #options: StreamPumpOptions
  #parcels: Parcel[] = []
  #first = 0
  #waitingBytes = 0
  #position = 0
  #lastArrivalMs = 0
  #sink: Socket | null = null
  #isStopped = false
  #isPaused = false
  #timer: NodeJS.Timeout | null = null

  constructor(options: StreamPumpOptions) {
    this.#options = options
    const { source } = options
    source.on('data', (bytes: Uint8Array) => this.#accept(bytes))
    source.on('end', () => this.#hearEnd())
  }

  attach(sink: Socket): void {
    this.#sink = sink
    sink.on('drain', this.#deliver)
    this.#deliver()
  }

  /** The source was reset: the other end is to see that, after all that was sent before. */
  reset(): void {
    this.#send('reset', this.#options.link.controlArrivalMs(performance.now()))
  }

  /** The sink is gone: what comes from the source from now on is read and thrown away. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#parcels = []
    this.#options.link.stopWaiting(this.#deliver)
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#isPaused) this.#options.source.resume()
  }

  /**
   * A RST that comes together with the last bytes reads like a FIN; an empty write tells them apart. It would wait behind
   * bytes that the source does not take yet, and with it the FIN that the source's user may wait for: then it is left out.
   */
  #hearEnd(): void {
    const { source, link } = this.#options
    const end = (): void => this.#send('end', link.controlArrivalMs(performance.now()))
    if (source.writableEnded || source.writableLength > 0) end()
    else source.write(NO_BYTES, (error) => error ?? end())
  }

  #accept(bytes: Uint8Array): void {
    if (this.#isStopped) return
    const { link, port, source } = this.#options
    link.spoilStream(bytes, this.#position, port)
    this.#position += bytes.length
    const nowMs = performance.now()
    const { pieceBytes } = link
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      const piece = bytes.subarray(from, from + pieceBytes)
      this.#enqueue('bytes', link.streamArrivalMs(nowMs, piece.length), piece)
    }
    this.#deliver()
    if (this.#waitingBytes < PUMP_BUFFER_BYTES || this.#isPaused) return
    this.#isPaused = true
    source.pause()
  }

  #send(kind: 'end' | 'reset', arrivesMs: number): void {
    if (this.#isStopped) return
    this.#enqueue(kind, arrivesMs, NO_BYTES)
    this.#deliver()
  }

  /** A stream keeps its order: nothing arrives before what was sent before it. */
  #enqueue(kind: Parcel['kind'], arrivesMs: number, bytes: Uint8Array): void {
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, arrivesMs)
    this.#parcels.push({ kind, arrivesMs: this.#lastArrivalMs, bytes })
    this.#waitingBytes += bytes.length
  }

  /** Delivers what can be, then waits for what holds up the next parcel. */
  readonly #deliver = (): void => {
    if (this.#timer !== null) return
    for (;;) {
      const parcel = this.#parcels[this.#first]
      const sink = this.#sink
      if (parcel === undefined || sink === null || this.#isStopped) return
      if (this.#options.link.cut !== 'none') {
        this.#options.link.whenOpen(this.#deliver)
        return
      }
      const waitMs = parcel.arrivesMs - performance.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(this.#wake, Math.ceil(waitMs))
        return
      }
      if (parcel.kind === 'bytes' && sink.writableNeedDrain) return
      this.#take(parcel)
      this.#hand(parcel, sink)
    }
  }

  readonly #wake = (): void => {
    this.#timer = null
    this.#deliver()
  }

  #hand(parcel: Parcel, sink: Socket): void {
    if (parcel.kind === 'bytes') {
      sink.write(parcel.bytes)
      if (sink.readableEnded) setImmediate(() => probe(sink))
    } else if (parcel.kind === 'end') sink.end()
    else this.#options.onReset()
  }

  #take(parcel: Parcel): void {
    this.#waitingBytes -= parcel.bytes.length
    this.#first++
    if (this.#first === this.#parcels.length || this.#first >= 1024) {
      this.#parcels = this.#parcels.slice(this.#first)
      this.#first = 0
    }
    if (this.#isPaused && this.#waitingBytes < PUMP_BUFFER_BYTES / 2) {
      this.#isPaused = false
      this.#options.source.resume()
    }
  }
}

/**
 * Node does not read on after a FIN, so it would hear of a RST, the answer to what was just written, only at the next
 * write. An empty one asks the kernel without sending anything.
 */
function probe(sink: Socket): void {
  if (!sink.destroyed && !sink.writableEnded) sink.write(NO_BYTES)
}
