// Plays `chunk-swarm` in a process of its own, so that its memory is its own too. Arguments: peers, bytes of the file, times.
// Prints a line of JSON for each time: what a chunk that was delivered cost.
import { CHUNK_BYTES } from '../../src/wire/chunk-arithmetic.ts'
import { settleProcess } from '../../src/explore/process-settings.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { loadScenario } from '../../src/scenarios/load-scenario.ts'
import { play } from '../../src/scenarios/runner.ts'
import { cpuSeconds } from '../measure.ts'

/** So that the compiler is done: a cold run of a small swarm would flatter a large one. */
const WARM_UP_PEERS = 50

const [peers = 0, sizeBytes = 0, times = 0] = process.argv.slice(2).map(Number)
settleProcess('one')
const scenario = await loadScenario('chunk-swarm')

export interface ChunkCost {
  readonly cpuMicroseconds: number
  readonly events: number
}

async function playOnce(count: number): Promise<ChunkCost> {
  let events = 0
  const seconds = await cpuSeconds(async () => {
    const params = { peers: count, size: sizeBytes }
    const result = await play(scenario, { seed: 'swarm', params, openBacking: openVirtual })
    if (!result.passed) throw new Error(`chunk-swarm with ${count} peers fails: ${JSON.stringify(result.checks)}`)
    events = result.events
  })
  const chunks = count * Math.ceil(sizeBytes / CHUNK_BYTES)
  return { cpuMicroseconds: (seconds * 1e6) / chunks, events: events / chunks }
}

await playOnce(WARM_UP_PEERS)
for (let time = 0; time < times; time++) console.log(JSON.stringify(await playOnce(peers)))
