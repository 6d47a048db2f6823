// Plays a line of the reference with the scenario `tcp-bulk`, as `sim` would.
import { loadScenario } from '../../src/scenarios/load-scenario.ts'
import { openVirtual } from '../../src/scenarios/openers.ts'
import { play } from '../../src/scenarios/runner.ts'
import type { ReferenceRow } from './reference.ts'

/** Milliseconds to the last byte, with the seeds 1 to `seeds`. */
export async function playRow(row: ReferenceRow, seeds: number): Promise<number[]> {
  const scenario = await loadScenario('tcp-bulk')
  const { cc, mbps, delayMs, loss, bytes, queuePackets } = row
  const params = { cc, mbps, delayMs, loss, bytes, queuePackets }
  const times: number[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const { passed, metrics } = await play(scenario, { seed: String(seed), params, openBacking: openVirtual })
    if (!passed) throw new Error(`tcp-bulk with ${JSON.stringify(params)} and seed ${seed} fails its checks`)
    times.push(metrics.completionMs ?? Number.NaN)
  }
  return times
}
