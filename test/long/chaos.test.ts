// Every built-in scenario holds under rough chaos: 1,000 seeds each, on all processors. `SEEDNET_LONG=short` takes five. And many
// worlds leave nothing behind.
import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS, type SweepPlan } from '../../src/explore/job.ts'
import { playSeed } from '../../src/explore/play-seed.ts'
import { sweep } from '../../src/explore/sweep.ts'
import { builtinScenarios } from '../../src/scenarios/catalog.ts'
import { loadScenario } from '../../src/scenarios/load-scenario.ts'

const IS_SHORT = process.env.SEEDNET_LONG === 'short'
const SEEDS = IS_SHORT ? 5 : 1000

function planOf(scenario: string): SweepPlan {
  // Machines of CI are slow: what never ends is caught by the limits of virtual time and events.
  return { scenario, params: {}, chaos: 'rough', limits: { ...DEFAULT_LIMITS, wallMs: 600_000 } }
}

test.each(Object.keys(builtinScenarios))(
  `%s holds under rough chaos: ${SEEDS} seeds`,
  { timeout: 3_600_000 },
  async (name) => {
    const range = { first: 1, last: SEEDS }
    const { found } = await sweep({ plan: planOf(name), range, workers: availableParallelism() })
    const failed = found.failures.map(({ seed, check, detail }) => `--seed ${seed} --chaos rough: ${check}: ${detail}`)
    expect(failed).toEqual([])
    expect(found.runs).toBe(SEEDS)
  },
)

test('thousands of runs one after the other leave nothing in memory', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const scenario = await loadScenario('corrupted-block')
  const playSome = async (first: number, count: number) => {
    for (let seed = first; seed < first + count; seed++) await playSeed(scenario, planOf('corrupted-block'), seed)
    collect()
    return process.memoryUsage().heapUsed
  }
  const runs = IS_SHORT ? 300 : 3000
  await playSome(1, runs)
  const before = await playSome(1, runs)
  const after = await playSome(1, runs)
  // A world has some hundred kilobytes: even one in a hundred that stayed would show. The heap itself breathes by half a megabyte.
  expect(after - before).toBeLessThan(Math.max(1_000_000, runs * 500))
})
