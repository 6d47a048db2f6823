// `sim sweep <scenario>`: plays a range of seeds and prints what failed, by what the failures have in common.
import { availableParallelism } from 'node:os'
import { groupFailures } from '../explore/failure-groups.ts'
import type { SweepPlan } from '../explore/job.ts'
import { sweep } from '../explore/sweep.ts'
import { settleProcess } from '../explore/process-settings.ts'
import { loadScenario } from '../scenarios/load-scenario.ts'
import { readParams } from '../scenarios/params.ts'
import { print, printError } from './output.ts'
import { replayCommand } from './replay-command.ts'
import { DEFAULT_SEED, type SweepRequest } from './sim-arguments.ts'
import { SweepProgressBar } from './sweep-progress.ts'
import { sweepDocument, sweepReport } from './sweep-report.ts'

const INTERRUPTED = 130

/** Resolves with the exit code. Throws `ScenarioLoadError` or `ParamError`. */
export async function sweepCommand(request: SweepRequest, signal: AbortSignal): Promise<number> {
  settleProcess('many')
  const scenario = await loadScenario(request.scenario)
  const params = readParams(scenario.params, request.params)
  const { chaos, liveness, limits, seeds, maxFailures } = request
  const plan: SweepPlan = {
    scenario: request.scenario,
    params: request.params,
    chaos: chaos ?? null,
    ...(liveness && { liveness }),
    limits,
  }
  const progress = new SweepProgressBar(process.stderr)
  const workers = request.workers ?? availableParallelism()
  const result = await sweep({
    plan,
    range: seeds,
    workers,
    ...(maxFailures !== undefined && { maxFailures }),
    onProgress: (now) => progress.show(now),
    signal,
  }).finally(() => progress.end())
  const byNpm = process.env.npm_lifecycle_event === 'sim'
  const replay = (seed: number) => replayCommand({ ...asRun(request), seed: String(seed) }, params, byNpm)
  const groups = groupFailures(result.found.failures)
  const swept = { scenario: scenario.name, params, chaos: plan.chaos, seeds, result, groups, replay }
  print(request.json ? JSON.stringify(sweepDocument(swept)) : sweepReport(swept))
  if (result.end === 'interrupted') {
    printError('sim: interrupted')
    return INTERRUPTED
  }
  return groups.length === 0 ? 0 : 1
}

/** What one of its runs is called. */
function asRun({ scenario, params, chaos, liveness }: SweepRequest) {
  return {
    kind: 'run' as const,
    scenario,
    seed: DEFAULT_SEED,
    params,
    chaos,
    liveness,
    backing: 'virtual' as const,
    json: false,
    traceFile: undefined,
    check: false,
    timeline: undefined,
    buggify: false,
  }
}
