// The command line of `sim`: what is asked for, or the one line that says what is wrong with it. Runs nothing.
import type { Argv } from 'yargs'
import { DEFAULT_LIMITS, type RunLimits } from '../explore/job.ts'
import { readSeedRange, type SeedRange } from '../explore/seed-range.ts'
import { type ChaosStrength, STRENGTHS } from '../scenarios/chaos/strengths.ts'
import { DEFAULT_WITHIN_MS, type LivenessOptions } from '../scenarios/liveness.ts'
import type { BackingName } from '../scenarios/openers.ts'
import { yargs } from '../real/yargs.ts'
import type { AnyParamValues } from '../scenarios/params.ts'
import { readLimits, readLiveness, readPairs, single, UsageError, wholeNumber } from './option-values.ts'

export interface ListRequest {
  readonly kind: 'list'
  /** One scenario only, with its parameters explained. */
  readonly scenario: string | undefined
  readonly json: boolean
}

export interface RunRequest {
  readonly kind: 'run'
  /** As typed: a name or the path of a module. */
  readonly scenario: string
  readonly seed: string
  readonly params: AnyParamValues
  readonly backing: BackingName
  readonly json: boolean
  readonly traceFile: string | undefined
  readonly check: boolean
  readonly timeline: TimelineFile | undefined
  /** Nodes are cruel to themselves. */
  readonly buggify: boolean
  readonly chaos: ChaosStrength | undefined
  readonly liveness: LivenessOptions | undefined
}

/** A JSON file of faults. */
export interface TimelineFile {
  readonly path: string
  /** They take the place of the scenario's own. */
  readonly replaces: boolean
}

export interface SweepRequest {
  readonly kind: 'sweep'
  /** As typed: a name or the path of a module. */
  readonly scenario: string
  readonly seeds: SeedRange
  readonly params: AnyParamValues
  readonly chaos: ChaosStrength | undefined
  readonly liveness: LivenessOptions | undefined
  /** Undefined: one for each processor. */
  readonly workers: number | undefined
  readonly limits: RunLimits
  /** Undefined: all of them. */
  readonly maxFailures: number | undefined
  readonly json: boolean
}

/** Help or the version was asked for: print it and be done. */
export interface TextRequest {
  readonly kind: 'text'
  readonly text: string
}

export type SimRequest = ListRequest | RunRequest | SweepRequest | TextRequest

/** The same run every time, unless another seed is asked for. */
export const DEFAULT_SEED = '1'
const DEFAULT_SEEDS = '1..1000'
/** Threads beyond any machine. */
const MAX_WORKERS = 1024

const examples = [
  ['$0 list', 'the built-in scenarios and their parameters'],
  ['$0 corrupted-block', 'plays one in virtual time'],
  ['$0 corrupted-block --seed 7 --check', 'plays seed 7 twice and compares every event'],
  ['$0 chunk-swarm --param peers=100 --param loss=0.01', 'with other parameters'],
  ['$0 chunk-swarm --live', 'the same nodes on real sockets'],
  ['$0 chunk-swarm --chaos rough --seed 5', 'with faults that the seed draws'],
  ['$0 chunk-swarm --chaos rough --liveness', 'all is healed after a while: does everything get done?'],
  ['$0 sweep corrupted-block --seeds 1..10000', 'plays many seeds on all processors'],
  ['$0 ./my-scenario.ts --trace events.jsonl', 'your own, with every event in a file'],
] as const

/** `argv` without node and the script. Throws `UsageError`. */
export async function readArguments(argv: readonly string[], columns: number): Promise<SimRequest> {
  let text = ''
  const parsed = await parser(columns).parseAsync(
    argv.map(spellOutLive),
    {},
    (_error: unknown, _argv: unknown, out: string) => {
      text = out
    },
  )
  if (text !== '') return { kind: 'text', text }
  const json = parsed.json === true
  const scenario = parsed.scenario as string | undefined
  if (parsed.isList === true) return { kind: 'list', scenario, json }
  if (scenario === undefined) throw new UsageError('name a scenario, or `list` to see them')
  if (parsed.isSweep === true) return readSweep(scenario, parsed)
  const request: RunRequest = {
    kind: 'run',
    scenario,
    seed: single(parsed.seed, 'seed') ?? DEFAULT_SEED,
    params: readPairs('param', parsed.param as string | string[] | undefined),
    backing: readBacking(single(parsed.live, 'live')),
    json,
    traceFile: single(parsed.trace, 'trace'),
    check: parsed.check === true,
    buggify: parsed.buggify === true,
    timeline: readTimeline(single(parsed.faults, 'faults'), single(parsed['only-faults'], 'only-faults')),
    chaos: readChaos(single(parsed.chaos, 'chaos')),
    liveness: readLiveness(parsed),
  }
  if (request.liveness !== undefined && request.backing !== 'virtual') {
    throw new UsageError('--liveness heals a virtual network: on real sockets it cannot be done')
  }
  if (request.check && request.backing !== 'virtual') {
    throw new UsageError('--check compares virtual runs event by event: on real sockets no two runs are the same')
  }
  return request
}

function readSweep(scenario: string, parsed: Readonly<Record<string, unknown>>): SweepRequest {
  const seeds = single(parsed.seeds, 'seeds') ?? DEFAULT_SEEDS
  const workers = single(parsed.workers, 'workers')
  const most = single(parsed['max-failures'], 'max-failures')
  const isFailFast = parsed['fail-fast'] === true
  if (isFailFast && most !== undefined) throw new UsageError('--fail-fast is --max-failures 1: give one of the two')
  return {
    kind: 'sweep',
    scenario,
    seeds: readSeedRange(seeds),
    params: readPairs('param', parsed.param as string | string[] | undefined),
    chaos: readChaos(single(parsed.chaos, 'chaos')),
    liveness: readLiveness(parsed),
    workers: workers === undefined ? undefined : wholeNumber('--workers', workers, MAX_WORKERS),
    limits: readLimits(parsed.limit as string | string[] | undefined),
    maxFailures: isFailFast ? 1 : most === undefined ? undefined : wholeNumber('--max-failures', most),
    json: parsed.json === true,
  }
}

