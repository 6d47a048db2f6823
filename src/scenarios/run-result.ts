// The result of a run: the document that `sim --json` prints.
import type { CheckResult } from '../check/check.ts'
import { describeEnd } from '../check/programs.ts'
import type { HostCounters, HostRecord } from '../trace/host-record.ts'
import type { Chaos } from './chaos/draw-chaos.ts'
import type { FaultNote } from '../trace/run-record.ts'
import type { AnyParamValues } from './params.ts'

export interface HostResult extends HostCounters {
  readonly name: string
  /** 'running', 'exit 0', 'crashed', or the error that ended its last program. */
  readonly end: string
}

export interface RunResult {
  readonly scenario: string
  readonly seed: string
  readonly backing: 'virtual' | 'live'
  readonly params: AnyParamValues
  /** All checks passed. */
  readonly passed: boolean
  /** A hash over every event, 32 hex digits; null on the live backing, where no two runs are the same. */
  readonly fingerprint: string | null
  /** The run's own time in milliseconds: virtual time, or on the live backing the wall's. */
  readonly virtualMs: number
  readonly wallMs: number
  /** Virtual: everything observed. Live: reports, outputs and ends. */
  readonly events: number
  readonly checks: readonly CheckResult[]
  readonly hosts: readonly HostResult[]
  /** What chaos did, when there was any. */
  readonly chaos?: Chaos
  /** What went wrong by order, when there was anything, and what came of it: the first `MAX_FAULT_NOTES`. */
  readonly faults: readonly FaultNote[]
  readonly metrics: Readonly<Record<string, number>>
}

export function hostResult(host: HostRecord, isRunning: boolean): HostResult {
  const last = host.ends.at(-1)
  const end = isRunning || last === undefined ? (isRunning ? 'running' : 'off') : describeEnd(last)
  return { name: host.name, ...host.counters, end }
}
