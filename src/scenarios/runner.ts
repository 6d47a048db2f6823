// Plays a scenario on a backing: sets the world up, starts the cast, lets the faults happen at their times, follows the
// script, and holds what came of it to the checks. It does not know which backing it is.
import { type Check, type CheckResult, runCheck } from '../check/check.ts'
import { noUncaughtErrors } from '../check/programs.ts'
import { type Backing, RunLimitError } from '../host/backing.ts'
import type { Fault } from '../host/faults.ts'
import { checkLinkOptions } from '../host/link-schema.ts'
import type { Observer } from '../net/observer.ts'
import { Fingerprint } from '../trace/fingerprint.ts'
import { RunRecord } from '../trace/run-record.ts'
import { tee } from '../trace/tee.ts'
import type { OpenBacking } from './open-backing.ts'
import { type AnyParamValues, readParams } from './params.ts'
import { hostResult, type RunResult } from './run-result.ts'
import type { CastMember, Network, Scenario } from './scenario.ts'
import { Scenes } from './scenes.ts'
import { Stage } from './stage.ts'
import { faultsOf, type Timeline } from './timeline.ts'

const DEFAULT_LIMIT_MS = 600_000
const DEFAULT_SETTLE_MS = 100
/** On real sockets a report may wait so long for its turn, or in the channel from another process. */
const LIVE_REPORT_DELAY_MS = 50

export interface PlayOptions {
  readonly seed: string
  /** What differs from the defaults. */
  readonly params?: AnyParamValues
  readonly openBacking: OpenBacking
  /** Faults beside those of the scenario, or in their place. */
  readonly timeline?: Timeline
  /** One more observer of the run. `hostNames` gives the names of the hosts by index, once it runs. */
  readonly observe?: (hostNames: () => readonly string[]) => Observer
  /** Called now and then during a long virtual run. */
  readonly onProgress?: (progress: RunProgress) => void
  /** Ends the run early: `play` then rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface RunProgress {
  readonly events: number
  readonly virtualMs: number
}

/** Throws `ParamError` or `DataError` for parameters, faults or links that cannot be, before anything else happens. */
export async function play(scenario: Scenario, options: PlayOptions): Promise<RunResult> {
  const params = readParams(scenario.params, options.params ?? {})
  const scenes = new Scenes(options.seed, params)
  const cast = scenario.hosts(scenes.scene('hosts'))
  const names = cast.map(({ name }) => name)
  const faults = faultsOf(scenario, scenes, names, options.timeline)
  const network = networkOf(scenario, scenes)
  const record = new RunRecord(scenario.countOnly)
  for (const name of names) record.host(name)

  const startedAt = performance.now()
  const fingerprint = new Fingerprint((events) => options.onProgress?.({ events, virtualMs: backing.nowMs() }))
  const observer = options.observe
    ? tee(
        fingerprint,
        options.observe(() => names),
      )
    : fingerprint
  const backing = await options.openBacking({ seed: options.seed, events: record, observer, hostNames: names })
  try {
    setUp(backing, network, cast)
    record.reportDelayMs = backing.kind === 'live' ? LIVE_REPORT_DELAY_MS : 0
    const stage = new Stage(backing, record)
    const scriptResult = await follow(scenario, { backing, stage, cast, faults, scenes, signal: options.signal })
    record.listener = undefined
    record.endMs = backing.nowMs()
    record.attachDisks(backing)
    const checks = [scriptResult, ...(await verify(scenario.checks(scenes.scene('checks')), record))]
    const isVirtual = backing.kind === 'virtual'
    return {
      scenario: scenario.name,
      seed: options.seed,
      backing: backing.kind,
      params,
      passed: checks.every(({ passed }) => passed),
      fingerprint: isVirtual ? fingerprint.digest() : null,
      virtualMs: record.endMs,
      wallMs: performance.now() - startedAt,
      events: fingerprint.events,
      checks,
      hosts: names.map((name) => hostResult(record.host(name), backing.isRunning(name))),
      metrics: scenario.metrics?.(record, scenes.scene('metrics')) ?? {},
    }
  } finally {
    await backing.close()
  }
}

interface Performance {
  readonly backing: Backing
  readonly stage: Stage
  readonly cast: readonly CastMember[]
  readonly faults: readonly Fault[]
  readonly scenes: Scenes
  readonly signal: AbortSignal | undefined
}

function networkOf(scenario: Scenario, scenes: Scenes): Network {
  const network = scenario.network?.(scenes.scene('network')) ?? {}
  const path = `the network of ${scenario.name}`
  checkLinkOptions(network.everywhere ?? {}, `${path}.everywhere`)
  for (const [index, { options }] of (network.links ?? []).entries()) {
    checkLinkOptions(options, `${path}.links[${index}].options`)
  }
  return network
}

function setUp(backing: Backing, network: Network, cast: readonly CastMember[]): void {
  if (network.everywhere) backing.setDefaultLink(network.everywhere)
  for (const { name, start, files } of cast) backing.addHost({ name, start, ...(files && { files }) })
  for (const { from, to, options } of network.links ?? []) backing.setLink(from, to, options)
}

/** Runs the world until the script is through. What stops it is a failed check, except the caller's signal. */
async function follow(scenario: Scenario, performance: Performance): Promise<CheckResult> {
  const { backing, stage, signal } = performance
  const name = 'the script plays to its end'
  const { limitMs = DEFAULT_LIMIT_MS } = scenario
  try {
    const limit = typeof limitMs === 'number' ? limitMs : limitMs(performance.scenes.scene('limit').params)
    await backing.run(() => perform(scenario, performance), limit)
    return { name, passed: true, detail: `after ${backing.nowMs().toFixed(3)} ms` }
  } catch (error) {
    signal?.throwIfAborted()
    return { name, passed: false, detail: explain(error, stage) }
  }
}

async function perform(scenario: Scenario, performance: Performance): Promise<void> {
  const { backing, stage, cast, faults, scenes, signal } = performance
  const later = faults.filter(({ atMs }) => atMs > 0)
  for (const fault of faults) if (fault.atMs <= 0) applyFault(backing, fault)
  const play = async () => {
    for (const { name, startsOff } of cast) if (startsOff !== true) await backing.start(name)
    await scenario.script(stage, scenes.scene('script'))
    await backing.sleep(scenario.settleMs ?? DEFAULT_SETTLE_MS)
  }
  await Promise.race([play(), unlessItFails(applyInTime(backing, later)), unlessItFails(aborted(signal))])
}

async function applyInTime(backing: Backing, faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) {
    const waitMs = fault.atMs - backing.nowMs()
    if (waitMs > 0) await backing.sleep(waitMs)
    applyFault(backing, fault)
  }
}

function applyFault(backing: Backing, { atMs: _, ...action }: Fault): void {
  backing.apply(action)
}

/** Takes part in a race to lose it, or to stop it. */
function unlessItFails(promise: Promise<void>): Promise<never> {
  return new Promise((_, reject) => {
    promise.catch(reject)
  })
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal?.reason)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}

async function verify(checks: readonly Check[], record: RunRecord): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (const check of [...checks, noUncaughtErrors()]) results.push(await runCheck(check, record))
  return results
}

function explain(error: unknown, stage: Stage): string {
  if (error instanceof RunLimitError) {
    const waits = stage.pending
    return `${error.message}${waits.length === 0 ? '' : `; it still waited for ${waits.slice(0, 5).join(', ')}`}`
  }
  if (!(error instanceof Error)) return String(error)
  return error.name === 'WaitError' ? error.message : (error.stack ?? error.message)
}
