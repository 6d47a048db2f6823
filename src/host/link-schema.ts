// The shape of `LinkOptions` as data, with the range of every number.
import { aNumber, type DataCheck, either, fields, isNumber, oneOf, optional, Problems } from './data-check.ts'
import { isObject } from './is-object.ts'
import type { BurstLoss, Latency, LinkOptions } from './link-options.ts'

type Shape<T> = { readonly [K in keyof Required<T>]: DataCheck }

/** A day: longer delays are a mistake in the unit. */
const MAX_DELAY_MS = 86_400_000

export const milliseconds: DataCheck = aNumber('milliseconds', { max: MAX_DELAY_MS })
export const ratio: DataCheck = aNumber('a ratio', { max: 1 })
const size: DataCheck = aNumber('a size', { min: 1, whole: true })

type LatencyOf<K> = Omit<Extract<Latency, { kind: K }>, 'kind'>

const LATENCIES: Readonly<Record<string, DataCheck>> = {
  uniform: fields(
    { kind: oneOf('uniform'), minMs: milliseconds, maxMs: milliseconds } satisfies Shape<LatencyOf<'uniform'>> & {
      kind: DataCheck
    },
    'a uniform latency',
  ),
  normal: fields(
    {
      kind: oneOf('normal'),
      meanMs: milliseconds,
      deviationMs: milliseconds,
      minMs: optional(milliseconds),
    } satisfies Shape<LatencyOf<'normal'>> & { kind: DataCheck },
    'a normal latency',
  ),
  pareto: fields(
    {
      kind: oneOf('pareto'),
      scaleMs: milliseconds,
      shape: aNumber('a shape', { min: 0.01, max: 1000 }),
      maxMs: optional(milliseconds),
    } satisfies Shape<LatencyOf<'pareto'>> & { kind: DataCheck },
    'a pareto latency',
  ),
}

const latency: DataCheck = either(
  'must be milliseconds, or an object whose kind is "uniform", "normal" or "pareto"',
  [isNumber, milliseconds],
  [
    (value) => isObject(value) && Object.hasOwn(LATENCIES, String(value.kind)),
    (value, path, problems) => checkLatency(value as Latency, path, problems),
  ],
)

function checkLatency(value: Latency, path: string, problems: Problems): void {
  if (typeof value === 'number') return
  const before = problems.found.length
  LATENCIES[value.kind]?.(value, path, problems)
  if (problems.found.length > before || value.kind !== 'uniform' || value.minMs <= value.maxMs) return
  problems.found.push(`${path}: minMs must not be above maxMs`)
}

const burstLoss: DataCheck = either(
  'must be null or an object with p, r, h and k',
  [(value) => value === null, () => {}],
  [
    isObject,
    fields({ p: ratio, r: ratio, h: optional(ratio), k: optional(ratio) } satisfies Shape<BurstLoss>, 'a burst loss'),
  ],
)

const shape: Shape<LinkOptions> = {
  latency: optional(latency),
  bandwidthBps: optional(aNumber('bits per second (0: unlimited)', {})),
  queuePackets: optional(size),
  queueBytes: optional(size),
  lossRatio: optional(ratio),
  burstLoss: optional(burstLoss),
  duplicateRatio: optional(ratio),
  reorderRatio: optional(ratio),
  reorderDelayMs: optional(milliseconds),
  corruptRatio: optional(ratio),
}

export const linkOptions: DataCheck = fields(shape, 'link options')

/** Throws `DataError` unless `value` are link options. `path` is where they were found, for the message. */
export function checkLinkOptions(value: unknown, path: string): void {
  const problems = new Problems(null)
  linkOptions(value, path, problems)
  problems.throwIfAny()
}
