// The check that somebody's view of the world becomes right once nothing goes wrong any more, and stays so.
import type { RunRecord } from '../trace/run-record.ts'
import { type Check, failed, passed, plural } from './check.ts'

export interface ConvergenceOptions {
  readonly name: string
  /** Who tells its view, in which report and field of it. */
  readonly host: string
  readonly event: string
  readonly field: string
  /** What is true at the end, and has been so since the last fault. */
  truth(record: RunRecord): string | number | boolean
  /** The view may be wrong for so long after the last fault. */
  readonly withinMs: number
  /** Since when the truth is what it is, where that may be later than the last fault. Milliseconds of the run. */
  trueSince?(record: RunRecord): number
}

/** Every view that is told later than `withinMs` after the last fault is the truth, and one is told at least. */
export function convergesToTheTruth(options: ConvergenceOptions): Check {
  const { name, host, event, field, truth, withinMs, trueSince = () => 0 } = options
  return {
    name,
    verify(record) {
      const fromMs = Math.max(record.lastFaultMs, trueSince(record)) + withinMs
      const late = record.reported(event, {}, host).filter(({ atMs }) => atMs >= fromMs)
      const detail = `${plural(late.length, 'view')} from ${fromMs.toFixed(3)} ms on`
      if (late.length === 0) return failed(`${detail}: too few to see whether it is right by then`)
      const expected = truth(record)
      const wrong = late.find(({ details }) => details[field] !== expected)
      if (wrong === undefined) return passed(`${detail}, all right: ${JSON.stringify(expected)}`)
      const seen = JSON.stringify(wrong.details[field])
      return failed(`${detail}; at ${wrong.atMs.toFixed(3)} ms it is ${seen}, the truth ${JSON.stringify(expected)}`)
    },
  }
}
