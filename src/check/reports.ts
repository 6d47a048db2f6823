// Checks on what the programs reported: how often, and in which order.
import type { ReportDetails } from '../host/report.ts'
import { matches, type RunRecord, type Where } from '../trace/run-record.ts'
import { type Check, failed, passed, plural } from './check.ts'

/** A pattern for a report. What is left out may be anything. */
export interface ReportPattern {
  readonly event: string
  readonly host?: string
  readonly where?: Where
}

/** Exactly `times` reports match. */
export function reportsExactly(times: number, pattern: ReportPattern, name?: string): Check {
  return {
    name: name ?? `${describe(pattern)} happens exactly ${plural(times, 'time')}`,
    verify(record) {
      const found = find(record, pattern)
      const detail = `${plural(found, 'report')} of ${describe(pattern)}`
      return found === times ? passed(detail) : failed(`${detail}, expected ${times}`)
    },
  }
}

/** At least `times` reports match. */
export function reportsAtLeast(times: number, pattern: ReportPattern, name?: string): Check {
  return {
    name: name ?? `${describe(pattern)} happens at least ${plural(times, 'time')}`,
    verify(record) {
      const found = find(record, pattern)
      const detail = `${plural(found, 'report')} of ${describe(pattern)}`
      return found >= times ? passed(detail) : failed(`${detail}, expected ${times} or more`)
    },
  }
}

/** No report matches. */
export function neverReports(pattern: ReportPattern, name?: string): Check {
  return reportsExactly(0, pattern, name ?? `${describe(pattern)} never happens`)
}

/** Of all reports of `event` (by `host`, if given), the sequence is exactly this: one entry of fields for each. */
export function reportsInOrder(pattern: ReportPattern, sequence: readonly ReportDetails[], name: string): Check {
  return {
    name,
    verify(record) {
      const found = record.reported(pattern.event, pattern.where, pattern.host).map((report) => report.details)
      const fields = Object.keys(sequence[0] ?? {})
      const shown = found.map((details) => show(details, fields)).join(', then ') || 'none'
      const isSame =
        found.length === sequence.length && sequence.every((where, index) => matches(found[index] ?? {}, where))
      if (isSame) return passed(`${pattern.event}: ${shown}`)
      return failed(`${pattern.event}: ${shown}; expected ${sequence.map((where) => show(where)).join(', then ')}`)
    },
  }
}

function find(record: RunRecord, { event, host, where }: ReportPattern): number {
  return record.reported(event, where, host).length
}

function describe({ event, host, where }: ReportPattern): string {
  const fields = where === undefined ? '' : ` (${show(where)})`
  return `${event}${fields}${host === undefined ? '' : ` at ${host}`}`
}

/** `only`: these fields of it. */
function show(details: ReportDetails, only: readonly string[] = Object.keys(details)): string {
  return Object.keys(details)
    .filter((field) => only.includes(field))
    .map((field) => `${field} ${details[field]}`)
    .join(', ')
}
