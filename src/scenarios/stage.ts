// What a script has in its hands: it starts and stops hosts, types what a user would type, and waits for what happens.
// Every wait is woken by the event itself, so a script is as deterministic as the world it plays in.
import { describeEnd } from '../check/programs.ts'
import type { Backing, BackingEvents, ProgramEnd } from '../host/backing.ts'
import type { FaultAction } from '../host/faults.ts'
import type { Report } from '../host/report.ts'
import type { HostRecord } from '../trace/host-record.ts'
import { matches, type RunRecord, type Where } from '../trace/run-record.ts'
import { type WaitOptions, Waits } from './waits.ts'

export interface ReportOptions extends WaitOptions {
  readonly fromNow?: boolean
}

/** A report that a user waits for. */
export interface Awaited {
  readonly event: string
  readonly where?: Where
}

/** What a host did. */
export type Happening = Report | 'starts' | 'ends'

export class Stage {
  readonly #backing: Backing
  readonly #record: RunRecord
  readonly #waits: Waits
  /** How often each host's program was started, and how much it had reported before the last time. */
  readonly #starts = new Map<string, { readonly count: number; readonly reportsBefore: number }>()
  /** Up to where the script has read a host's output, or the reports of one kind. */
  readonly #read = new Map<string, number>()

  #isHealed = false

  constructor(backing: Backing, record: RunRecord) {
    this.#backing = backing
    this.#record = record
    this.#waits = new Waits((delayMs) => backing.sleep(delayMs))
    record.listener = this.#listener()
  }

  /** What the script is waiting for, in words. */
  get pending(): string[] {
    return this.#waits.pending
  }

  /** Milliseconds since the run began. */
  get nowMs(): number {
    return this.#backing.nowMs()
  }

