// What travels to whoever plays a part of a sweep, and what comes back: plain data, so that a thread or another machine may
// do it, and results that merge in any order. A job is a plan and a range of seeds.
import type { ChaosStrength } from '../scenarios/chaos/strengths.ts'
import type { LivenessOptions } from '../scenarios/liveness.ts'
import type { AnyParamValues } from '../scenarios/params.ts'

/** What every run of a sweep has in common. */
export interface SweepPlan {
  /** A built-in name or the path of a module. */
  readonly scenario: string
  /** What differs from the defaults. */
  readonly params: AnyParamValues
  readonly chaos: ChaosStrength | null
  /** Absent: nothing is healed. */
  readonly liveness?: LivenessOptions
  readonly limits: RunLimits
}

/** Where a run is given up that does not end. */
export interface RunLimits {
  /** Of the run's time. Null: only the scenario's own. */
  readonly virtualMs: number | null
  /** Everything that an observer sees. Looked at every 65,536 events. */
  readonly events: number
  /** By the wall, for one run: what catches a loop that lets nothing else happen. */
  readonly wallMs: number
}

export const DEFAULT_LIMITS: RunLimits = { virtualMs: null, events: 50_000_000, wallMs: 60_000 }

/** Why one seed failed. */
export interface SeedFailure {
  readonly seed: number
  /** The check that tells most about it, and what it says. */
  readonly check: string
  readonly detail: string
  /** The other checks that failed. */
  readonly others: readonly string[]
}

/** What came of some runs. */
export interface PartResult {
  readonly runs: number
  readonly events: number
  /** Sums of all runs, ms. */
  readonly virtualMs: number
  readonly wallMs: number
  /** In the order of the seeds. */
  readonly failures: readonly SeedFailure[]
}

export const NOTHING_YET: PartResult = { runs: 0, events: 0, virtualMs: 0, wallMs: 0, failures: [] }

/** The check that a run fails which does not end. */
export const ENDS = 'the run ends'

export function mergeParts(one: PartResult, other: PartResult): PartResult {
  return {
    runs: one.runs + other.runs,
    events: one.events + other.events,
    virtualMs: one.virtualMs + other.virtualMs,
    wallMs: one.wallMs + other.wallMs,
    failures: [...one.failures, ...other.failures].sort((some, more) => some.seed - more.seed),
  }
}
