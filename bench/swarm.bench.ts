// Does a swarm of ten times as many peers cost ten times as much, and not more? The scenario `chunk-swarm` at two sizes.
import { openVirtual } from '../src/scenarios/openers.ts'
import { loadScenario } from '../src/scenarios/load-scenario.ts'
import { play } from '../src/scenarios/runner.ts'
import { type Bench, cpuSeconds, type Figure } from './measure.ts'

const FILE_BYTES = 1024 * 1024

interface SwarmCost {
  readonly secondsPerPeer: number
  readonly eventsPerPeer: number
}

async function costOf(peers: number, sizeBytes: number): Promise<SwarmCost> {
  const scenario = await loadScenario('chunk-swarm')
  let events = 0
  const seconds = await cpuSeconds(async () => {
    const params = { peers, size: sizeBytes }
    const result = await play(scenario, { seed: 'swarm', params, openBacking: openVirtual })
    if (!result.passed)
      throw new Error(`chunk-swarm with ${peers} peers fails its checks: ${JSON.stringify(result.checks)}`)
    events = result.events
  })
  return { secondsPerPeer: seconds / peers, eventsPerPeer: events / peers }
}

function figures(peers: number, cost: SwarmCost, small?: SwarmCost): Figure[] {
  const ratio = (field: keyof SwarmCost) =>
    small === undefined ? {} : { ratio: { to: 'the smaller swarm', value: cost[field] / small[field] } }
  const what = `${peers.toLocaleString('en')} peers`
  return [
    { what, value: cost.secondsPerPeer * 1000, unit: 'CPU-ms/peer', ...ratio('secondsPerPeer') },
    { what, value: cost.eventsPerPeer, unit: 'events/peer', ...ratio('eventsPerPeer') },
  ]
}

export const swarm: Bench = {
  purpose: 'processor time of a chunk swarm per peer, at 100 and at 1,000 peers, with a file of 1 MiB',
  async run({ isQuick }) {
    const [few, many] = isQuick ? [10, 50] : [100, 1_000]
    const sizeBytes = isQuick ? FILE_BYTES / 16 : FILE_BYTES
    // Once for the compiler: a cold run of the small swarm would flatter the large one.
    await costOf(few, sizeBytes)
    const small = await costOf(few, sizeBytes)
    const large = await costOf(many, sizeBytes)
    return [...figures(few, small), ...figures(many, large, small)]
  },
}
