// Records for tests of checks, made of what happened in a few words.
import type { ReportDetails } from '../../src/host/report.ts'
import { RunRecord } from '../../src/trace/run-record.ts'

/** Host, event, details and time of each report. */
export type ReportLine = readonly [host: string, event: string, details?: ReportDetails, atMs?: number]

export function aRecord(...lines: readonly ReportLine[]): RunRecord {
  const record = new RunRecord()
  for (const [host, event, details = {}, atMs = 0] of lines) record.onReport({ atMs, host, event, details })
  return record
}
