// A scenario whose runs fail by their seed: some check fails on every seventh, a program throws on every tenth, and on demand
// one seed never lets go of its thread, another never ends.
import { failed, passed } from '../../../src/check/check.ts'
import type { Host } from '../../../src/host/host.ts'
import { integer } from '../../../src/scenarios/params.ts'
import { defineScenario } from '../../../src/scenarios/scenario.ts'

export default defineScenario({
  name: 'some-fail',
  purpose: 'What does a sweep find?',
  params: {
    stuck: integer(0, 'dice of which seed, in thousandths, spin for ever'),
    endless: integer(0, 'dice of which seed, in thousandths, tick for ever'),
  },
  hosts: ({ params: { stuck, endless }, random }) => {
    const dice = random.below(1000) + 1
    const start = (host: Host) => {
      if (dice % 10 === 0) throw new Error(`dice ${dice}`)
      while (dice === stuck);
      host.clock.setInterval(() => host.report('tick', {}), 1)
      if (dice !== endless) host.clock.setTimeout(() => host.report('done', { dice }), 5)
      return { interrupt: () => host.exit(0) }
    }
    return [{ name: 'alpha', start }]
  },
  async script(stage) {
    await stage.reports('alpha', 'done')
  },
  checks: () => [
    {
      name: 'the dice are not divisible by seven',
      verify(record) {
        const dice = Number(record.reported('done')[0]?.details.dice)
        return dice % 7 === 0 ? failed(`dice ${dice}`) : passed(`dice ${dice}`)
      },
    },
  ],
  limitMs: 1e9,
})
