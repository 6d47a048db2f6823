// What a scenario is: a world in miniature, with a question to it. The type, and the helper that a module's default export
// is built with. Knows no backing and runs nothing.
import type { Check } from '../check/check.ts'
import type { HostSpec } from '../host/backing.ts'
import type { Fault } from '../host/faults.ts'
import type { LinkOptions } from '../host/link-options.ts'
import type { Random } from '../host/random.ts'
import type { RunRecord } from '../trace/run-record.ts'
import type { ChaosRules } from './chaos/rules.ts'
import type { LivenessOptions } from './liveness.ts'
import type { ParamSpecs, ParamValues } from './params.ts'
import type { Stage } from './stage.ts'

/** A member of the cast. */
export interface CastMember extends HostSpec {
  /** True: the script starts it. Otherwise it starts, in the order of the cast, before the script begins. */
  readonly startsOff?: boolean
}

export interface Link {
  readonly from: string
  readonly to: string
  readonly options: LinkOptions
}

export interface Network {
  /** Every direction of every link that `links` does not name. */
  readonly everywhere?: LinkOptions
  /** Each entry is one direction. */
  readonly links?: readonly Link[]
}

/** What the parts of a scenario are given. */
export interface Scene<Params> {
  readonly params: Params
  /**
   * Dice of the run's seed, on both backings. Each part of the scenario gets a stream of its own from its beginning, so
   * that one more draw in one does not change the others.
   */
  readonly random: Random
  /** Under chaos: by when all its faults have ended, ms. Otherwise 0. */
  readonly calmAtMs: number
}

export interface ScenarioParts<Specs extends ParamSpecs> {
  /** Kebab-case; what `sim` calls it. */
  readonly name: string
  /** The question it answers, in a sentence. */
  readonly purpose: string
  readonly params: Specs
  /** The cast: names, and what runs on them. Called anew in each process that plays a part, so the same every time. */
  hosts(scene: Scene<ParamValues<Specs>>): readonly CastMember[]
  network?(scene: Scene<ParamValues<Specs>>): Network
  /** What goes wrong, and when. Those at 0 ms are in force before the first host starts. */
  faults?(scene: Scene<ParamValues<Specs>>): readonly Fault[]
  /** What the users of this world do. It awaits only what `stage` gives it. When it returns, the run settles and ends. */
  script(stage: Stage, scene: Scene<ParamValues<Specs>>): Promise<void>
  /** What must hold at the end. */
  checks(scene: Scene<ParamValues<Specs>>): readonly Check[]
  /** Figures for `--json`, by name. NaN means there is none. */
  metrics?(record: RunRecord, scene: Scene<ParamValues<Specs>>): Readonly<Record<string, number>>
  /** The run's time after which it is given up. Default 600,000 (ten minutes). */
  readonly limitMs?: number | ((params: ParamValues<Specs>) => number)
  /** How long the run goes on after the script, for what is still under way. Default 100. */
  readonly settleMs?: number
  /** Reports that are counted for the table and then forgotten, because there may be millions. */
  readonly countOnly?: readonly string[]
  /** What `--chaos` may not do to it, and why. */
  chaos?(scene: Scene<ParamValues<Specs>>): ChaosRules
  /** Why its programs may reach what no seed decides, when that is so: the entropy guard is then off. */
  readonly unguarded?: string
  /** When liveness is asked for: by when its faults are healed and how long its work may take from then on. */
  liveness?(scene: Scene<ParamValues<Specs>>): LivenessOptions
  /** Why it cannot be played on real sockets, when that is so. */
  readonly notLive?: string
}

/** A scenario whose parameters are not known statically: what the runner and `sim` handle. */
export type Scenario = ScenarioParts<ParamSpecs>

/** The default export of a scenario's module. The parameters' types follow from `params`. */
export function defineScenario<Specs extends ParamSpecs>(parts: ScenarioParts<Specs>): Scenario {
  // The runner hands every part the values that were read according to `params`.
  return parts as unknown as Scenario
}
