// What a benchmark is and how its cost is taken. Knows nothing of what is measured.

/** One figure. Higher is better when `unit` ends in '/s', lower is better otherwise. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** The figure over the baseline's of the same run: what can be compared between machines. */
  readonly ratio?: { readonly to: string; readonly value: number }
}

export interface BenchOptions {
  /** A small form that shows that it still runs; its figures mean little. */
  readonly isQuick: boolean
}

export interface Bench {
  /** The question, in a line. */
  readonly purpose: string
  run(options: BenchOptions): Promise<readonly Figure[]>
}

const MICROSECONDS = 1e-6

/** Seconds of processor time (this process, all its threads) that the work takes. */
export async function cpuSeconds(work: () => Promise<void> | void): Promise<number> {
  globalThis.gc?.()
  const before = process.cpuUsage()
  await work()
  const used = process.cpuUsage(before)
  return (used.user + used.system) * MICROSECONDS
}

/** The middle one of several runs (of one in the quick form), so that a neighbour's burst does not decide. */
export async function medianCpuSeconds(options: BenchOptions, work: () => Promise<void> | void): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < (options.isQuick ? 1 : 3); run++) times.push(await cpuSeconds(work))
  times.sort((a, b) => a - b)
  return times[times.length >> 1] as number
}
