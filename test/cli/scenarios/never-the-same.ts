// A scenario that breaks the rules: its host draws from Math.random, and the guard is off, so no two runs are the same.
import { defineScenario } from '../../../src/scenarios/scenario.ts'

export default defineScenario({
  name: 'never-the-same',
  purpose: 'Does --check notice what does not come from the seed?',
  params: {},
  hosts: () => [
    {
      name: 'gambler',
      start: (host) => {
        host.report('sits down', {})
        host.clock.setTimeout(() => host.report('throws', { dice: Math.random() }), 10)
        return { interrupt: () => host.exit(0) }
      },
    },
  ],
  async script(stage) {
    await stage.reports('gambler', 'throws')
  },
  checks: () => [],
  unguarded: 'it is to have what no seed decides',
  notLive: 'it is about the seed',
})
