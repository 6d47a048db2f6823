// Plays a scenario on a backing: sets the world up, starts the cast, lets the faults happen at their times, follows the
// script, and holds what came of it to the checks. It does not know which backing it is.
import { type Check, type CheckResult, runCheck } from '../check/check.ts'
import { checksOfEveryRun } from '../check/every-run.ts'
import { type Backing, RunLimitError } from '../host/backing.ts'
import type { Fault } from '../host/faults.ts'
import { checkLinkOptions } from '../host/link-schema.ts'
import { outsideWorld } from '../net/guard/context.ts'
import type { Observer } from '../net/observer.ts'
import { Fingerprint } from '../trace/fingerprint.ts'
import { RunRecord } from '../trace/run-record.ts'
import { tee } from '../trace/tee.ts'
import { type Chaos, type ChaosSubject, drawChaos } from './chaos/draw-chaos.ts'
import type { ChaosRules } from './chaos/rules.ts'
import type { ChaosStrength } from './chaos/strengths.ts'
import { FaultTimeline } from './fault-timeline.ts'
import { type Liveness, type LivenessOptions, livenessCheck, livenessOf } from './liveness.ts'
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
  /** More goes wrong than the scenario tells of: drawn from the seed, or these faults, as once drawn. */
  readonly chaos?: ChaosStrength | readonly Fault[]
  /** Heals everything at a time, and demands that all is done within a bound from then on. Virtual runs only. */
  readonly liveness?: LivenessOptions
  /** Share of the places of `Host.buggify` that are on in this run, 0..1. Default 0. */
  readonly buggifyRatio?: number
  /** The run's time after which it is given up, where that is before the scenario's own limit. */
  readonly limitMs?: number
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
  const rules = scenario.chaos?.(scenes.scene('chaos')) ?? {}
  const chaos = chaosOf(options.chaos, scenes, { hosts: names, network, rules })
  scenes.calmAtMs = chaos?.calmAtMs ?? 0
  const liveness = livenessIn(scenario, scenes, options, [...faults, ...(chaos?.faults ?? [])])
  const record = new RunRecord(scenario.countOnly)
  for (const name of names) record.host(name)

  const startedAt = performance.now()
  const tell = (events: number) => options.onProgress?.({ events, virtualMs: backing.nowMs() })
  const fingerprint = new Fingerprint((events) => outsideWorld(() => tell(events)))
  const observer = options.observe
    ? tee(
        fingerprint,
        options.observe(() => names),
      )
    : fingerprint
  const { seed, buggifyRatio = chaos?.buggifyRatio ?? 0 } = options
  const setup = { seed, events: record, observer, hostNames: names, unguarded: scenario.unguarded, buggifyRatio }
  const backing = await options.openBacking(setup)
  try {
    setUp(backing, network, cast)
    record.reportDelayMs = backing.kind === 'live' ? LIVE_REPORT_DELAY_MS : 0
    const stage = new Stage(backing, record)
    const scriptResult = await follow(scenario, { backing, stage, cast, faults, scenes, chaos, liveness, options })
    record.listener = undefined
    record.endMs = backing.nowMs()
    record.inspection = backing.inspect?.() ?? null
    record.attachDisks(backing)
    const promises = scenario.checks(scenes.scene('checks'))
    const held = chaos === null ? promises : withoutWaived(promises, rules)
    const lively = liveness === null ? [] : [livenessCheck(liveness, scriptResult, record.endMs)]
    const checks = [scriptResult, ...lively, ...(await verify(held, record))]
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
      ...(chaos !== null && { chaos }),
      faults: record.faults,
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
  readonly chaos: Chaos | null
  readonly liveness: Liveness | null
  readonly options: PlayOptions
}

function chaosOf(chaos: PlayOptions['chaos'], scenes: Scenes, subject: ChaosSubject): Chaos | null {
  if (chaos === undefined) return null
  if (typeof chaos === 'string') return drawChaos(chaos, scenes.streams, subject)
  const ends = chaos.map((fault) => fault.atMs + ('forMs' in fault ? (fault.forMs ?? 0) : 0))
  return { kinds: [], faults: chaos, calmAtMs: Math.max(0, ...ends), buggifyRatio: 0 }
}

function livenessIn(
  scenario: Scenario,
  scenes: Scenes,
  options: PlayOptions,
  faults: readonly Fault[],
): Liveness | null {
  if (options.liveness === undefined) return null
  return livenessOf(options.liveness, scenario.liveness?.(scenes.scene('liveness')) ?? {}, faults)
}

/** A waived check that the scenario does not make is a slip of its author. */
function withoutWaived(checks: readonly Check[], { waives = [] }: ChaosRules): Check[] {
  const waived = new Set(waives.map(({ check }) => check))
  const held = checks.filter(({ name }) => !waived.delete(name))
  if (waived.size > 0) throw new Error(`chaos waives checks that there are not: ${[...waived].join(', ')}`)
  return held
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
  for (const { startsOff: _, ...spec } of cast) backing.addHost(spec)
  for (const { from, to, options } of network.links ?? []) backing.setLink(from, to, options)
}

/** Runs the world until the script is through. What stops it is a failed check, except the caller's signal. */
async function follow(scenario: Scenario, performance: Performance): Promise<CheckResult> {
  const { backing, stage, options } = performance
  const name = 'the script plays to its end'
  try {
    const { healAtMs = Infinity, withinMs = 0 } = performance.liveness ?? {}
    const limitMs = Math.min(limitOf(scenario, performance.scenes), options.limitMs ?? Infinity, healAtMs + withinMs)
    await backing.run(() => perform(scenario, performance), limitMs)
    return { name, passed: true, detail: `after ${backing.nowMs().toFixed(3)} ms` }
  } catch (error) {
    options.signal?.throwIfAborted()
    return { name, passed: false, detail: explain(error, stage) }
  }
}

/** Under chaos it counts from the calm. */
function limitOf({ limitMs = DEFAULT_LIMIT_MS }: Scenario, scenes: Scenes): number {
  const own = typeof limitMs === 'number' ? limitMs : limitMs(scenes.scene('limit').params)
  return own + scenes.calmAtMs
}

async function perform(scenario: Scenario, performance: Performance): Promise<void> {
  const { backing, stage, cast, faults, scenes, chaos, liveness, options } = performance
  const timeline = new FaultTimeline(backing, stage, faults, chaos?.faults ?? [], liveness?.healAtMs ?? null)
  timeline.begin()
  const play = async () => {
    for (const { name, startsOff } of cast) if (startsOff !== true) await stage.start(name)
    await scenario.script(stage, scenes.scene('script'))
    await backing.sleep(scenario.settleMs ?? DEFAULT_SETTLE_MS)
  }
  await Promise.race([play(), unlessItFails(timeline.goOn()), unlessItFails(aborted(options.signal))])
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
  for (const check of [...checks, ...checksOfEveryRun(record)]) results.push(await runCheck(check, record))
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
