// Our way to follow a download: while packets come, the server hears every few milliseconds, and after so many packets, how
// many have arrived and which are missing. It paces itself by that, and sends the missing ones between the others.
//
// A packet counts as missing when a later one came half a period ago: until then it may just have been overtaken. When the
// server has said that all is out, everything that is not here is missing.
//
// Reports go as datagrams, because one that is late is worth nothing; now and then one goes by the connection too, which gets
// through where a way back for datagrams is barred.
import type { Host } from '../../host/host.ts'
import type { ProgressFields } from '../../wire/datagram-chat/commands.ts'
import { type NumberRange, encodeRanges } from '../../wire/datagram-chat/number-list.ts'
import { Deadline } from '../common/deadline.ts'
import type { Follower, FollowerContext } from './follower.ts'
import { MAX_REPORTED_RANGES, STRAGGLER_MS } from './limits.ts'

export interface ReportFollowerContext extends FollowerContext {
  readonly reportMs: number
  readonly maxTimeouts: number
  encode(report: ProgressFields): string
  /** By the connection. */
  send(text: string): void
}

/** Reports that have nothing new to say come less and less often, down to this. */
const MAX_PERIOD_MS = 1000
/** Reports without news until the period doubles. */
const REPORTS_PER_PERIOD = 5
/** Of so many reports one goes by the connection. */
const REPORTS_PER_SAFE_ONE = 10
/** A report comes after so many packets, however short the time was; sooner while few have come. */
const MAX_PACKETS_PER_REPORT = 128
const MIN_PACKETS_PER_REPORT = 4
const SHARE_PER_REPORT = 1 / 16

export class ReportFollower implements Follower {
  readonly #host: Host
  readonly #context: ReportFollowerContext
  readonly #next: Deadline
  #periodMs: number
  #firstAt = -1
  #received = 0
  #highest = -1
  #highestAt = 0
  /** Packets below this one are missing if they are not here; what comes after it, and since when. */
  #settled = -1
  #settling = -1
  #settlingSince = 0
  /** None below is missing any more. */
  #firstMissing = 0
  /** Packets below have all left the server. */
  #sentUpTo = 0
  #receivedAtReport = 0
  #nextReportAt = MIN_PACKETS_PER_REPORT
  #inVain = 0
  #isPaused = false
  #isClosed = false
  #reports = 0

  constructor(host: Host, context: ReportFollowerContext) {
    this.#host = host
    this.#context = context
    this.#periodMs = context.reportMs
    this.#next = new Deadline(host.clock, () => this.#report())
  }

  start(): void {
    this.#next.set(this.#periodMs)
  }

  onPacket(packet: number): void {
    if (this.#firstAt < 0) this.#firstAt = this.#host.clock.monotonicNow()
    this.#received++
    if (packet > this.#highest) {
      this.#highest = packet
      this.#highestAt = this.#host.clock.monotonicNow()
    }
    if (this.#isClosed) return
    if (this.#received >= this.#nextReportAt) return this.#report()
    // Something comes again: report as often as in the beginning.
    if (this.#inVain === 0) return
    this.#inVain = 0
    this.#periodMs = this.#context.reportMs
    this.#next.set(this.#periodMs)
  }

  onAllSent(upTo: number): void {
    this.#sentUpTo = Math.max(this.#sentUpTo, upTo)
    if (!this.#isClosed) this.#next.set(STRAGGLER_MS)
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#inVain = 0
    this.#periodMs = this.#context.reportMs
    this.start()
  }

  close(): void {
    this.#isClosed = true
    this.#next.clear()
  }

  #report(): void {
    const { reportMs, maxTimeouts, encode, send, sendDatagram } = this.#context
    const now = this.#host.clock.monotonicNow()
    this.#nextReportAt = this.#received + packetsPerReport(this.#received)
    this.#settle(now)
    const missing = this.#missing()
    // Nothing to wait for but the user.
    if (this.#isPaused && missing.length === 0) return
    const isNews = this.#received > this.#receivedAtReport
    this.#inVain = isNews ? 0 : this.#inVain + 1
    if (this.#inVain > maxTimeouts) return this.#context.onSilence()
    const isSlower = this.#inVain > 0 && this.#inVain % REPORTS_PER_PERIOD === 0
    if (isNews) this.#periodMs = reportMs
    else if (isSlower) this.#periodMs = Math.min(MAX_PERIOD_MS, this.#periodMs * 2)
    const report = encode({
      elapsedMicros: this.#firstAt < 0 ? 0 : Math.round((now - this.#firstAt) * 1000),
      received: this.#received,
      highest: this.#highest,
      highestAgeMicros: this.#highest < 0 ? 0 : Math.round((now - this.#highestAt) * 1000),
      missing: encodeRanges(missing),
    })
    const isSent = sendDatagram(report)
    if (!isSent || this.#reports++ % REPORTS_PER_SAFE_ONE === 0) send(report)
    this.#receivedAtReport = this.#received
    // All is out: what is missing now is waited for by both ends.
    const isTail = isNews && this.#highest < this.#sentUpTo
    const waitMs = isTail ? STRAGGLER_MS : this.#periodMs
    this.#next.set(this.#host.buggify('datagram-chat early report', 0.1) ? 1 : waitMs)
  }

  #settle(now: number): void {
    if (now - this.#settlingSince < this.#context.reportMs / 2) return
    this.#settled = this.#settling
    this.#settling = this.#highest
    this.#settlingSince = now
  }

  #missing(): NumberRange[] {
    const { have } = this.#context
    // After a while without news, what came last may be all that ever will.
    const isStill = this.#inVain > 1 && !this.#isPaused
    const limit = isStill ? have.packets : Math.max(this.#sentUpTo, this.#settled + 1)
    const from = have.nextMissing(this.#firstMissing)
    if (from < 0) return []
    this.#firstMissing = from
    return have.ranges({ missing: true, from, limit, maxRanges: MAX_REPORTED_RANGES })
  }
}

function packetsPerReport(received: number): number {
  return Math.min(MAX_PACKETS_PER_REPORT, Math.max(MIN_PACKETS_PER_REPORT, Math.floor(received * SHARE_PER_REPORT)))
}
