// Five members elect a leader on a network that falls apart and heals, when and how the seed says.
import { boolean, defineScenario, type Fault, type Random, shuffle, text } from 'seednet'
import { neverTwoLeaders, someoneLeadsAtTheEnd } from './checks.ts'
import type { MajorityOf } from './group.ts'
import { member } from './member.ts'

const NAMES = ['anna', 'ben', 'cleo', 'dan', 'eve']
const PARTITIONS = 3
const RUN_MS = 10_000

export default defineScenario({
  name: 'leader-election',
  purpose: 'Is there at most one leader, whatever falls apart?',
  params: {
    majority: text('members', 'of whom a leader needs the majority: all members, or those it heard of lately', [
      'members',
      'heard',
    ]),
    partitions: boolean(true, 'the network falls apart now and then'),
  },
  hosts: ({ params }) =>
    NAMES.map((name) => {
      const others = NAMES.filter((other) => other !== name)
      return { name, start: member(others, params.majority as MajorityOf) }
    }),
  network: () => ({ everywhere: { latency: { kind: 'uniform', minMs: 1, maxMs: 8 }, lossRatio: 0.01 } }),
  faults: ({ params, random }) => (params.partitions ? partitions(random) : []),
  async script(stage) {
    await stage.sleep(RUN_MS)
  },
  checks: () => [neverTwoLeaders(), someoneLeadsAtTheEnd()],
})

/** In each third of the run the network falls into two parts for a while; the last second is quiet. */
function partitions(random: Random): Fault[] {
  const thirdMs = (RUN_MS - 1000) / PARTITIONS
  return Array.from({ length: PARTITIONS }, (_, index): Fault[] => {
    const atMs = index * thirdMs + random.below(1000)
    const forMs = 200 + random.below(1500)
    const names = shuffle(random, [...NAMES])
    const cut = 1 + random.below(NAMES.length - 1)
    const from = names.slice(0, cut)
    const to = names.slice(cut)
    return [
      { kind: 'partition', from, to, atMs },
      { kind: 'heal', atMs: atMs + forMs },
    ]
  }).flat()
}
