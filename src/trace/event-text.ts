// One event as one line of JSON: stable field order, hosts by name, times in nanoseconds. The format of `--trace`.
// Knows no file and keeps nothing.
import type { ProgramEnd } from '../host/backing.ts'
import type { FaultEvent } from '../host/faults.ts'
import type { ReportDetails } from '../host/report.ts'
import type { Observer } from '../net/observer.ts'
import * as PacketFate from '../net/packet-fate.ts'
import type { PacketView } from '../net/packet.ts'
import * as Protocol from '../net/protocol.ts'
import * as Flag from '../net/tcp/flag.ts'

const FATE_NAMES: readonly string[] = Object.entries(PacketFate).reduce<string[]>((names, [name, fate]) => {
  names[fate] = kebab(name)
  return names
}, [])

/** An observer that hands each event, as a line of JSON without its end, to `write`. */
export class EventText implements Observer {
  readonly #names: () => readonly string[]
  readonly #write: (line: string) => void

  /** `names` gives the names of the hosts by index; asked anew for each event, because hosts are added over time. */
  constructor(names: () => readonly string[], write: (line: string) => void) {
    this.#names = names
    this.#write = write
  }

  packet(atNanos: number, fate: PacketFate.Fate, packet: PacketView): void {
    const isTcp = packet.protocol === Protocol.tcp
    this.#line(atNanos, isTcp ? 'segment' : 'datagram', {
      fate: FATE_NAMES[fate] ?? `fate ${fate}`,
      from: `${this.#name(packet.source)}:${packet.sourcePort}`,
      to: `${this.#name(packet.destination)}:${packet.destinationPort}`,
      ...(isTcp && {
        flags: flagNames(packet.flags),
        sequence: packet.sequence,
        acknowledgment: packet.acknowledgment,
        windowBytes: packet.windowBytes,
      }),
      length: packet.length,
    })
  }

  written(atNanos: number, host: number, _bytes: Uint8Array, length: number): void {
    this.#line(atNanos, 'written', { host: this.#name(host), length })
  }

  timer(atNanos: number, host: number, timer: number): void {
    this.#line(atNanos, 'timer', { host: this.#name(host), timer })
  }

  report(atNanos: number, host: number, event: string, details: ReportDetails): void {
    this.#line(atNanos, 'report', { host: this.#name(host), report: event, details })
  }

  output(atNanos: number, host: number, text: string): void {
    this.#line(atNanos, 'output', { host: this.#name(host), text })
  }

  input(atNanos: number, host: number, line: string | null): void {
    this.#line(atNanos, 'input', { host: this.#name(host), line })
  }

  fault(atNanos: number, action: FaultEvent): void {
    this.#line(atNanos, 'fault', { action })
  }

  start(atNanos: number, host: number): void {
    this.#line(atNanos, 'start', { host: this.#name(host) })
  }

  end(atNanos: number, host: number, end: ProgramEnd): void {
    const outcome = end.kind === 'error' ? { kind: end.kind, message: end.error.message } : end
    this.#line(atNanos, 'end', { host: this.#name(host), ...outcome })
  }

  #name(host: number): string {
    return this.#names()[host] ?? `host ${host}`
  }

  #line(atNanos: number, event: string, fields: Readonly<Record<string, unknown>>): void {
    this.#write(JSON.stringify({ atNanos, event, ...fields }))
  }
}

function flagNames(flags: number): string {
  return Object.entries(Flag)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name)
    .join('+')
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
