// How one direction of a link treats packets. Plain data, understood by the virtual fabric and by the live proxy.

/** One-way delay of a packet, drawn anew for each. A bare number is a fixed delay in milliseconds. */
export type Latency =
  | number
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'normal'; readonly meanMs: number; readonly deviationMs: number; readonly minMs?: number }
  /** Pareto (type I): at least `scaleMs`, heavier tail the smaller `shape` (> 0); cut at `maxMs` when given. */
  | { readonly kind: 'pareto'; readonly scaleMs: number; readonly shape: number; readonly maxMs?: number }

/**
 * Gilbert-Elliott: losses come in bursts. The link is good or bad, and before each packet it may change.
 * The mean loss is (p (1 − h) + r (1 − k)) / (p + r); a bad time lasts 1 / r packets on average.
 */
export interface BurstLoss {
  /** Chance, 0..1, that a good link goes bad. */
  readonly p: number
  /** Chance, 0..1, that a bad link gets good again. */
  readonly r: number
  /** Chance that a packet gets through while the link is bad. Default 0: it is lost. */
  readonly h?: number
  /** Chance that a packet gets through while the link is good. Default 1. */
  readonly k?: number
}

/** What is absent stays as it was (or is off). Ratios are 0..1 and drawn for each packet on its own. */
export interface LinkOptions {
  readonly latency?: Latency
  /** Bits per second, headers counted; 0 or absent: unlimited. */
  readonly bandwidthBps?: number
  /** Drop-tail limit of the packets that wait for the wire; with either limit given the other is unlimited. */
  readonly queuePackets?: number
  readonly queueBytes?: number
  readonly lossRatio?: number
  /** Beside `lossRatio`; null: no bursts. */
  readonly burstLoss?: BurstLoss | null
  readonly duplicateRatio?: number
  /** Packets that are overtaken: they take up to `reorderDelayMs` (default 10) longer. Others never overtake. */
  readonly reorderRatio?: number
  readonly reorderDelayMs?: number
  /** Packets in whose payload one bit is flipped and that the checksum lets through. */
  readonly corruptRatio?: number
}
