// Draws one-way delays from a link's latency.
import type { Latency } from '../../host/link-options.ts'

/** A uniform draw from [0, 1). */
export type Dice = () => number

/** Milliseconds, never negative. */
export function drawLatencyMs(latency: Latency, dice: Dice): number {
  if (typeof latency === 'number') return Math.max(0, latency)
  switch (latency.kind) {
    case 'uniform':
      return Math.max(0, latency.minMs + dice() * (latency.maxMs - latency.minMs))
    case 'normal':
      return Math.max(latency.minMs ?? 0, 0, latency.meanMs + latency.deviationMs * drawNormal(dice))
    case 'pareto':
      // Inverse of the distribution function; 1 − draw is in (0, 1], so there is no division by zero.
      return Math.min(latency.maxMs ?? Number.POSITIVE_INFINITY, latency.scaleMs / (1 - dice()) ** (1 / latency.shape))
  }
}

/** Box-Muller: mean 0, deviation 1. */
function drawNormal(dice: Dice): number {
  return Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice())
}
