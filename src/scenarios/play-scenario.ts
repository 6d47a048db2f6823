// Plays a scenario with what a user of the package has in hand: a seed, parameters, and the choice of the backing.
import { openLive, openVirtual } from './openers.ts'
import type { RunResult } from './run-result.ts'
import { type PlayOptions, play } from './runner.ts'
import type { Scenario } from './scenario.ts'

export interface PlayScenarioOptions extends Omit<PlayOptions, 'openBacking'> {
  /** 'virtual' (the default): the virtual network, in virtual time. 'live': this machine's sockets, in the wall's time. */
  readonly backing?: 'virtual' | 'live'
}

/**
 * Plays the scenario once. A check that fails makes the result `passed: false`; it does not throw.
 *
 * @throws `ParamError` for parameters that the scenario cannot take, `DataError` for faults or links that cannot be.
 * @example
 * const { passed, checks, fingerprint } = await playScenario(hello, { seed: '7', params: { loss: 0.4 } })
 */
export function playScenario(scenario: Scenario, options: PlayScenarioOptions): Promise<RunResult> {
  const { backing = 'virtual', ...rest } = options
  return play(scenario, { ...rest, openBacking: backing === 'live' ? openLive : openVirtual })
}
