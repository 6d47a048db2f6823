// Loaded into each measured process before its program: tells the bench what the process has used, when asked and at its
// end. The program does not notice.
import { readFileSync, writeFileSync } from 'node:fs'

export interface Usage {
  /** Processor time of all threads so far. */
  readonly cpuSeconds: number
  /** The most memory it ever had. */
  readonly peakBytes: number
}

const KIB = 1024
const MICROSECONDS = 1e-6

function usage(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return { cpuSeconds: (userCPUTime + systemCPUTime) * MICROSECONDS, peakBytes: ownPeakBytes() ?? maxRSS * KIB }
}

/** Linux counts the memory of whoever started a process into its `maxRSS`; the number of the process itself is here. */
function ownPeakBytes(): number | null {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))
    return found === null ? null : Number(found[1]) * KIB
  } catch {
    return null
  }
}

const usageFile = process.env.SEEDNET_BENCH_USAGE
if (usageFile !== undefined) process.on('exit', () => writeFileSync(usageFile, JSON.stringify(usage())))
process.on('message', (message) => {
  if (message === 'usage') process.send?.(usage())
})
// The line to the bench must not keep a program alive that is done.
process.channel?.unref()
