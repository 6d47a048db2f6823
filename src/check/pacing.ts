// Checks that a sender keeps its pace.
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
