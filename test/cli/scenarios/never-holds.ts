// A scenario of a user: a file beside the project, with a check that fails.
import { failed } from '../../../src/check/check.ts'
import { integer, text } from '../../../src/scenarios/params.ts'
import { defineScenario } from '../../../src/scenarios/scenario.ts'

export default defineScenario({
  name: 'never-holds',
  purpose: 'What does a failed check look like?',
  params: { ticks: integer(3, 'ticks', { min: 1, max: 1e9 }), label: text('', 'a text') },
  hosts: () => [
    {
      name: 'clock',
      start: (host) => {
        host.clock.setInterval(() => host.report('tick', {}), 1)
        return { interrupt: () => host.exit(0) }
      },
    },
  ],
  async script(stage, { params: { ticks } }) {
    for (let tick = 0; tick < ticks; tick++) await stage.reports('clock', 'tick')
  },
  checks: () => [{ name: 'never holds', verify: () => failed('as it says') }],
  limitMs: 1e9,
})
