// The wire of a link with the drop-tail queue in front of it: packets leave one after the other at its bandwidth, and one
// that finds the queue full is dropped. It knows sizes and times, no packets.
import type { LinkOptions } from '../host/link-options.ts'
import type { Nanos } from './nanos.ts'
import { EMPTY_RING, nextCapacity, unrolled } from './ring.ts'

const BITS_PER_BYTE = 8
const NANOS_PER_SECOND = 1_000_000_000

export class Wire {
  /** It takes time: only then can its queue be full. */
  isLimited = false
  #nanosPerByte = 0
  #queuePackets = Number.POSITIVE_INFINITY
  #queueBytes = Number.POSITIVE_INFINITY
  #hasQueueLimit = false
  #latency: Nanos = 0
  /** When it is free again. */
  #freeAt: Nanos = 0
  /** A ring of pairs: of each packet in the queue or on the wire when it leaves the wire, and its size. Only with a queue limit. */
  #waiting = EMPTY_RING
  #head = 0
  #count = 0
  #bytes = 0

  /** Packets that are on it already are not touched. `latency` is what answers take at least. */
  configure({ bandwidthBps, queuePackets, queueBytes }: LinkOptions, latency: Nanos): void {
    this.#nanosPerByte = bandwidthBps ? (BITS_PER_BYTE * NANOS_PER_SECOND) / bandwidthBps : 0
    this.isLimited = this.#nanosPerByte > 0
    this.#queuePackets = queuePackets ?? Number.POSITIVE_INFINITY
    this.#queueBytes = queueBytes ?? Number.POSITIVE_INFINITY
    this.#hasQueueLimit = queuePackets !== undefined || queueBytes !== undefined
    this.#latency = latency
  }

  /** A packet comes. Returns when its last bit leaves; negative: the queue is full. */
  pass(bytes: number, now: Nanos): Nanos {
    if (this.#hasQueueLimit && !this.#hasRoom(bytes, now)) return -1
    const start = this.#freeAt > now ? this.#freeAt : now
    const departure = start + Math.round(bytes * this.#nanosPerByte)
    this.#freeAt = departure
    if (this.#hasQueueLimit) this.#push(departure, bytes)
    return departure
  }

  /** The queue holds what waits for the wire, not what is on it. */
  #hasRoom(bytes: number, now: Nanos): boolean {
    while (this.#count > 0 && this.#firstHasLeft(now)) this.#shift()
    if (this.#count === 0) return true
    const waitingBytes = this.#bytes - this.#bytesAt(this.#head)
    return this.#count - 1 < this.#queuePackets && waitingBytes + bytes <= this.#queueBytes
  }

  /**
   * A packet that leaves the wire this instant has left when its last bit was asked for before what is answered now: events
   * of one time happen in the order in which they were asked for. Answers take the link's latency.
   */
  #firstHasLeft(now: Nanos): boolean {
    const at = this.#waiting[2 * this.#head] as number
    if (at !== now) return at < now
    return Math.round(this.#bytesAt(this.#head) * this.#nanosPerByte) >= this.#latency
  }

  #push(departure: Nanos, bytes: number): void {
    if (2 * this.#count === this.#waiting.length) this.#grow()
    const place = this.#place(this.#count++)
    this.#waiting[2 * place] = departure
    this.#waiting[2 * place + 1] = bytes
    this.#bytes += bytes
  }

  #shift(): void {
    this.#bytes -= this.#bytesAt(this.#head)
    this.#head = this.#place(1)
    this.#count--
  }

  #bytesAt(place: number): number {
    return this.#waiting[2 * place + 1] as number
  }

  #place(index: number): number {
    return (this.#head + index) & ((this.#waiting.length >> 1) - 1)
  }

  #grow(): void {
    this.#waiting = unrolled(this.#waiting, 2 * this.#head, new Float64Array(2 * nextCapacity(this.#count)))
    this.#head = 0
  }
}