function parser(columns: number) {
  return yargs()
    .scriptName('sim')
    .usage('$0 <scenario> [options]\n\nPlays a scenario in a seeded virtual network, or on real sockets.')
    .locale('en')
    .parserConfiguration({ 'dot-notation': false, 'parse-positional-numbers': false, 'boolean-negation': false })
    .command('list [scenario]', 'shows the built-in scenarios, or the parameters of one', (list) =>
      list
        .positional('scenario', { type: 'string', describe: 'a name or a file' })
        .default('isList', true)
        .hide('isList'),
    )
    .command('sweep <scenario>', 'plays a range of seeds on all processors', sweepOptions)
    .command('$0 <scenario>', 'plays a scenario', runOptions)
    .option('param', { type: 'string', requiresArg: true, describe: 'Sets a parameter, k=v; may be repeated' })
    .option('chaos', {
      type: 'string',
      requiresArg: true,
      describe: `Faults drawn from the seed beside the scenario's own: ${Object.keys(STRENGTHS).join(', ')}`,
    })
    .option('liveness', {
      type: 'boolean',
      describe: 'Heals all faults at a time, and demands that everything is done soon after',
    })
    .option('heal-at', { type: 'string', requiresArg: true, describe: 'When, ms  [default: after the last fault]' })
    .option('within', { type: 'string', requiresArg: true, describe: `How soon, ms  [default: ${DEFAULT_WITHIN_MS}]` })
    .option('json', { type: 'boolean', describe: 'Prints one JSON document and nothing else' })
    .example(examples.map(([command, meaning]) => [command, meaning]))
    .epilogue('Exit code: 0 when every check holds, 1 when one fails, 2 on wrong usage, 130 on Ctrl-C.')
    .wrap(Math.min(columns, 120))
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      // yargs gives some of its findings as a message, others as an error.
      throw new UsageError(oneLine(message ?? error.message))
    })
}

function runOptions(run: Argv): Argv {
  return run
    .positional('scenario', { type: 'string', describe: 'a name from `sim list`, or a .ts or .js file' })
    .option('seed', {
      type: 'string',
      requiresArg: true,
      describe: `Decides every chance of the run  [default: ${DEFAULT_SEED}]`,
    })
    .option('live', {
      type: 'string',
      describe: 'Real sockets on loopback; =processes gives each host its own process',
    })
    .option('trace', {
      type: 'string',
      requiresArg: true,
      describe: 'Writes every event to a file, one JSON object a line',
    })
    .option('faults', {
      type: 'string',
      requiresArg: true,
      describe: 'Adds the faults of a JSON file: docs/faults.md has the kinds',
    })
    .option('only-faults', { type: 'string', requiresArg: true, describe: "The same, in place of the scenario's own" })
    .option('buggify', { type: 'boolean', describe: 'Nodes do their worst at places that the seed draws' })
    .option('check', { type: 'boolean', describe: 'Plays it twice and compares the two event by event' })
}

function sweepOptions(sweep: Argv): Argv {
  const limits = Object.entries(DEFAULT_LIMITS).map(([name, value]) => `${name}=${value ?? "the scenario's"}`)
  return sweep
    .positional('scenario', { type: 'string', describe: 'a name from `sim list`, or a .ts or .js file' })
    .default('isSweep', true)
    .hide('isSweep')
    .option('seeds', {
      type: 'string',
      requiresArg: true,
      describe: `The first..the last seed  [default: ${DEFAULT_SEEDS}]`,
    })
    .option('workers', { type: 'string', requiresArg: true, describe: 'Threads  [default: one for each processor]' })
    .option('limit', {
      type: 'string',
      requiresArg: true,
      describe: `Where a run that does not end is given up, k=v; may be repeated  [default: ${limits.join(' ')}]`,
    })
    .option('max-failures', {
      type: 'string',
      requiresArg: true,
      describe: 'Stops at the first so many seeds that fail',
    })
    .option('fail-fast', { type: 'boolean', describe: 'Stops at the first seed that fails' })
}

/** A bare `--live` must not take the next word for its value. */
function spellOutLive(argument: string): string {
  return argument === '--live' ? '--live=shared' : argument
}

function readBacking(live: string | undefined): RunRequest['backing'] {
  if (live === undefined) return 'virtual'
  if (live === 'shared') return 'live'
  if (live === 'processes') return 'live-processes'
  throw new UsageError(`--live is given alone or as --live=processes, not --live=${live}`)
}

function readTimeline(added: string | undefined, only: string | undefined): TimelineFile | undefined {
  if (added !== undefined && only !== undefined) throw new UsageError('give --faults or --only-faults, not both')
  const path = added ?? only
  return path === undefined ? undefined : { path, replaces: only !== undefined }
}

function readChaos(given: string | undefined): ChaosStrength | undefined {
  if (given === undefined || Object.hasOwn(STRENGTHS, given)) return given as ChaosStrength | undefined
  throw new UsageError(`--chaos is one of ${Object.keys(STRENGTHS).join(', ')}, not "${given}"`)
}

function oneLine(message: string): string {
  const [first = 'wrong usage'] = message.split('\n')
  return first.startsWith('Not enough non-option arguments') ? 'name a scenario, or `list` to see them' : first
}
