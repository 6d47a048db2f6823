// Does a swarm of ten times as many peers cost ten times as much, and not more? The scenario `chunk-swarm` at two sizes.
import { openVirtual } from '../src/scenarios/openers.ts'
import { loadScenario } from '../src/scenarios/load-scenario.ts'
import { play } from '../src/scenarios/runner.ts'
import { cpuSeconds, repeated, repeats } from './measure.ts'
import type { Row, Suite } from './suite.ts'

const FILE_BYTES = 1024 * 1024

interface SwarmCost {
  readonly cpuMsPerPeer: number
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
  return { cpuMsPerPeer: (seconds * 1000) / peers, eventsPerPeer: events / peers }
}

function rows(peers: number, large: readonly SwarmCost[], small: readonly SwarmCost[]): Row[] {
  const row = (field: keyof SwarmCost, unit: string): Row => ({
    what: `${peers.toLocaleString('en')} peers: ${unit}`,
    unit,
    better: 'less',
    figures: large.map((cost) => cost[field]),
    baseline: { what: 'in the smaller swarm', figures: small.map((cost) => cost[field]) },
  })
  return [row('cpuMsPerPeer', 'CPU-ms/peer'), row('eventsPerPeer', 'events/peer')]
}

export const swarm: Suite = {
  name: 'swarm',
  purpose: 'processor time of a chunk swarm per peer, at 100 and at 1,000 peers, with a file of 1 MiB',
  async run(options) {
    const { isQuick } = options
    const [few, many] = isQuick ? [10, 50] : [100, 1_000]
    const sizeBytes = isQuick ? FILE_BYTES / 16 : FILE_BYTES
    // Once for the compiler: a cold run of the small swarm would flatter the large one.
    await costOf(few, sizeBytes)
    const pairs = await repeated(repeats(options, 3), async () => ({
      small: await costOf(few, sizeBytes),
      large: await costOf(many, sizeBytes),
    }))
    return rows(
      many,
      pairs.map(({ large }) => large),
      pairs.map(({ small }) => small),
    )
  },
}
