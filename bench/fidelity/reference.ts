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
  readonly meanMs: number
  readonly medianMs: number
  /** Standard deviation of one run. */
  readonly deviationMs: number
}

const HEADER = 'cc,mbps,delay_ms,loss,bytes,queue_packets,runs,mean_s,median_s,p90_s,sd_s'
const NUMBERS = 10
type Numbers = [number, number, number, number, number, number, number, number, number, number]
const MILLIS = 1000

/** Throws an Error when it is no such table. */
export function readReference(path: string | URL): ReferenceRow[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  if (header !== HEADER) throw new Error(`${path}: the first line must be ${HEADER}`)
  return lines.map((line) => {
    const [cc, ...texts] = line.split(',')
    const numbers = texts.map(Number)
    if ((cc !== 'newreno' && cc !== 'cubic') || numbers.length !== NUMBERS || !numbers.every(Number.isFinite)) {
      throw new Error(`${path}: cannot read the line ${line}`)
    }
    const [mbps, delayMs, loss, bytes, queuePackets, , ...seconds] = numbers as Numbers
    const [meanMs, medianMs, , deviationMs] = seconds.map((time) => time * MILLIS) as [number, number, number, number]
    return { cc, mbps, delayMs, loss, bytes, queuePackets, meanMs, medianMs, deviationMs }
  })
}

/** "cubic 10 Mbit/s 50 ms 1 % 1,000,000 bytes", and the queue where it is not the usual one. */
export function nameOf({ cc, mbps, delayMs, loss, bytes, queuePackets }: ReferenceRow): string {
  const queue = queuePackets === 100 ? '' : ` queue ${queuePackets}`
  return `${cc} ${mbps} Mbit/s ${delayMs} ms ${loss * 100} % ${bytes.toLocaleString('en')} bytes${queue}`
}
