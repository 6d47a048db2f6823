// Every built-in scenario under many seeds: its checks hold, and each run is the same the second time, event by event.
// `SEEDNET_LONG=short` takes a few seeds only, so that CI sees that this still runs.
import { expect, test } from 'vitest'
import { compareRuns } from '../../src/check/compare-runs.ts'
import { builtinScenarios } from '../../src/scenarios/catalog.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { play } from '../../src/scenarios/runner.ts'

const SEEDS = process.env.SEEDNET_LONG === 'short' ? 2 : 100

test.each(Object.keys(builtinScenarios))(`%s holds and repeats under ${SEEDS} seeds`, async (name) => {
  const load = builtinScenarios[name as keyof typeof builtinScenarios]
  const scenario = (await load?.())?.default
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  for (let number = 1; number <= SEEDS; number++) {
    const seed = `long ${number}`
    const again = `npm run sim -- ${name} --check --seed '${seed}'`
    const same = await compareRuns(async (observe) => {
      const result = await play(scenario, { seed, openBacking: openVirtual, observe })
      expect(
        result.checks.filter(({ passed }) => !passed),
        again,
      ).toEqual([])
    })
    expect(same.passed, `${again}: ${same.detail}`).toBe(true)
  }
})
