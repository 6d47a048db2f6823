// Scenarios for tests of the stage and the runner: one host, whose program is given, and a script.
import type { Check } from '../../src/check/check.ts'
import type { Host } from '../../src/host/host.ts'
import type { Program } from '../../src/host/program.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { integer } from '../../src/scenarios/params.ts'
import type { RunResult } from '../../src/scenarios/run-result.ts'
import { type PlayOptions, play } from '../../src/scenarios/runner.ts'
import { type Scenario, type ScenarioParts } from '../../src/scenarios/scenario.ts'

const params = { size: integer(1, 'a size', { max: 10 }) }

export type Parts = Partial<ScenarioParts<typeof params>>

/** Host 'alpha' runs `program`; what `parts` gives replaces the rest. */
export function aScenario(program: (host: Host) => Program | undefined, parts: Parts = {}): Scenario {
  const start = (host: Host) => program(host) ?? { interrupt: () => host.exit(130) }
  const scenario: ScenarioParts<typeof params> = {
    name: 'a-scenario',
    purpose: 'Does it play?',
    params,
    hosts: () => [{ name: 'alpha', start }],
    script: async () => {},
    checks: (): Check[] => [],
    ...parts,
  }
  return scenario as unknown as Scenario
}

export function playVirtual(scenario: Scenario, options: Partial<PlayOptions> = {}): Promise<RunResult> {
  return play(scenario, { seed: '1', openBacking: openVirtual, ...options })
}

/** Name, verdict and detail of the script's own check. */
export function scriptCheck(result: RunResult) {
  return result.checks[0]
}
