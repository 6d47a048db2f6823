// W5: a swarm of a hundred times as many peers, in a process of its own. Does a chunk cost as much there, and is there room?
import { repeats } from '../measure.ts'
import type { ChunkCost } from './swarm-program.ts'
import { MeasuredProcess } from '../live/measured-process.ts'
import { withFolder } from '../live/workspace.ts'
import { spreadOf, type BenchOptions, type Row } from '../suite.ts'

const GIB = 1024 ** 3
const KIB = 1024
/** A swarm of a hundred is over in seconds, so it is played this often for each large one. */
const SMALL_TIMES = 3

interface SwarmCost extends ChunkCost {
  readonly peakBytes: number
}

export async function swarmRows(options: BenchOptions): Promise<Row[]> {
  const { isQuick } = options
  const [few, many] = isQuick ? [10, 60] : [100, 10_000]
  const sizeBytes = isQuick ? 64 * KIB : KIB * KIB
  const large: SwarmCost[] = []
  const small: SwarmCost[] = []
  for (let time = 0; time < (isQuick ? repeats(options) : 1); time++) {
    small.push(await costOf(few, sizeBytes, SMALL_TIMES))
    large.push(await costOf(many, sizeBytes, 1))
  }
  const what = `W5 swarm: ${many.toLocaleString('en')} peers`
  const row = (field: keyof ChunkCost, unit: string): Row => ({
    what: `${what}, ${unit}`,
    unit,
    better: 'less',
    figures: large.map((cost) => cost[field]),
    baseline: { what: `${few} peers`, figures: small.map((cost) => cost[field]), goal: 1 / 1.5 },
  })
  const gibibytes = large.map(({ peakBytes }) => peakBytes / GIB)
  return [
    row('cpuMicroseconds', 'CPU-µs/chunk'),
    row('events', 'events/chunk'),
    { what: `${what}, memory at its peak`, unit: 'GiB', better: 'less', figures: gibibytes, goal: 4 },
  ]
}

async function costOf(peers: number, sizeBytes: number, times: number): Promise<SwarmCost> {
  return withFolder(async (folder) => {
    const child = new MeasuredProcess('bench/engine/swarm-program.js', [peers, sizeBytes, times], folder)
    const { peakBytes } = await child.ended()
    const costs = child.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ChunkCost)
    return {
      cpuMicroseconds: spreadOf(costs.map((cost) => cost.cpuMicroseconds)).median,
      events: spreadOf(costs.map((cost) => cost.events)).median,
      peakBytes,
    }
  })
}
