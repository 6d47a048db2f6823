// Checks that a sender keeps its pace.
import type { Report } from '../host/report.ts'
import { type Check, failed, passed } from './check.ts'

export interface PaceOptions {
  readonly host: string
  /** Which reports are the beats. Default 'block-sent'. */
  readonly event?: string
  /** No gap between two of them is shorter. Milliseconds. */
  readonly minGapMs: number
  /** No gap is longer, if given. */
  readonly maxGapMs?: number
}

/** Between each two consecutive blocks of a host lies a pause within the bounds. At least two blocks are needed. */
export function keepsPace({ host, event = 'block-sent', minGapMs, maxGapMs = Infinity }: PaceOptions): Check {
  const bounds = maxGapMs === Infinity ? `at least ${minGapMs} ms` : `${minGapMs} to ${maxGapMs} ms`
  return {
    name: `${host} pauses ${bounds} between blocks`,
    verify(record) {
      const times = record.reported(event, {}, host).map((report) => report.atMs)
      const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0))
      if (gaps.length === 0)
        return failed(`${host} made ${times.length} reports of ${event}: there is no pause to look at`)
      const shortest = Math.min(...gaps)
      const longest = Math.max(...gaps)
      const detail = `${gaps.length} pauses from ${shortest.toFixed(3)} to ${longest.toFixed(3)} ms`
      return shortest >= minGapMs && longest <= maxGapMs ? passed(detail) : failed(`${detail}, expected ${bounds}`)
    },
  }
}

export interface BeatOptions {
  readonly host: string
  /** Which reports are the beats. Default 'block-sent'. */
  readonly event?: string
  readonly periodMs: number
  /** A timer of a real system may be early by so much. Default 0. */
  readonly earlyMs?: number
}

/** The nth block comes no earlier than n periods after the first, however late those before it were. */
export function isNeverAheadOfItsPace({ host, event = 'block-sent', periodMs, earlyMs = 0 }: BeatOptions): Check {
  return {
    name: `${host} sends no block before its time, one every ${periodMs} ms`,
    verify(record) {
      const times = record.reported(event, {}, host).map(({ atMs }) => atMs)
      const [first] = times
      if (first === undefined || times.length < 2) return failed(`${host} made ${times.length} reports of ${event}`)
      const aheadMs = times.map((atMs, index) => first + index * periodMs - atMs)
      const worst = Math.max(...aheadMs)
      if (worst <= earlyMs) return passed(`${times.length} blocks, none early`)
      return failed(`block ${aheadMs.indexOf(worst)} is ${worst.toFixed(3)} ms early`)
    },
  }
}

export interface RateOptions {
  readonly host: string
  /** Which reports tell of bytes sent, in their field `bytes`. */
  readonly event: string
  readonly bytesPerSecond: number
  /** What may be sent at once after a pause. */
  readonly burstBytes: number
}

/** At no time has the host sent more than a bucket of `burstBytes` lets out that fills at `bytesPerSecond`. */
export function staysWithinRate({ host, event, bytesPerSecond, burstBytes }: RateOptions): Check {
  return {
    name: `${host} sends at most ${bytesPerSecond} bytes a second`,
    verify(record) {
      const reports = record.reported(event, {}, host)
      if (reports.length === 0) return failed(`${host} made no report of ${event}`)
      const over = mostOver(reports, bytesPerSecond, burstBytes)
      const sent = reports.reduce((sum, { details }) => sum + Number(details.bytes ?? 0), 0)
      if (over.bytes <= 0) return passed(`${sent} bytes in ${reports.length} reports, always within the rate`)
      return failed(`at ${over.atMs.toFixed(3)} ms it is ${Math.ceil(over.bytes)} bytes ahead of the rate`)
    },
  }
}

/** When the bucket was overdrawn most, and by how much; at most 0 when never. */
function mostOver(reports: readonly Report[], bytesPerSecond: number, burstBytes: number) {
  let level = burstBytes
  let lastMs = reports[0]?.atMs ?? 0
  let worst = { atMs: lastMs, bytes: Number.NEGATIVE_INFINITY }
  for (const { atMs, details } of reports) {
    level = Math.min(burstBytes, level + ((atMs - lastMs) / 1000) * bytesPerSecond) - Number(details.bytes ?? 0)
    lastMs = atMs
    if (-level > worst.bytes) worst = { atMs, bytes: -level }
  }
  return worst
}
