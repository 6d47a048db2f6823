// Plays the body of a world test under its seeds, one after the other, and says of a failure which seed it was and how to
// play that one alone. Knows no test framework.
import { runCheck } from '../check/check.ts'
import { compareRuns, type Observe } from '../check/compare-runs.ts'
import { noUncaughtErrors } from '../check/programs.ts'
import type { Observer } from '../net/observer.ts'
import { RandomStreams } from '../net/random-streams.ts'
import { World } from '../net/world.ts'
import { RunRecord } from '../trace/run-record.ts'
import type { WorldTestBody, WorldTestContext, WorldTestOptions } from './world-body.ts'

const DEFAULT_SEEDS = 20
const DEFAULT_LIMIT_MS = 600_000

/** A check that a world test asked for does not hold. */
export class CheckFailedError extends Error {
  override name = 'CheckFailedError'
}

/** Two runs of one seed were not the same. */
export class NotRepeatableError extends Error {
  override name = 'NotRepeatableError'
}

/** What of the process's environment has a say. */
export interface SeedEnvironment {
  /** The one seed to play. */
  readonly SEEDNET_SEED?: string | undefined
  /** How many seeds to play. */
  readonly SEEDNET_SEEDS?: string | undefined
}

/** The seeds to play, in order. Throws a RangeError for a number that is none. */
export function seedsOf({ seeds = DEFAULT_SEEDS }: WorldTestOptions, environment: SeedEnvironment): readonly string[] {
  if (environment.SEEDNET_SEED !== undefined) return [environment.SEEDNET_SEED]
  const { SEEDNET_SEEDS } = environment
  if (typeof seeds === 'object' && SEEDNET_SEEDS === undefined) return seeds.map(String)
  const count = Number(SEEDNET_SEEDS ?? seeds)
  if (!Number.isInteger(count) || count < 1) {
    const where = SEEDNET_SEEDS === undefined ? '`seeds`' : 'SEEDNET_SEEDS'
    throw new RangeError(`${where} must be a whole number from 1, not ${SEEDNET_SEEDS ?? String(seeds)}`)
  }
  return Array.from({ length: count }, (_, index) => String(index + 1))
}

/**
 * Plays all seeds; the first failure ends it. What the body threw is thrown on, its message followed by the seed and by
 * what `replay` gives: the command that plays that seed alone.
 */
export async function playSeeds(
  body: WorldTestBody,
  options: WorldTestOptions,
  environment: SeedEnvironment,
  replay: (seed: string) => string,
): Promise<void> {
  const seeds = seedsOf(options, environment)
  for (const [index, seed] of seeds.entries()) {
    try {
      if (index === 0 && options.repeats !== false) await playTwice(body, options, seed)
      else await playSeed(body, options, seed)
    } catch (error) {
      throw withSeed(error, seed, `seed ${index + 1} of ${seeds.length}`, replay(seed))
    }
  }
}

async function playTwice(body: WorldTestBody, options: WorldTestOptions, seed: string): Promise<void> {
  const same = await compareRuns((observe) => playSeed(body, options, seed, observe))
  if (!same.passed) throw new NotRepeatableError(`two runs of one seed are not the same: ${same.detail}`)
}

async function playSeed(body: WorldTestBody, options: WorldTestOptions, seed: string, observe?: Observe) {
  const record = new RunRecord()
  const observer: Observer | undefined = observe?.(() => world.hostNames)
  const world: World = new World({ ...options.world, seed, events: record, ...(observer && { observer }) })
  if (options.link !== undefined) world.setDefaultLink(options.link)
  const context: WorldTestContext = {
    world,
    seed,
    record,
    random: new RandomStreams(seed).stream('test body'),
    async holds(...checks) {
      for (const check of checks) {
        const { name, passed, detail } = await runCheck(check, record)
        if (!passed) throw new CheckFailedError(`"${name}" does not hold: ${detail}`)
      }
    },
    listen(events) {
      record.listener = events
    },
  }
  record.attachDisks(world)
  try {
    await world.run(() => body(context), options.limitMs ?? DEFAULT_LIMIT_MS)
    record.endMs = world.nowMs()
    if (options.allowsErrors !== true) await context.holds(noUncaughtErrors())
  } finally {
    await world.close()
  }
}

/** The same error, so that a framework still shows its difference of values. */
function withSeed(error: unknown, seed: string, which: string, command: string): Error {
  const failure = error instanceof Error ? error : new Error(String(error))
  const more = `\n\nunder seed ${seed} (${which}); to play it alone:\n  ${command}`
  try {
    failure.message += more
  } catch {
    return new Error(failure.message + more, { cause: failure })
  }
  return failure
}
