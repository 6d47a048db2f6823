// Plays one run of a sweep and says in a few words what came of it.
import { NO_UNCAUGHT_ERRORS } from '../check/programs.ts'
import { openVirtual } from '../scenarios/openers.ts'
import type { RunResult } from '../scenarios/run-result.ts'
import { play } from '../scenarios/runner.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { ENDS, type PartResult, type SeedFailure, type SweepPlan } from './job.ts'

/** Beyond this the detail of a failed check is cut: an error's text may be a book. */
export const MAX_DETAIL_CHARS = 2000

class EventLimit extends Error {
  override name = 'EventLimit'
}

/** Throws `ParamError`. */
export async function playSeed(scenario: Scenario, plan: SweepPlan, seed: number): Promise<PartResult> {
  const startedAt = performance.now()
  const { virtualMs, events } = plan.limits
  const controller = new AbortController()
  let seen = 0
  const onProgress = (now: { readonly events: number }) => {
    seen = now.events
    if (seen >= events) controller.abort(new EventLimit(`the run was not over after ${events} events`))
  }
  try {
    const result = await play(scenario, {
      seed: String(seed),
      params: plan.params,
      openBacking: openVirtual,
      ...(plan.chaos !== null && { chaos: plan.chaos }),
      ...(plan.liveness !== undefined && { liveness: plan.liveness }),
      ...(virtualMs !== null && { limitMs: virtualMs }),
      onProgress,
      signal: controller.signal,
    })
    const wallMs = performance.now() - startedAt
    return { runs: 1, events: result.events, virtualMs: result.virtualMs, wallMs, failures: failureOf(result, seed) }
  } catch (error) {
    if (!(error instanceof EventLimit)) throw error
    const failure = { seed, check: ENDS, detail: error.message, others: [] }
    return { runs: 1, events: seen, virtualMs: 0, wallMs: performance.now() - startedAt, failures: [failure] }
  }
}

/** An error that nobody caught explains more than what did not happen because of it. */
function failureOf({ checks }: RunResult, seed: number): SeedFailure[] {
  const failed = checks.filter(({ passed }) => !passed)
  const main = failed.find(({ name }) => name === NO_UNCAUGHT_ERRORS) ?? failed[0]
  if (main === undefined) return []
  const others = failed.filter((check) => check !== main).map(({ name }) => name)
  return [{ seed, check: main.name, detail: main.detail.slice(0, MAX_DETAIL_CHARS), others }]
}
