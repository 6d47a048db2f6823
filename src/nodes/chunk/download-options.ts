// The numbers a fetch goes by.
import type { FramePool } from './frame-pool.ts'
import type { HashLists } from './hash-list.ts'

export interface DownloadOptions {
  /** Neighbours in the binary form, those that came to us included. */
  readonly maxNeighbours: number
  /** Peers we go to ourselves. */
  readonly maxOutgoing: number
  /** Peers asked of the tracker at a time. */
  readonly peersAsked: number
  /** Requests in flight to one neighbour. */
  readonly requestsInFlight: number
  /** A source that owes us something and sends nothing for so long is left. */
  readonly stallMs: number
  /** One request may take so long, even when bytes trickle in. */
  readonly requestMs: number
  /** A request this old may be given to a second source when that has nothing else to do. */
  readonly askAgainMs: number
  /** Chunks that became ours are told to neighbours in batches this far apart. */
  readonly haveDelayMs: number
  /** Times between two announcements to the tracker. */
  readonly announceMs: number
  /** Time between two questions to the tracker: the first, doubled for each vain one up to the second. */
  readonly locateMinMs: number
  readonly locateMaxMs: number
  /** A peer without room is tried again after this time. */
  readonly busyRetryMs: number
  /** A source that misbehaved is left alone for so long. */
  readonly banMs: number
  /** Without anybody who has the hash list for so long, old peers are used unchecked; the whole is checked at the end. */
  readonly hashPatienceMs: number
  /** A connection that carries nothing is kept for so long, and kept alive at a third of that. */
  readonly idleMs: number
  /** Memory to use in turns with other peers of the process. Default: its own. */
  readonly frames?: FramePool
  /** Lists of hashes to hold together with other peers of the process. Default: each its own. */
  readonly hashLists?: HashLists
}

export const DOWNLOAD: DownloadOptions = {
  maxNeighbours: 8,
  maxOutgoing: 4,
  peersAsked: 12,
  requestsInFlight: 4,
  stallMs: 8_000,
  requestMs: 60_000,
  askAgainMs: 2_000,
  haveDelayMs: 50,
  announceMs: 10_000,
  locateMinMs: 1_000,
  locateMaxMs: 15_000,
  busyRetryMs: 2_000,
  banMs: 60_000,
  hashPatienceMs: 5_000,
  idleMs: 60_000,
}

/** How often a fetch looks after its sources. */
export const TICK_MS = 1_000
