// The window onto a running world: the fingerprint and the event log are observers. It never changes what happens.
import type { ProgramEnd } from '../host/backing.ts'
import type { FaultEvent } from '../host/faults.ts'
import type { ReportDetails } from '../host/report.ts'
import type { Fate } from './packet-fate.ts'
import type { PacketView } from './packet.ts'

/** Called in the order in which things happen. Times are integer nanoseconds; hosts are indices into `World.hostNames`. */
export interface Observer {
  packet(atNanos: number, fate: Fate, packet: PacketView): void
  /** A program wrote the first `length` of the bytes to a stream, or sent them as a datagram. They are only lent. */
  written(atNanos: number, host: number, bytes: Uint8Array, length: number): void
  /** A timer of a host's program fired; `timer` counts the timers this host has made. */
  timer(atNanos: number, host: number, timer: number): void
  report(atNanos: number, host: number, event: string, details: ReportDetails): void
  output(atNanos: number, host: number, text: string): void
  input(atNanos: number, host: number, line: string | null): void
  fault(atNanos: number, action: FaultEvent): void
  start(atNanos: number, host: number): void
  end(atNanos: number, host: number, end: ProgramEnd): void
}
