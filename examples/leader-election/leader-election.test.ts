// The mistake in counting a majority shows only when the network falls apart; and the seed shows it again.
import { playScenario } from 'seednet'
import { describe, expect, test } from 'vitest'
import election from './scenario.ts'

const SEEDS = Array.from({ length: 15 }, (_, index) => String(index + 1))

interface Failure {
  readonly seed: string
  readonly check: string
  readonly detail: string
}

/** The checks that fail, with their seeds. */
async function failures(params: { readonly majority: string; readonly partitions: boolean }): Promise<Failure[]> {
  const found: Failure[] = []
  for (const seed of SEEDS) {
    const { checks } = await playScenario(election, { seed, params })
    for (const { name, passed, detail } of checks) if (!passed) found.push({ seed, check: name, detail })
  }
  return found
}

describe('a majority of those that were heard of lately', () => {
  test('elects one leader as long as the network holds together', async () => {
    expect(await failures({ majority: 'heard', partitions: false })).toEqual([])
  })

  test('elects two when it falls apart: a sweep finds the seeds, and each shows it again', async () => {
    const found = await failures({ majority: 'heard', partitions: true })
    expect(found.length).toBeGreaterThan(0)
    expect(new Set(found.map(({ check }) => check))).toEqual(new Set(['there are never two leaders at once']))
    const [{ seed, detail } = { seed: '', detail: '' }] = found
    console.log(`two leaders with seed ${seed}: ${detail}`)
    console.log(`again: npx sim examples/leader-election/scenario.ts --param majority=heard --seed ${seed}`)
    const again = await playScenario(election, { seed, params: { majority: 'heard', partitions: true } })
    expect(again.checks.find(({ passed }) => !passed)?.detail).toBe(detail)
  })
})

describe('a majority of all members', () => {
  test.each([false, true])('elects one leader, with partitions: %s', async (partitions) => {
    expect(await failures({ majority: 'members', partitions })).toEqual([])
  })
})
