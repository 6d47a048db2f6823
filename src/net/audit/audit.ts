// The observer that keeps the accounts of a world and passes all that it is told on to the world's own observer.
import type { ProgramEnd } from '../../host/backing.ts'
import type { FaultEvent } from '../../host/faults.ts'
import type { ReportDetails } from '../../host/report.ts'
import type { Observer } from '../observer.ts'
import * as PacketFate from '../packet-fate.ts'
import type { Packet, PacketView } from '../packet.ts'
import * as Protocol from '../protocol.ts'
import { LinkLedger } from './link-ledger.ts'
import { StreamAudit } from './stream-audit.ts'

export class Audit implements Observer {
  readonly ledger = new LinkLedger()
  readonly streams = new StreamAudit()
  readonly #observer: Observer | null

  constructor(observer: Observer | null) {
    this.#observer = observer
  }

  packet(atNanos: number, fate: PacketFate.Fate, packet: PacketView): void {
    this.ledger.note(fate, packet as Packet)
    if (fate === PacketFate.corrupted && packet.protocol === Protocol.tcp) this.streams.corrupted(packet)
    this.#observer?.packet(atNanos, fate, packet)
  }

  written(atNanos: number, host: number, bytes: Uint8Array, length: number): void {
    this.#observer?.written(atNanos, host, bytes, length)
  }

  timer(atNanos: number, host: number, timer: number): void {
    this.#observer?.timer(atNanos, host, timer)
  }

  report(atNanos: number, host: number, event: string, details: ReportDetails): void {
    this.#observer?.report(atNanos, host, event, details)
  }

  output(atNanos: number, host: number, text: string): void {
    this.#observer?.output(atNanos, host, text)
  }

  input(atNanos: number, host: number, line: string | null): void {
    this.#observer?.input(atNanos, host, line)
  }

  fault(atNanos: number, action: FaultEvent): void {
    this.#observer?.fault(atNanos, action)
  }

  start(atNanos: number, host: number): void {
    this.#observer?.start(atNanos, host)
  }

  end(atNanos: number, host: number, end: ProgramEnd): void {
    this.#observer?.end(atNanos, host, end)
  }
}
