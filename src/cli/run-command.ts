// `sim <scenario>`: plays it on the backing asked for and prints what came of it.
import { readFileSync } from 'node:fs'
import { compareRuns } from '../check/compare-runs.ts'
import { settleProcess } from '../explore/process-settings.ts'
import { loadScenario } from '../scenarios/load-scenario.ts'
import { openerOf } from '../scenarios/openers.ts'
import type { RunResult } from '../scenarios/run-result.ts'
import { type PlayOptions, play } from '../scenarios/runner.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Timeline } from '../scenarios/timeline.ts'
import { EventText } from '../trace/event-text.ts'
import { LineFile } from '../trace/line-file.ts'
import { tee } from '../trace/tee.ts'
import { print, printError } from './output.ts'
import { ProgressLine } from './progress.ts'
import { replayCommand } from './replay-command.ts'
import { UsageError } from './option-values.ts'
import type { RunRequest, TimelineFile } from './sim-arguments.ts'

/** As in FoundationDB: a quarter of the places in each run. */
const BUGGIFY_RATIO = 0.25

/** Resolves with the exit code. Throws `UsageError`, `ScenarioLoadError`, `ParamError`, `DataError`, or the signal's reason. */
export async function runCommand(request: RunRequest, signal: AbortSignal): Promise<number> {
  settleProcess('one')
  const scenario = await loadScenario(request.scenario)
  if (request.backing !== 'virtual' && scenario.notLive !== undefined) {
    throw new UsageError(`${scenario.name} cannot be played on real sockets: ${scenario.notLive}`)
  }
  const timeline = request.timeline && readTimeline(request.timeline)
  const progress = new ProgressLine(process.stderr)
  const openBacking = openerOf(request.backing, { scenario: request.scenario, params: request.params })
  const options: PlayOptions = {
    seed: request.seed,
    params: request.params,
    openBacking,
    ...(timeline && { timeline }),
    ...(request.buggify && { buggifyRatio: BUGGIFY_RATIO }),
    ...(request.chaos !== undefined && { chaos: request.chaos }),
    ...(request.liveness !== undefined && { liveness: request.liveness }),
    onProgress: (now) => progress.show(now),
    signal,
  }
  const result = await playWithTrace(scenario, options, request).finally(() => progress.clear())
  print(request.json ? JSON.stringify(result) : await reportText(result, scenario, options))
  if (result.passed) return 0
  const failures = result.checks.filter(({ passed }) => !passed).map(({ name }) => `"${name}"`)
  const replay = replayCommand(request, result.params, process.env.npm_lifecycle_event === 'sim')
  printError(`failed with seed ${request.seed}: ${failures.join(', ')}\nto play it again: ${replay}`)
  return 1
}

async function playWithTrace(scenario: Scenario, options: PlayOptions, request: RunRequest): Promise<RunResult> {
  if (request.traceFile === undefined) return playWithCheck(scenario, options, request)
  const file = openTrace(request.traceFile)
  try {
    const observe = (names: () => readonly string[]) => new EventText(names, (line) => file.write(line))
    return await playWithCheck(scenario, { ...options, observe }, request)
  } finally {
    file.close()
  }
}

/** With `--check` the run that counts is the first one, and the comparison is one more check of it. */
async function playWithCheck(scenario: Scenario, options: PlayOptions, { check }: RunRequest): Promise<RunResult> {
  if (!check) return play(scenario, options)
  const results: RunResult[] = []
  const same = await compareRuns(async (compare) => {
    const { observe } = results.length === 0 ? options : {}
    const both =
      observe === undefined ? compare : (names: () => readonly string[]) => tee(observe(names), compare(names))
    results.push(await play(scenario, { ...options, observe: both }))
  })
  const [first] = results
  if (first === undefined) throw new Error('the comparison played nothing')
  return { ...first, passed: first.passed && same.passed, checks: [...first.checks, same] }
}

function openTrace(path: string): LineFile {
  try {
    return new LineFile(path)
  } catch (error) {
    throw new UsageError(`the trace file cannot be written: ${(error as Error).message}`)
  }
}

function readTimeline({ path, replaces }: TimelineFile): Timeline {
  try {
    return { faults: JSON.parse(readFileSync(path, 'utf8')) as unknown, source: path, replaces }
  } catch (error) {
    throw new UsageError(`the faults of ${path} cannot be read: ${(error as Error).message}`)
  }
}

async function reportText(result: RunResult, scenario: Scenario, options: PlayOptions): Promise<string> {
  const { runReport } = await import('./run-report.ts')
  const text = runReport(result, scenario.purpose)
  if (result.backing === 'virtual') return text
  const { liveNotes } = await import('../scenarios/live-notes.ts')
  return [text, ...liveNotes(scenario, options).map((note) => `on real sockets: ${note}`)].join('\n')
}
