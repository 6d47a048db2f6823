// The reference's table: one bulk transfer a line. Knows nothing of who plays it.
import { readFileSync } from 'node:fs'

export interface ReferenceRow {
  readonly cc: 'newreno' | 'cubic'
  readonly mbps: number
  readonly delayMs: number
  /** A ratio. */
  readonly loss: number
  readonly bytes: number
  readonly queuePackets: number
  /** How often it was played for the mean. */
  readonly runs: number
  readonly meanMs: number
  readonly medianMs: number
}

const HEADER = 'cc,mbps,delay_ms,loss,bytes,queue_packets,runs,mean_s,median_s,p90_s,sd_s'
const MILLIS = 1000

/** Throws an Error when it is no such table. */
export function readReference(path: string | URL): ReferenceRow[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  if (header !== HEADER) throw new Error(`${path}: the first line must be ${HEADER}`)
  return lines.map((line) => {
    const [cc, ...texts] = line.split(',')
    const [mbps, delayMs, loss, bytes, queuePackets, runs, mean, median] = texts.map(Number)
    const row = { mbps, delayMs, loss, bytes, queuePackets, runs, mean, median }
    if ((cc !== 'newreno' && cc !== 'cubic') || Object.values(row).some((value) => !Number.isFinite(value))) {
      throw new Error(`${path}: cannot read the line ${line}`)
    }
    const { mean: meanSeconds = 0, median: medianSeconds = 0, ...link } = row as Record<keyof typeof row, number>
    return { cc, ...link, meanMs: meanSeconds * MILLIS, medianMs: medianSeconds * MILLIS }
  })
}

/** "cubic 10 Mbit/s 50 ms 1 % 1,000,000 bytes", and the queue where it is not the usual one. */
export function nameOf({ cc, mbps, delayMs, loss, bytes, queuePackets }: ReferenceRow): string {
  const queue = queuePackets === 100 ? '' : ` queue ${queuePackets}`
  return `${cc} ${mbps} Mbit/s ${delayMs} ms ${loss * 100} % ${bytes.toLocaleString('en')} bytes${queue}`
}
