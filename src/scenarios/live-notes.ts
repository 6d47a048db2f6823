// What of a scenario's network and faults does not act on real sockets as it does in the virtual network: for whoever
// reads the result of a live run.
import { liveHostReasons, liveReasons } from '../real/live-reasons.ts'
import { readParams } from './params.ts'
import type { PlayOptions } from './runner.ts'
import type { Scenario } from './scenario.ts'
import { Scenes } from './scenes.ts'
import { faultsOf } from './timeline.ts'

/** One sentence for each; empty: all of it acts in full. Throws `ParamError`, `DataError`. */
export function liveNotes(scenario: Scenario, options: Pick<PlayOptions, 'params' | 'seed' | 'timeline'>): string[] {
  const scenes = new Scenes(options.seed, readParams(scenario.params, options.params ?? {}))
  const { everywhere = {}, links = [] } = scenario.network?.(scenes.scene('network')) ?? {}
  const cast = scenario.hosts(scenes.scene('hosts'))
  const hosts = cast.map(({ name }) => name)
  const faults = faultsOf(scenario, scenes, hosts, options.timeline)
  const subjects = [everywhere, ...links.map((link) => link.options), ...faults]
  return [...new Set([...cast.flatMap(liveHostReasons), ...subjects.flatMap(liveReasons)])]
}
