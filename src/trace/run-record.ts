// What a run left behind, for checks, metrics and tables: reports in order, outputs, ends, counters per host, files.
// Filled by either backing; it does not know which.
import type { BackingEvents, ProgramEnd } from '../host/backing.ts'
import type { FaultEvent } from '../host/faults.ts'
import type { Inspection } from '../host/inspection.ts'
import type { Report, ReportDetails } from '../host/report.ts'
import { HostRecord } from './host-record.ts'

/** Where the record gets the contents of disks from: a backing. */
export interface DiskView {
  readFile(host: string, path: string): Promise<Uint8Array | null>
  listFiles(host: string): Promise<string[]>
}

/** Picks reports: every field given must be equal. */
export type Where = ReportDetails

/** A fault that was applied, or what came of one. */
export interface FaultNote {
  readonly atMs: number
  readonly event: FaultEvent
}

/** So many are kept: a rule may strike a million times. */
export const MAX_FAULT_NOTES = 1000

const NO_DISKS: DiskView = { readFile: async () => null, listFiles: async () => [] }

export class RunRecord implements BackingEvents {
  /** Every report that was kept, in order. */
  readonly reports: Report[] = []
  /** What went wrong by order, and what came of it: the first `MAX_FAULT_NOTES`. */
  readonly faults: FaultNote[] = []
  /** When the last of them was, kept or not; 0 when there was none. */
  lastFaultMs = 0
  /** How often anything was reported, printed or ended. */
  events = 0
  /** Milliseconds of the run's time that it took; 0 until it is over. */
  endMs = 0
  /** A report may have been made so many milliseconds before its time: 0 in the virtual network. */
  reportDelayMs = 0
  /** What the backing knew of itself at the end; null when it keeps no account. */
  inspection: Inspection | null = null
  /** Told after the record has taken the event in. */
  listener: BackingEvents | undefined
  #disks: DiskView = NO_DISKS
  readonly #hosts = new Map<string, HostRecord>()
  readonly #countOnly: ReadonlySet<string>

  /** Reports named in `countOnly` are counted and then forgotten: there may be millions of them. */
  constructor(countOnly: Iterable<string> = []) {
    this.#countOnly = new Set(countOnly)
  }

  get hosts(): readonly HostRecord[] {
    return [...this.#hosts.values()]
  }

  /** The record of one host; an empty one for a name that never did anything. */
  host(name: string): HostRecord {
    let host = this.#hosts.get(name)
    if (host === undefined) {
      host = new HostRecord(name)
      this.#hosts.set(name, host)
    }
    return host
  }

  isKept(event: string): boolean {
    return !this.#countOnly.has(event)
  }

  /** The kept reports with this event name, of one host or of all. O(reports). */
  reported(event: string, where: Where = {}, host?: string): Report[] {
    const among = host === undefined ? this.reports : this.host(host).reports
    return among.filter((report) => report.event === event && matches(report.details, where))
  }

  attachDisks(disks: DiskView): void {
    this.#disks = disks
  }

  readFile(host: string, path: string): Promise<Uint8Array | null> {
    return this.#disks.readFile(host, path)
  }

  listFiles(host: string): Promise<string[]> {
    return this.#disks.listFiles(host)
  }

  onReport(report: Report): void {
    this.events++
    const isKept = this.isKept(report.event)
    if (isKept) this.reports.push(report)
    this.host(report.host).add(report, isKept)
    this.listener?.onReport(report)
  }

  onOutput(host: string, text: string): void {
    this.events++
    this.host(host).print(text)
    this.listener?.onOutput(host, text)
  }

  onFault(atMs: number, event: FaultEvent): void {
    this.lastFaultMs = atMs
    if (this.faults.length < MAX_FAULT_NOTES) this.faults.push({ atMs, event })
  }

  onEnd(host: string, end: ProgramEnd): void {
    this.events++
    this.host(host).ends.push(end)
    this.listener?.onEnd(host, end)
  }
}

export function matches(details: ReportDetails, where: Where): boolean {
  for (const field in where) if (details[field] !== where[field]) return false
  return true
}
