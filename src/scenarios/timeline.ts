// The faults of one run: those of its scenario and those that come from outside, checked and in order.
import { checkFaults } from '../host/fault-schema.ts'
import type { Fault } from '../host/faults.ts'
import type { Scenario } from './scenario.ts'
import type { Scenes } from './scenes.ts'

/** Faults from outside of the scenario. They may be any data. */
export interface Timeline {
  readonly faults: unknown
  /** Where they come from, for messages. */
  readonly source: string
  /** True: in place of the scenario's own. */
  readonly replaces: boolean
}

/** In the order of their times. `hosts` are all there are. Throws `DataError` for a fault that cannot be. */
export function faultsOf(
  scenario: Scenario,
  scenes: Scenes,
  hosts: readonly string[],
  timeline: Timeline | undefined,
): readonly Fault[] {
  const own = scenario.faults?.(scenes.scene('faults')) ?? []
  const faults = timeline?.replaces === true ? [] : [...checkFaults(own, `the faults of ${scenario.name}`, hosts)]
  if (timeline !== undefined) faults.push(...checkFaults(timeline.faults, timeline.source, hosts))
  return faults.sort((one, other) => one.atMs - other.atMs)
}
