// The liveness mode: at a time all that faults have brought about is healed, nothing more goes wrong, and from then on
// everything that the scenario has to do must be done within a bound. Knows no backing.
import type { CheckResult } from '../check/check.ts'
import type { Fault } from '../host/faults.ts'

export interface LivenessOptions {
  /** Faults after this are left out. Default: the time of the last one, so that all of them happen. */
  readonly healAtMs?: number
  /** Default: what the scenario says, else `DEFAULT_WITHIN_MS`. */
  readonly withinMs?: number
}

/** Enough for the longest back-off of a node and of TCP, and for the work itself. */
export const DEFAULT_WITHIN_MS = 180_000

/** How long a fault that waits for certain bytes may wait, unless the time of the healing is given. */
const ARMED_MS = 10_000

export interface Liveness {
  readonly healAtMs: number
  readonly withinMs: number
}

export function livenessOf(options: LivenessOptions, scenarios: LivenessOptions, faults: readonly Fault[]): Liveness {
  return {
    healAtMs: options.healAtMs ?? scenarios.healAtMs ?? Math.max(0, ...faults.map(endOf)),
    withinMs: options.withinMs ?? scenarios.withinMs ?? DEFAULT_WITHIN_MS,
  }
}

/** A check of its own beside the script's, with the bound in its name. */
export function livenessCheck({ healAtMs, withinMs }: Liveness, script: CheckResult, endMs: number): CheckResult {
  const name = `all work is done within ${withinMs} ms of the healing`
  const tookMs = Math.max(0, endMs - healAtMs).toFixed(3)
  const detail = `all was healed at ${healAtMs} ms, and the script was ${script.passed ? '' : 'not '}through ${tookMs} ms later`
  return { name, passed: script.passed, detail }
}

/** What ends by itself may end before the healing, and what waits for its moment has some time to find it. */
function endOf(fault: Fault): number {
  if (fault.kind === 'corrupt-stream' || fault.kind === 'rule') return fault.atMs + ARMED_MS
  return fault.atMs + ('forMs' in fault && fault.forMs !== undefined ? fault.forMs : 0)
}
