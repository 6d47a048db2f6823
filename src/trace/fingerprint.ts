// The fingerprint of a run: a hash over every event in order. Two runs with the same one did the same things at the same
// nanosecond. On the hot path of every run: it allocates nothing per event, and looks at three bytes of what is written only,
// at a time when they are in the processor's cache anyway: the packets that carry them need not be looked into.
import type { ProgramEnd } from '../host/backing.ts'
import type { FaultEvent } from '../host/faults.ts'
import type { ReportDetails } from '../host/report.ts'
import type { Observer } from '../net/observer.ts'
import * as PacketFate from '../net/packet-fate.ts'
import type { PacketView } from '../net/packet.ts'
import { highWord, Mix } from './mix.ts'

/** Mixed in with bit 31 set where a packet has the index of its destination, so that it is never taken for one. */
const Kind = { timer: 1, report: 2, output: 3, input: 4, fault: 5, start: 6, end: 7, inputEnd: 8, written: 9 } as const

const TWO_TO_MINUS_32 = 2 ** -32
/** Odd, so that a product tells all 32-bit numbers apart. */
const SPREAD_HOST = 0x9e3779b1
const SPREAD_SEQUENCE = 0xc2b2ae3d

export class Fingerprint implements Observer {
  /** Events seen so far. */
  events = 0
  readonly #mix = new Mix()
  readonly #onProgress: ((events: number) => void) | undefined

  /** `onProgress` is called every 65,536 events. */
  constructor(onProgress?: (events: number) => void) {
    this.#onProgress = onProgress
  }

  /** 32 lower-case hex digits over all events so far. */
  digest(): string {
    return this.#mix.digest()
  }

  /** 32 bits of the state after the last event, which depend on all events so far. */
  peek(): number {
    return this.#mix.peek()
  }

  packet(atNanos: number, fate: PacketFate.Fate, packet: PacketView): void {
    const mix = this.#mix
    // Positive and below 2^53, so truncation is floor, and 21 bits are enough for the upper word.
    const kind = ((atNanos * TWO_TO_MINUS_32) | 0) ^ (fate << 27) ^ (packet.flags << 22) ^ (packet.protocol << 21)
    const ports = (packet.sourcePort << 16) | packet.destinationPort
    if (fate === PacketFate.delivered) {
      // What it carries was counted when it was sent, and what changed since is counted as well: its name is enough.
      mix.words(atNanos | 0, kind, ports ^ packet.source, packet.sequence ^ (packet.destination << 8))
      this.#count()
      return
    }
    // Each field moves other bits of its word, so that two of them never cancel out but by a chance of 1 to 2^32.
    const from = Math.imul(packet.source, SPREAD_HOST) ^ Math.imul(packet.sequence, SPREAD_SEQUENCE)
    const to = Math.imul(packet.destination, SPREAD_HOST) ^ Math.imul(packet.acknowledgment, SPREAD_SEQUENCE)
    mix.words(atNanos | 0, kind, ports ^ from, packet.windowBytes ^ (packet.length << 16) ^ to)
    if (fate === PacketFate.corrupted) this.#payload(packet)
    this.#count()
  }

  written(atNanos: number, host: number, bytes: Uint8Array, length: number): void {
    const first = bytes[0] as number
    const middle = bytes[length >> 1] as number
    const last = bytes[length - 1] as number
    this.#mix.words(atNanos | 0, host ^ (Kind.written << 27), length, first | (middle << 8) | (last << 16))
    this.#count()
  }

  timer(atNanos: number, host: number, timer: number): void {
    this.#event(Kind.timer, atNanos, host)
    this.#mix.words(timer | 0, 0, 0, 0)
    this.#count()
  }

  report(atNanos: number, host: number, event: string, details: ReportDetails): void {
    this.#event(Kind.report, atNanos, host)
    this.#mix.text(event)
    for (const field in details) {
      this.#mix.text(field)
      this.#value(details[field])
    }
    this.#count()
  }

  output(atNanos: number, host: number, text: string): void {
    this.#event(Kind.output, atNanos, host)
    this.#mix.text(text)
    this.#count()
  }

  input(atNanos: number, host: number, line: string | null): void {
    this.#event(line === null ? Kind.inputEnd : Kind.input, atNanos, host)
    if (line !== null) this.#mix.text(line)
    this.#count()
  }

  fault(atNanos: number, action: FaultEvent): void {
    this.#event(Kind.fault, atNanos, 0)
    this.#mix.text(JSON.stringify(action))
    this.#count()
  }

  start(atNanos: number, host: number): void {
    this.#event(Kind.start, atNanos, host)
    this.#count()
  }

  end(atNanos: number, host: number, end: ProgramEnd): void {
    this.#event(Kind.end, atNanos, host)
    // An error's stack names paths and Node's internals, which differ between machines: only its message counts.
    this.#mix.text(end.kind)
    if (end.kind === 'exit') this.#mix.number(end.code)
    if (end.kind === 'error') this.#mix.text(end.error.message)
    this.#count()
  }

  /** Every byte of it. */
  #payload({ payload, payloadOffset, length }: PacketView): void {
    if (payload === null) return
    for (let at = payloadOffset; at < payloadOffset + length; at++) this.#mix.words(payload[at] as number, 0, 0, 7)
  }

  #event(kind: number, atNanos: number, host: number): void {
    this.#mix.words(atNanos | 0, highWord(atNanos), host, kind | 0x80000000)
  }

  #value(value: string | number | boolean | undefined): void {
    if (typeof value === 'number') this.#mix.number(value)
    else if (typeof value === 'string') this.#mix.text(value)
    else this.#mix.words(value === true ? 1 : 0, 0, 0, 6)
  }

  #count(): void {
    this.events++
    if ((this.events & 0xffff) === 0) this.#onProgress?.(this.events)
  }
}
