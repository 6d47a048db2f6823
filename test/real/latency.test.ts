// Draws of one-way delays, with dice that are known.
import { describe, expect, test } from 'vitest'
import { drawLatencyMs } from '../../src/real/impairment-proxy/latency.ts'

const always = (draw: number) => () => draw

describe('a latency', () => {
  test('that is a number is that number, and never negative', () => {
    expect([drawLatencyMs(20, always(0.9)), drawLatencyMs(-5, always(0.9))]).toEqual([20, 0])
  })

  test('uniform lies between its ends', () => {
    const latency = { kind: 'uniform', minMs: 10, maxMs: 30 } as const
    expect([0, 0.25, 0.5].map((draw) => drawLatencyMs(latency, always(draw)))).toEqual([10, 15, 20])
  })

  test('normal is its mean and a deviation from it, cut at the minimum', () => {
    // Dice 0.5 and 0.5: sqrt(-2 ln 0.5) * cos(pi) = -1.17741.
    const latency = { kind: 'normal', meanMs: 100, deviationMs: 10 } as const
    expect(drawLatencyMs(latency, always(0.5))).toBeCloseTo(88.2259, 4)
    expect(drawLatencyMs({ ...latency, minMs: 95 }, always(0.5))).toBe(95)
    expect(drawLatencyMs({ ...latency, meanMs: 5 }, always(0.5))).toBe(0)
  })

  test('pareto starts at its scale and is cut at its maximum', () => {
    const latency = { kind: 'pareto', scaleMs: 10, shape: 2 } as const
    expect([0, 0.75].map((draw) => drawLatencyMs(latency, always(draw)))).toEqual([10, 20])
    expect(drawLatencyMs({ ...latency, maxMs: 15 }, always(0.75))).toBe(15)
  })
})
