// How hard chaos hits, in numbers: docs/chaos.md explains them. What is drawn lies between nothing and these.

export type ChaosStrength = 'mild' | 'rough' | 'brutal'

export interface Strength {
  /** The chance that a kind of fault is on at all in a run. */
  readonly kindRatio: number
  /** All faults end by a time drawn between half of the scenario's span and so many spans. */
  readonly maxSpans: number
  /** That time is never later, ms. */
  readonly maxCalmMs: number
  /** Of packets, while it lasts. */
  readonly maxLossRatio: number
  readonly maxDuplicateRatio: number
  readonly maxReorderRatio: number
  readonly maxReorderMs: number
  /** One-way, added to the scenario's own, ms. */
  readonly maxLatencyMs: number
  /** A slow link has at least so much, bit/s. */
  readonly minBandwidthBps: number
  /** Times in which some links are worse than the others; and how long one lasts at most, ms. */
  readonly maxSpells: number
  readonly maxSpellMs: number
  readonly maxPartitions: number
  readonly maxPartitionMs: number
  /** Times at which open streams are reset. */
  readonly maxCuts: number
  /** Crashes of all hosts together, and how long a host is gone at most, ms. */
  readonly maxCrashes: number
  readonly maxDownMs: number
  /** Bytes of streams in which a bit flips that no checksum of the network notices. */
  readonly maxFlips: number
}

export const STRENGTHS: Readonly<Record<ChaosStrength, Strength>> = {
  mild: {
    kindRatio: 0.35,
    maxSpans: 2,
    maxCalmMs: 60_000,
    maxLossRatio: 0.02,
    maxDuplicateRatio: 0.02,
    maxReorderRatio: 0.05,
    maxReorderMs: 20,
    maxLatencyMs: 50,
    minBandwidthBps: 1_000_000,
    maxSpells: 2,
    maxSpellMs: 1000,
    maxPartitions: 1,
    maxPartitionMs: 1000,
    maxCuts: 1,
    maxCrashes: 1,
    maxDownMs: 2000,
    maxFlips: 1,
  },
  rough: {
    kindRatio: 0.5,
    maxSpans: 8,
    maxCalmMs: 120_000,
    maxLossRatio: 0.15,
    maxDuplicateRatio: 0.1,
    maxReorderRatio: 0.2,
    maxReorderMs: 100,
    maxLatencyMs: 400,
    minBandwidthBps: 200_000,
    maxSpells: 5,
    maxSpellMs: 10_000,
    maxPartitions: 4,
    maxPartitionMs: 10_000,
    maxCuts: 4,
    maxCrashes: 3,
    maxDownMs: 10_000,
    maxFlips: 4,
  },
  brutal: {
    kindRatio: 0.7,
    maxSpans: 32,
    maxCalmMs: 300_000,
    maxLossRatio: 0.5,
    maxDuplicateRatio: 0.3,
    maxReorderRatio: 0.5,
    maxReorderMs: 1000,
    maxLatencyMs: 3000,
    minBandwidthBps: 32_000,
    maxSpells: 12,
    maxSpellMs: 60_000,
    maxPartitions: 10,
    maxPartitionMs: 90_000,
    maxCuts: 12,
    maxCrashes: 10,
    maxDownMs: 60_000,
    maxFlips: 20,
  },
}
