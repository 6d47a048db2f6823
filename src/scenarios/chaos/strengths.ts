// How hard chaos hits, in numbers: docs/chaos.md explains them. What is drawn lies between nothing and these.

export type ChaosStrength = 'mild' | 'rough' | 'brutal'

export interface Strength {
  /** The chance that a kind of fault is on at all in a run. */
  readonly kindRatio: number
  /** The same of a rare kind. */
  readonly rareKindRatio: number
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
  /** Of packets, lost in runs of so many on average at most. */
  readonly maxBurstLossRatio: number
  readonly maxBurstPackets: number
  /** Swizzles: how far the hosts are apart that lose touch and get it back, ms. */
  readonly maxSwizzleMs: number
  /** Rules about what is inside of streams and datagrams. */
  readonly maxRules: number
  /** Times at which several machines lose power at once. */
  readonly maxOutages: number
  /** What an event takes of a slow processor, ms. */
  readonly maxEventMs: number
  /** How far the date jumps, ms, and how fast clocks drift, millionths. */
  readonly maxStepMs: number
  readonly maxDriftPpm: number
  /** How long a look-up takes at most, ms. */
  readonly maxLookupMs: number
  /** How long an operation of a slow disk takes at most, ms, and at which rate it reads and writes at least. */
  readonly maxDiskMs: number
  readonly minDiskBytesPerSecond: number
  /** Operations of a disk that fail. */
  readonly maxDiskErrorRatio: number
  /** Bits that flip where they lie. */
  readonly maxRottenBits: number
  /** Of the places where nodes are cruel to themselves. */
  readonly buggifyRatio: number
}

export const STRENGTHS: Readonly<Record<ChaosStrength, Strength>> = {
  mild: {
    kindRatio: 0.35,
    rareKindRatio: 0.1,
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
    maxBurstLossRatio: 0.02,
    maxBurstPackets: 4,
    maxSwizzleMs: 50,
    maxRules: 2,
    maxOutages: 1,
    maxEventMs: 0.2,
    maxStepMs: 1000,
    maxDriftPpm: 100,
    maxLookupMs: 100,
    maxDiskMs: 10,
    minDiskBytesPerSecond: 10_000_000,
    maxDiskErrorRatio: 0.01,
    maxRottenBits: 1,
    buggifyRatio: 0.25,
  },
  rough: {
    kindRatio: 0.5,
    rareKindRatio: 0.2,
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
    maxBurstLossRatio: 0.15,
    maxBurstPackets: 20,
    maxSwizzleMs: 1000,
    maxRules: 6,
    maxOutages: 2,
    maxEventMs: 2,
    maxStepMs: 3_600_000,
    maxDriftPpm: 1000,
    maxLookupMs: 2000,
    maxDiskMs: 100,
    minDiskBytesPerSecond: 200_000,
    maxDiskErrorRatio: 0.2,
    maxRottenBits: 4,
    buggifyRatio: 0.25,
  },
  brutal: {
    kindRatio: 0.7,
    rareKindRatio: 0.4,
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
    maxBurstLossRatio: 0.4,
    maxBurstPackets: 100,
    maxSwizzleMs: 5000,
    maxRules: 20,
    maxOutages: 5,
    maxEventMs: 20,
    maxStepMs: 31_536_000_000,
    maxDriftPpm: 100_000,
    maxLookupMs: 10_000,
    maxDiskMs: 1000,
    minDiskBytesPerSecond: 20_000,
    maxDiskErrorRatio: 0.8,
    maxRottenBits: 20,
    buggifyRatio: 0.5,
  },
}
