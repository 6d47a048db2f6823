// What `peer get` can be told, and the numbers it goes by when it is not.
import type { DownloadOptions } from './download-options.ts'
import type { DocumentLimits } from './limits.ts'

export interface PeerGetOptions extends Partial<DocumentLimits>, Partial<DownloadOptions> {
  readonly trackerHost: string
  readonly trackerPort: number
  readonly file: string
  /** Where others reach this peer; 0 picks a free port. */
  readonly port: number
  /** The folder that the file goes to. Default: the current one. */
  readonly out?: string
  /** Stays and serves when the file is here. */
  readonly seed?: boolean
  /** Gives up after so long without anything new. Default 120,000. */
  readonly patienceMs?: number
  /** Gives up after so long when the tracker does not know the file. Default 5,000. */
  readonly unknownMs?: number
  /** A file larger than this is refused. Default 64 GiB. */
  readonly maxFileBytes?: number
}

export const PATIENCE_MS = 120_000
export const UNKNOWN_MS = 5_000
export const MAX_FETCHED_BYTES = 64 * 2 ** 30
/** A tracker gets so long to hear that a peer leaves. */
export const LEAVE_TIMEOUT_MS = 1_000
/** What is here is made safe every so many ticks. */
export const SAVE_TICKS = 2
/** With fewer sources than this the tracker is asked for more. */
export const FEW_SOURCES = 3
/** A seeder tells the tracker again what it has: a tracker that lost it learns it anew. */
export const REMIND_MS = 60_000
