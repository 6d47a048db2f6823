// One-way delays: their bounds, their means over many draws, and where a heavy tail is cut.
import { describe, expect, test } from 'vitest'
import type { Latency } from '../../src/host/link-options.ts'
import type { Random } from '../../src/host/random.ts'
import { drawLatency } from '../../src/net/latency.ts'
import { RandomStreams } from '../../src/net/random-streams.ts'

const DRAWS = 20_000
const MILLI = 1_000_000

function draws(latency: Latency): number[] {
  const random = new RandomStreams('latency').stream('link a→b')
  return Array.from({ length: DRAWS }, () => drawLatency(latency, random))
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
const greatest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))

/** Dice that always show the same. */
function loaded(value: number): Random {
  return { next: () => value, below: (bound) => Math.floor(value * bound) }
}

describe('latency', () => {
  test('a number is that many milliseconds, in whole nanoseconds, and throws no dice', () => {
    const noDice: Random = {
      next: () => expect.unreachable('a fixed delay needs no dice'),
      below: () => expect.unreachable('a fixed delay needs no dice'),
    }
    expect(drawLatency(1.5, noDice)).toBe(1_500_000)
    expect(drawLatency(0.000_000_6, noDice)).toBe(1)
    expect(drawLatency(0, noDice)).toBe(0)
  })

  test('uniform: within its bounds, its mean half-way between them', () => {
    const values = draws({ kind: 'uniform', minMs: 10, maxMs: 30 })
    expect(least(values)).toBeGreaterThanOrEqual(10 * MILLI)
    expect(greatest(values)).toBeLessThan(30 * MILLI)
    expect(Math.abs(mean(values) / MILLI - 20)).toBeLessThan(0.15)
    expect(values.every(Number.isInteger)).toBe(true)
  })

  test('normal: mean and deviation as asked for, 68 % within one deviation', () => {
    const values = draws({ kind: 'normal', meanMs: 50, deviationMs: 5 }).map((nanos) => nanos / MILLI)
    expect(Math.abs(mean(values) - 50)).toBeLessThan(0.15)
    const deviation = Math.sqrt(mean(values.map((value) => (value - 50) ** 2)))
    expect(Math.abs(deviation - 5)).toBeLessThan(0.1)
    const within = values.filter((value) => Math.abs(value - 50) < 5).length / DRAWS
    expect(Math.abs(within - 0.683)).toBeLessThan(0.01)
  })

  test('normal: never below its least, which is 0 when none is given', () => {
    const cut = draws({ kind: 'normal', meanMs: 10, deviationMs: 5, minMs: 8 })
    expect(least(cut)).toBe(8 * MILLI)
    expect(least(draws({ kind: 'normal', meanMs: 1, deviationMs: 5 }))).toBe(0)
  })

  test('normal: dice that all show 0 are six deviations below the mean, and no more', () => {
    expect(drawLatency({ kind: 'normal', meanMs: 100, deviationMs: 5 }, loaded(0))).toBe(70 * MILLI)
  })

  test('Pareto: never below its scale; mean and median are those of the distribution', () => {
    const values = draws({ kind: 'pareto', scaleMs: 10, shape: 3 }).map((nanos) => nanos / MILLI)
    expect(least(values)).toBeGreaterThanOrEqual(10)
    // shape × scale / (shape − 1), and scale × 2^(1 / shape).
    expect(Math.abs(mean(values) - 15)).toBeLessThan(0.3)
    const median = [...values].sort((a, b) => a - b)[DRAWS / 2] as number
    expect(Math.abs(median - 12.599)).toBeLessThan(0.1)
  })

  test('Pareto: the tail is cut where asked, and at an hour when nobody asks', () => {
    const values = draws({ kind: 'pareto', scaleMs: 10, shape: 1.2, maxMs: 100 })
    expect(greatest(values)).toBe(100 * MILLI)
    // (scale / max) ^ shape of the draws lie in the tail.
    const share = values.filter((value) => value === 100 * MILLI).length / DRAWS
    expect(Math.abs(share - 0.0631)).toBeLessThan(0.008)
    expect(drawLatency({ kind: 'pareto', scaleMs: 1, shape: 0.1 }, loaded(1 - 2 ** -32))).toBe(3_600_000 * MILLI)
  })

  test('one drawn value of each kind, to the nanosecond: the same on every engine', () => {
    const first = (latency: Latency) => draws(latency)[0]
    expect([
      first({ kind: 'uniform', minMs: 10, maxMs: 30 }),
      first({ kind: 'normal', meanMs: 50, deviationMs: 5 }),
      first({ kind: 'pareto', scaleMs: 10, shape: 1.5 }),
    ]).toEqual([24_167_552, 56_807_198, 22_739_771])
  })
})
