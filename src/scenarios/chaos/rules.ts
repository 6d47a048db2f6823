// What chaos may not do to a scenario, and why: data that the scenario's module gives.

/** The kinds of faults that chaos draws. Each has dice of its own: a new kind leaves the others as they are. */
export type ChaosKind =
  | 'loss'
  | 'duplication'
  | 'reordering'
  | 'latency'
  | 'bandwidth'
  | 'partition'
  | 'cut-connections'
  | 'crash'
  | 'corrupt-stream'
  | 'burst-loss'
  | 'swizzle'
  | 'rule'
  | 'power-loss'
  | 'pause'
  | 'slow-cpu'
  | 'clock'
  | 'dns'
  | 'disk-full'
  | 'disk-slow'
  | 'disk-errors'
  | 'bit-rot'
  | 'buggify'

/** Hosts that some kinds of faults pass over. */
export interface Spared {
  readonly kinds: readonly ChaosKind[]
  /** Left out: all of them. For faults of links: those between two of these hosts, and to and from them. */
  readonly hosts?: readonly string[]
  readonly reason: string
}

/** A check that cannot hold when more goes wrong than the story tells. */
export interface Waived {
  /** The check's name. */
  readonly check: string
  readonly reason: string
}

export interface ChaosRules {
  /** About how long the story takes when nothing goes wrong, ms: chaos spreads its faults by it. Default 10,000. */
  readonly spanMs?: number
  readonly spares?: readonly Spared[]
  readonly waives?: readonly Waived[]
  /**
   * Files in which bits may flip at rest ('*' is any run of characters): those of which somebody notices. Default: none,
   * because nobody reads a file again that is complete, and the only copy of something is lost when it rots.
   */
  readonly mayRot?: readonly string[]
}

export const DEFAULT_SPAN_MS = 10_000
