// What the author of a world test writes: options, and a body that gets a world.
import type { Check } from '../check/check.ts'
import type { BackingEvents } from '../host/backing.ts'
import type { LinkOptions } from '../host/link-options.ts'
import type { Random } from '../host/random.ts'
import type { World, WorldOptions } from '../net/world.ts'
import type { RunRecord } from '../trace/run-record.ts'

export interface WorldTestOptions {
  /** How many seeds ('1', '2', …), or which. Default 20. The environment has the last word: SEEDNET_SEED, SEEDNET_SEEDS. */
  readonly seeds?: number | readonly (number | string)[]
  /** Virtual milliseconds that the body may take under one seed. Default 600,000 (ten minutes). */
  readonly limitMs?: number
  /** Milliseconds of the wall that all seeds together may take. Default 60,000. */
  readonly timeout?: number
  /** Settings of every link that the body does not set. */
  readonly link?: LinkOptions
  /** More options of the world: `exact`, `shuffleTies`, `unguarded`. */
  readonly world?: Omit<WorldOptions, 'seed' | 'observer' | 'events'>
  /** Plays the first seed a second time and fails at the first event that is not the same. Default true. */
  readonly repeats?: boolean
  /** True: an error that a program does not catch is no failure by itself. Default false. */
  readonly allowsErrors?: boolean
}

export interface WorldTestContext {
  /** A world with no hosts yet. The body runs in it: what it awaits are the world's promises, and time is virtual. */
  readonly world: World
  /** The seed of this run. */
  readonly seed: string
  /** Dice of this seed for the body itself: which hosts there are, and what happens to them. */
  readonly random: Random
  /** What has been reported, printed and ended so far. */
  readonly record: RunRecord
  /** Fails with the name and the finding of the first of the checks that the record does not pass. */
  holds(...checks: readonly Check[]): Promise<void>
  /** Is told what programs do, from now on, while it happens. */
  listen(events: BackingEvents): void
}

export type WorldTestBody<Context = WorldTestContext> = (context: Context) => Promise<void>
