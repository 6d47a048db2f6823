// Scenarios are found by name or by path, and what cannot be used is told clearly.
import { describe, expect, test } from 'vitest'
import { builtinScenarios } from '../../src/scenarios/catalog.ts'
import { loadScenario, ScenarioLoadError } from '../../src/scenarios/load-scenario.ts'

describe('a scenario is found', () => {
  test.each(Object.keys(builtinScenarios))('by the name %s, and asks a question', async (name) => {
    const scenario = await loadScenario(name)
    expect(scenario.name).toBe(name)
    expect(scenario.purpose.endsWith('?')).toBe(true)
  })

  test('by a path', async () => {
    expect((await loadScenario('test/cli/scenarios/never-holds.ts')).name).toBe('never-holds')
  })
})

describe('a scenario is not found', () => {
  test.each([
    ['corupted-block', 'there is no scenario "corupted-block"; did you mean corrupted-block?'],
    ['zzz', 'there is no scenario "zzz"; `sim list` shows them all'],
    ['constructor', 'there is no scenario "constructor"; `sim list` shows them all'],
    ['./missing.ts', 'there is no file ./missing.ts'],
    ['missing.js', 'there is no file missing.js'],
    [
      'test/cli/scenarios/no-scenario.ts',
      'test/cli/scenarios/no-scenario.ts has no scenario as its default export: build one with defineScenario()',
    ],
  ])('%s', async (nameOrPath, message) => {
    const error = await loadScenario(nameOrPath).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ScenarioLoadError)
    expect((error as Error).message).toBe(message)
  })
})
