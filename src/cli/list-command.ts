// `sim list`: the built-in scenarios, their questions and their parameters.
import Table from 'cli-table3'
import { builtinScenarios } from '../scenarios/catalog.ts'
import { loadScenario } from '../scenarios/load-scenario.ts'
import { describeParam } from '../scenarios/params.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { ListRequest } from './sim-arguments.ts'

const QUESTION_WIDTH = 62

/** The text to print. Throws `ScenarioLoadError`. */
export async function listText({ scenario, json }: ListRequest): Promise<string> {
  const names = scenario === undefined ? Object.keys(builtinScenarios) : [scenario]
  const scenarios = await Promise.all(names.map(loadScenario))
  if (json) return JSON.stringify(scenarios.map(asDocument))
  const [only] = scenarios
  return scenario === undefined || only === undefined ? allScenarios(scenarios) : oneScenario(only)
}

function asDocument({ name, purpose, params, notLive }: Scenario) {
  return { name, purpose, params, ...(notLive !== undefined && { notLive }) }
}

function allScenarios(scenarios: readonly Scenario[]): string {
  const table = new Table({
    head: ['scenario', 'what it asks', 'parameters'],
    style: { head: [], border: [] },
    // Only the question is folded: a name that is cut cannot be typed.
    colWidths: [null, QUESTION_WIDTH],
    wordWrap: true,
  })
  for (const { name, purpose, params } of scenarios) {
    const defaults = Object.entries(params).map(([param, spec]) => `${param}=${spec.default}`)
    table.push([name, purpose, defaults.join('\n')])
  }
  return `${table}\n\`sim list <scenario>\` explains the parameters of one.`
}

function oneScenario({ name, purpose, params, notLive }: Scenario): string {
  const lines = Object.entries(params).map(
    ([param, spec]) => `  --param ${param}=${spec.default}\n      ${spec.help} (${describeParam(spec)})`,
  )
  const live = notLive === undefined ? '' : `\n\nNot on real sockets: ${notLive}`
  return `${name}\n${purpose}\n\n${lines.join('\n') || '  It has no parameters.'}${live}`
}
