// The machine that figures were seen on: without it they mean nothing.
import { cpus, loadavg, totalmem } from 'node:os'

export interface Machine {
  readonly processor: string
  readonly processors: number
  readonly memoryBytes: number
  readonly node: string
  readonly platform: string
}

export const machine: Machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  processors: cpus().length,
  memoryBytes: totalmem(),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
}

/** Processes that wanted a processor, over the last minute: above the number of processors, others were at work too. */
export function loadOfMinute(): number {
  return loadavg()[0] ?? Number.NaN
}
