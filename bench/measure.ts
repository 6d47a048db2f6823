// How a cost is taken. Knows nothing of what is measured.
import type { BenchOptions } from './suite.ts'

const MICROSECONDS = 1e-6

/** Seconds of processor time (this process, all its threads) that the work takes. */
export async function cpuSeconds(work: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const used = process.cpuUsage(before)
  return (used.user + used.system) * MICROSECONDS
}

/** How often a workload runs: in the quick form too a single burst of a neighbour must not decide. */
export function repeats({ isQuick }: BenchOptions, full = 5): number {
  return isQuick ? 3 : full
}

/** Plays it `times` times, one after the other; the figure of each. */
export async function repeated<T>(times: number, play: () => Promise<T> | T): Promise<T[]> {
  const figures: T[] = []
  for (let time = 0; time < times; time++) figures.push(await play())
  return figures
}

export interface SideBySide {
  readonly subject: number[]
  readonly baseline: number[]
}

/**
 * Plays the two in turns, so that what else the machine does falls on both, and each first every other time, so that
 * neither always finds the caches of the other.
 */
export async function sideBySide(
  times: number,
  subject: () => Promise<number> | number,
  baseline: () => Promise<number> | number,
): Promise<SideBySide> {
  const seen: SideBySide = { subject: [], baseline: [] }
  for (let time = 0; time < times; time++) {
    if (time % 2 === 0) {
      seen.baseline.push(await baseline())
      seen.subject.push(await subject())
    } else {
      seen.subject.push(await subject())
      seen.baseline.push(await baseline())
    }
  }
  return seen
}
