// One direction between two hosts of a live run: its settings, its dice, when the wire is free, whether it is cut. It says
// when bytes arrive and what happens to them; it must not know what carries them.
import type { BurstLoss, LinkOptions } from '../../host/link-options.ts'
import { flipOneBit } from './bit-flip.ts'
import { type Dice, drawLatencyMs } from './latency.ts'
import type { Cut } from './partitions.ts'
import type { StreamCorruption } from './stream-corruption.ts'

/** Payload of a full segment on an Ethernet path: MTU 1,500 less 20 bytes of IPv4 and 20 of TCP. */
export const SEGMENT_BYTES = 1460
const TCP_HEADER_BYTES = 40
const UDP_HEADER_BYTES = 28
const DEFAULT_REORDER_DELAY_MS = 10

/** When the copies of a datagram arrive; none: it is lost. */
export type Arrivals = readonly number[]

export class ImpairedLink {
  readonly dice: Dice
  readonly #options: () => LinkOptions
  readonly #corruptions = new Set<StreamCorruption>()
  readonly #waiters = new Set<() => void>()
  /** Datagrams that wait for the wire, while the link has a limit for them: when each leaves, and its bytes. */
  readonly #queue: { departsMs: number; bytes: number }[] = []
  #queuedBytes = 0
  #wireFreeAtMs = 0
  #lastArrivalMs = 0
  #cut: Cut = 'none'
  #isBad = false

  constructor(options: () => LinkOptions, dice: Dice) {
    this.#options = options
    this.dice = dice
  }

  get cut(): Cut {
    return this.#cut
  }

  /** Whoever waits for the link to open is called when it does. */
  setCut(cut: Cut): void {
    this.#cut = cut
    if (cut !== 'none') return
    const waiters = [...this.#waiters]
    this.#waiters.clear()
    for (const wake of waiters) wake()
  }

  /** Calls back once, when the link is not cut any more. Adding the same callback again does nothing. */
  whenOpen(callback: () => void): void {
    this.#waiters.add(callback)
  }

  stopWaiting(callback: () => void): void {
    this.#waiters.delete(callback)
  }

  /** Bytes of a stream that go on the wire as one piece: about two milliseconds' worth, so that they flow evenly. */
  get pieceBytes(): number {
    const { bandwidthBps = 0 } = this.#options()
    if (bandwidthBps <= 0) return 64 * 1024
    return Math.min(64 * 1024, Math.max(SEGMENT_BYTES, Math.floor(bandwidthBps / 8 / 500)))
  }

  /** When a piece of a stream arrives that is sent at `nowMs`. The caller keeps its stream in order. */
  streamArrivalMs(nowMs: number, bytes: number): number {
    const segments = Math.ceil(bytes / SEGMENT_BYTES)
    return this.#departureMs(nowMs, bytes + segments * TCP_HEADER_BYTES) + this.#latencyMs()
  }

  /** A control packet's way: it does not wait for the wire. */
  controlArrivalMs(nowMs: number): number {
    return nowMs + this.#latencyMs()
  }

  corruptNext(corruption: StreamCorruption): void {
    this.#corruptions.add(corruption)
  }

  /** Forgets the corruptions that have not struck. */
  corruptNothing(): void {
    this.#corruptions.clear()
  }

  /** Spoils what is to be spoilt of a stream's bytes, in place. `position` is that of the first one in its stream. */
  spoilStream(bytes: Uint8Array, position: number, port: number): void {
    const { corruptRatio = 0 } = this.#options()
    if (corruptRatio > 0) {
      for (let from = 0; from < bytes.length; from += SEGMENT_BYTES) {
        if (this.dice() < corruptRatio) flipOneBit(bytes, from, Math.min(from + SEGMENT_BYTES, bytes.length), this.dice)
      }
    }
    for (const corruption of this.#corruptions) {
      if (corruption.pass(bytes, position, port)) this.#corruptions.delete(corruption)
    }
  }

  /** When a datagram that is sent at `nowMs` arrives. Spoils it in place when the dice say so. */
  datagramArrivals(nowMs: number, datagram: Uint8Array): Arrivals {
    const {
      lossRatio = 0,
      duplicateRatio = 0,
      reorderRatio = 0,
      corruptRatio = 0,
      reorderDelayMs,
      burstLoss,
    } = this.#options()
    if (this.#isQueueFull(nowMs, datagram.length)) return []
    const departsMs = this.#departureMs(nowMs, datagram.length + UDP_HEADER_BYTES)
    this.#enqueue(departsMs, nowMs, datagram.length)
    if (lossRatio > 0 && this.dice() < lossRatio) return []
    if (burstLoss && this.#isLostInBurst(burstLoss)) return []
    if (corruptRatio > 0 && datagram.length > 0 && this.dice() < corruptRatio)
      flipOneBit(datagram, 0, datagram.length, this.dice)
    const copies = duplicateRatio > 0 && this.dice() < duplicateRatio ? 2 : 1
    const arrivals: number[] = []
    for (let copy = 0; copy < copies; copy++) {
      const arrivalMs = departsMs + this.#latencyMs()
      if (reorderRatio > 0 && this.dice() < reorderRatio)
        arrivals.push(arrivalMs + this.dice() * (reorderDelayMs ?? DEFAULT_REORDER_DELAY_MS))
      else {
        this.#lastArrivalMs = Math.max(this.#lastArrivalMs, arrivalMs)
        arrivals.push(this.#lastArrivalMs)
      }
    }
    return arrivals
  }

  /** Gilbert-Elliott, as in the virtual network: the state may change before each datagram. */
  #isLostInBurst({ p, r, h = 0, k = 1 }: BurstLoss): boolean {
    if (this.dice() < (this.#isBad ? r : p)) this.#isBad = !this.#isBad
    return this.dice() >= (this.#isBad ? h : k)
  }

  #latencyMs(): number {
    const { latency = 0 } = this.#options()
    return latency === 0 ? 0 : drawLatencyMs(latency, this.dice)
  }

  /** When the last bit is on the wire; the next one waits until then. */
  #departureMs(nowMs: number, wireBytes: number): number {
    const { bandwidthBps = 0 } = this.#options()
    if (bandwidthBps <= 0) return nowMs
    this.#wireFreeAtMs = Math.max(nowMs, this.#wireFreeAtMs) + (wireBytes * 8000) / bandwidthBps
    return this.#wireFreeAtMs
  }

  #isQueueFull(nowMs: number, bytes: number): boolean {
    const { queuePackets = Number.POSITIVE_INFINITY, queueBytes = Number.POSITIVE_INFINITY } = this.#options()
    for (let first = this.#queue[0]; first !== undefined && first.departsMs <= nowMs; first = this.#queue[0]) {
      this.#queue.shift()
      this.#queuedBytes -= first.bytes
    }
    return this.#queue.length >= queuePackets || this.#queuedBytes + bytes > queueBytes
  }

  #enqueue(departsMs: number, nowMs: number, bytes: number): void {
    const { queuePackets, queueBytes } = this.#options()
    if (departsMs <= nowMs || (queuePackets === undefined && queueBytes === undefined)) return
    this.#queue.push({ departsMs, bytes })
    this.#queuedBytes += bytes
  }
}
