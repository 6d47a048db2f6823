// Draws one-way delays from the distributions of `LinkOptions.latency`.
import type { Latency } from '../host/link-options.ts'
import type { Random } from '../host/random.ts'
import { pow } from './exact-math.ts'
import { millisToNanos, type Nanos } from './nanos.ts'

/** An hour: a heavy tail must not run past the end of time. */
const MAX_LATENCY_MS = 3_600_000

export function drawLatency(latency: Latency, random: Random): Nanos {
  if (typeof latency === 'number') return millisToNanos(latency)
  switch (latency.kind) {
    case 'uniform':
      return millisToNanos(latency.minMs + (latency.maxMs - latency.minMs) * random.next())
    case 'normal':
      return millisToNanos(Math.max(latency.minMs ?? 0, latency.meanMs + latency.deviationMs * standardNormal(random)))
    case 'pareto': {
      const drawn = latency.scaleMs * pow(1 - random.next(), -1 / latency.shape)
      return millisToNanos(Math.min(drawn, latency.maxMs ?? MAX_LATENCY_MS))
    }
  }
}

/** Irwin-Hall: the sum of twelve uniforms less 6. Plain arithmetic, so the same on every engine; cut at 6 deviations. */
function standardNormal(random: Random): number {
  let sum = -6
  for (let n = 0; n < 12; n++) sum += random.next()
  return sum
}
