// Monotonic time: `performance`, `process.hrtime` and `process.uptime`.
import type { Ambience } from './ambience.ts'
import { ownerOf } from './builtins.ts'
import { type Instead, type Patch, patchFunction, patchGetter } from './patch.ts'

const NANOS_PER_SECOND = 1_000_000_000n
const NANOS_PER_MS = 1e6

export function monotonicTimes(): Patch[] {
  const { hrtime } = process
  return [
    ...method('now', ({ parts }) => parts.monotonicMs()),
    ...method('mark', mark),
    ...method('measure', measure),
    ...patchGetter(ownerOf(performance, 'timeOrigin'), 'timeOrigin', ({ parts }) => parts.originMs),
    ...patchFunction(hrtime, 'bigint', nanos),
    ...patchFunction(process, 'hrtime', secondsAndNanos),
    ...patchFunction(process, 'uptime', ({ parts }) => (parts.monotonicMs() - parts.startedMs) / 1000),
  ]
}

function method(name: string, instead: Instead): Patch[] {
  return patchFunction(ownerOf(performance, name), name, instead)
}

function nanos({ parts }: Ambience): bigint {
  return BigInt(Math.round(parts.monotonicMs() * NANOS_PER_MS))
}

const secondsAndNanos: Instead = (ambience, { original, args: [since] }) => {
  if (since === undefined) return split(nanos(ambience))
  original(since)
  const [seconds, rest] = since as [number, number]
  return split(nanos(ambience) - (BigInt(seconds) * NANOS_PER_SECOND + BigInt(rest)))
}

function split(time: bigint): [number, number] {
  return [Number(time / NANOS_PER_SECOND), Number(time % NANOS_PER_SECOND)]
}

const mark: Instead = ({ parts }, { original, self, args: [name, options] }) =>
  original.call(self, name, { startTime: parts.monotonicMs(), ...(options as object | undefined) })

/** Node takes its own time for the end that is left out. */
const measure: Instead = ({ parts }, { original, self, args: [name, from, to] }) => {
  const end = parts.monotonicMs()
  if (typeof from === 'object' && from !== null) {
    const isOpen = !('end' in from) && !('duration' in from)
    return original.call(self, name, isOpen ? { ...from, end } : from)
  }
  const start = from === undefined ? {} : { start: from }
  return original.call(self, name, { ...start, end: to ?? end })
}
