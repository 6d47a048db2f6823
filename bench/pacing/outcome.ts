// What came of paced transfers: rates, how far blocks were from their times, and how evenly the transfers were served.
import { type PacedPlan, pauseMsOf } from './paced-transfer.ts'

export interface Outcome {
  /** Achieved over wanted, of all transfers together. */
  readonly ratio: number
  /** How far the last block of a transfer was from its time, at worst, in milliseconds. */
  readonly endMs: number
  /** Of a hundred blocks, 99 were no further from their time than this, in milliseconds. */
  readonly jitterMs: number
  /** Jain's index over the rates of the transfers: 1 when all are equal. */
  readonly fairness: number
  /** Processor time of all ends for each second of one transfer, in milliseconds; null where time is virtual. */
  readonly cpuMsPerSecond: number | null
}

/** `arrivals`: the times of the blocks of each transfer. */
export function outcomeOf(
  plan: PacedPlan,
  arrivals: readonly (readonly number[])[],
  cpuSeconds: number | null,
): Outcome {
  const pauseMs = pauseMsOf(plan)
  const rates: number[] = []
  const offsets: number[] = []
  let seconds = 0
  let endMs = 0
  for (const times of arrivals) {
    const [firstMs = 0] = times
    const tookMs = (times.at(-1) ?? 0) - firstMs
    // A block that begins to arrive says that the ones before it are through.
    rates.push(((times.length - 1) * plan.blockBytes * 1000) / tookMs)
    seconds += tookMs / 1000
    endMs = Math.max(endMs, Math.abs(tookMs - (times.length - 1) * pauseMs))
    times.forEach((timeMs, block) => offsets.push(Math.abs(timeMs - firstMs - block * pauseMs)))
  }
  offsets.sort((a, b) => a - b)
  const sum = rates.reduce((total, rate) => total + rate, 0)
  const squares = rates.reduce((total, rate) => total + rate * rate, 0)
  return {
    ratio: sum / rates.length / plan.bytesPerSecond,
    endMs,
    jitterMs: offsets[Math.floor(offsets.length * 0.99)] ?? Number.NaN,
    fairness: (sum * sum) / (rates.length * squares),
    cpuMsPerSecond: cpuSeconds === null ? null : (cpuSeconds * 1000) / seconds,
  }
}
