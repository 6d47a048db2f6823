// What of a scenario's network and faults does not act on real sockets as it does in the virtual network: for whoever
// reads the result of a live run.
import { liveReasons } from '../real/live-reasons.ts'
import { type AnyParamValues, readParams } from './params.ts'
import type { Scenario } from './scenario.ts'
import { Scenes } from './scenes.ts'

/** One sentence for each; empty: all of it acts in full. Throws `ParamError`. */
export function liveNotes(scenario: Scenario, params: AnyParamValues, seed: string): string[] {
  const scenes = new Scenes(seed, readParams(scenario.params, params))
  const { everywhere = {}, links = [] } = scenario.network?.(scenes.scene('network')) ?? {}
  const faults = scenario.faults?.(scenes.scene('faults')) ?? []
  const subjects = [everywhere, ...links.map(({ options }) => options), ...faults]
  return [...new Set(subjects.flatMap(liveReasons))]
}