  async start(host: string): Promise<void> {
    if (this.#isHealed && this.isRunning(host)) return
    this.#noteStart(host)
    return this.#backing.start(host)
  }

  isRunning(host: string): boolean {
    return this.#backing.isRunning(host)
  }

  /** Types a line and Enter. */
  type(host: string, line: string): void {
    this.#backing.console(host).type(line)
  }

  /** Ctrl-D. */
  endInput(host: string): void {
    this.#backing.console(host).end()
  }

  /** Ctrl-C. */
  interrupt(host: string): void {
    this.#backing.interrupt(host)
  }

  apply(action: FaultAction): void {
    if (action.kind === 'restart') this.#noteStart(action.host)
    this.#backing.apply(action)
  }

  /** Ends all that faults have done. From then on a script may restart a host that this has brought back already. */
  heal(): void {
    const off = this.#record.hosts.map(({ name }) => name).filter((name) => !this.isRunning(name))
    const reportsBefore = new Map(off.map((name) => [name, this.reportsOf(name)]))
    this.#isHealed = true
    this.#backing.apply({ kind: 'calm' })
    for (const [name, reports] of reportsBefore) if (this.isRunning(name)) this.#noteStart(name, reports)
  }

  crash(host: string): void {
    this.apply({ kind: 'crash', host })
  }

  restart(host: string): void {
    if (this.#isHealed && this.isRunning(host)) return
    this.apply({ kind: 'restart', host })
  }

  sleep(delayMs: number): Promise<void> {
    return this.#backing.sleep(delayMs)
  }

  /**
   * Resolves with what matched, once the host has printed it. Reading goes on after the last match: the same prompt can be
   * awaited again and again.
   */
  prints(host: string, pattern: RegExp | string, options: WaitOptions = {}): Promise<string> {
    const record = this.#record.host(host)
    const key = `output ${host}`
    const look = () => {
      const found = search(record, pattern, this.#read.get(key) ?? 0)
      if (found !== undefined) this.#read.set(key, found.end)
      return found?.text
    }
    const shown = typeof pattern === 'string' ? JSON.stringify(pattern) : String(pattern)
    const last = () => `; it printed last: ${JSON.stringify(record.output.slice(-200))}`
    const hopeless = () => this.#endedByItself(host)
    return this.#waits.until({
      keys: [{ event: 'output', host }],
      what: `${host} to print ${shown}`,
      look,
      hopeless,
      explain: last,
      ...options,
    })
  }

  /**
   * Resolves with the next report of that kind whose details have the fields in `where`. `host` '*' is any host. Each wait
   * goes on after the report that the last one for the same host and event took, so nothing is missed or taken twice; with
   * `fromNow` it passes over all that was reported before.
   */
  reports(host: string | '*', event: string, where: Where = {}, options: ReportOptions = {}): Promise<Report> {
    const record = this.#record
    if (!record.isKept(event)) throw new Error(`${event} is only counted in this scenario: nobody can wait for it`)
    const key = `${event} ${host}`
    const among = host === '*' ? record.reports : record.host(host).reports
    if (options.fromNow === true) this.#read.set(key, among.length)
    const look = () => {
      for (let at = this.#read.get(key) ?? 0; at < among.length; at++) {
        const report = among[at]
        if (report?.event !== event || !matches(report.details, where)) continue
        this.#read.set(key, at + 1)
        return report
      }
      return undefined
    }
    const fields = Object.keys(where).length === 0 ? '' : ` with ${JSON.stringify(where)}`
    const what = `${host === '*' ? 'any host' : host} to report ${event}${fields}`
    const hopeless = () => (host === '*' ? undefined : this.#endedByItself(host))
    return this.#waits.until({ keys: [{ event, host }], what, look, hopeless, ...options })
  }

  /** Resolves when the host's program has ended, at once if it already has and is off. */
  ends(host: string, options: WaitOptions = {}): Promise<ProgramEnd> {
    const { ends } = this.#record.host(host)
    const seen = this.#backing.isRunning(host) ? ends.length : Math.max(0, ends.length - 1)
    const look = () => (ends.length > seen ? ends.at(-1) : undefined)
    return this.#waits.until({ keys: [{ event: 'end', host }], what: `${host} to end`, look, ...options })
  }

  /**
   * Resolves with what the host does next of what a user waits for: a report that one of the patterns fits, or that its
   * program begins or ends. Of the reports only those count that were made after `from`, an index into the host's.
   */
  next(host: string, patterns: readonly Awaited[], from: number): Promise<Happening> {
    const { reports, ends } = this.#record.host(host)
    const startsBefore = this.startsOf(host)
    const endsBefore = ends.length
    const look = (): Happening | undefined => {
      const report = reports.slice(from).find((one) => patterns.some((pattern) => fits(one, pattern)))
      if (report !== undefined) return report
      if (this.startsOf(host) > startsBefore) return 'starts'
      return ends.length > endsBefore ? 'ends' : undefined
    }
    const events = new Set([...patterns.map(({ event }) => event), 'start', 'end'])
    const keys = [...events].map((event) => ({ event, host }))
    const what = `${host} to report ${patterns.map(({ event }) => event).join(' or ') || 'anything'}`
    return this.#waits.until({ keys, what, look })
  }

  /** Resolves with what matched next in what the host prints, or with a report that one of `done` fits, made from index `from` on. */
  hears(host: string, pattern: RegExp, done: readonly Awaited[], from: number): Promise<string | Report> {
    const record = this.#record.host(host)
    const key = `output ${host}`
    const look = () => {
      const reports = done.map((one) => this.reportSince(host, one, from))
      const report = reports.find((one) => one !== undefined)
      if (report !== undefined) return report
      const found = search(record, pattern, this.#read.get(key) ?? 0)
      if (found !== undefined) this.#read.set(key, found.end)
      return found?.text
    }
    const what = `${host} to report ${done.map(({ event }) => event).join(' or ')}, or to ask its user`
    const keys = ['output', ...done.map(({ event }) => event), 'end'].map((event) => ({ event, host }))
    const lookAlsoAtEnd = () => look() ?? (this.#endedByItself(host) === undefined ? undefined : '')
    return this.#waits.until({ keys, what, look: lookAlsoAtEnd })
  }

  /** Whether there is more to read for the script that the pattern fits. */
  hasPrinted(host: string, pattern: RegExp): boolean {
    return search(this.#record.host(host), pattern, this.#read.get(`output ${host}`) ?? 0) !== undefined
  }

  /** The first such report of the host from index `from` on. */
  reportSince(host: string, pattern: Awaited, from: number): Report | undefined {
    return this.#record
      .host(host)
      .reports.slice(from)
      .find((report) => fits(report, pattern))
  }

  /** The last report of that kind. */
  lastReport(host: string, event: string): Report | undefined {
    return this.#record.host(host).reports.findLast((report) => report.event === event)
  }

  /** How many reports of the host are kept so far. */
  reportsOf(host: string): number {
    return this.#record.host(host).reports.length
  }

  /** Whether the host's program, as it runs now, has reported that. */
  hasReported(host: string, pattern: Awaited): boolean {
    const { reports } = this.#record.host(host)
    return reports.slice(this.#starts.get(host)?.reportsBefore ?? 0).some((report) => fits(report, pattern))
  }

  startsOf(host: string): number {
    return this.#starts.get(host)?.count ?? 0
  }

  /** How its last program ended. */
  lastEnd(host: string): ProgramEnd | undefined {
    return this.#record.host(host).ends.at(-1)
  }

  #noteStart(host: string, reportsBefore = this.reportsOf(host)): void {
    this.#starts.set(host, { count: this.startsOf(host) + 1, reportsBefore })
    this.#waits.wake({ event: 'start', host })
  }

  /** A program that exits or fails says no more, while a crash is a fault, which a restart may follow. */
  #endedByItself(host: string): string | undefined {
    const end = this.#record.host(host).ends.at(-1)
    if (end === undefined || end.kind === 'crash' || this.#backing.isRunning(host)) return undefined
    return `${host} ended (${describeEnd(end)})`
  }

  #listener(): BackingEvents {
    return {
      onReport: ({ host, event }) => {
        this.#waits.wake({ event, host })
        this.#waits.wake({ event, host: '*' })
      },
      onOutput: (host) => this.#waits.wake({ event: 'output', host }),
      onEnd: (host) => {
        this.#waits.wake({ event: 'end', host })
        this.#waits.loseHope()
      },
    }
  }
}

function fits({ event, details }: Report, pattern: Awaited): boolean {
  return event === pattern.event && matches(details, pattern.where ?? {})
}

/** Looks from character `from` of everything the host printed, what its record has forgotten included. */
function search(record: HostRecord, pattern: RegExp | string, from: number) {
  const { output, droppedChars } = record
  const start = Math.max(0, from - droppedChars)
  if (typeof pattern === 'string') {
    const at = output.indexOf(pattern, start)
    return at === -1 ? undefined : { text: pattern, end: droppedChars + at + pattern.length }
  }
  const sticky = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}g`)
  sticky.lastIndex = start
  const found = sticky.exec(output)
  return found === null ? undefined : { text: found[0], end: droppedChars + found.index + found[0].length }
}
