// The limits and periods of the chunk swarm in one place. Every program takes others as options.

/** What a server of JSON documents grants its clients. */
export interface DocumentLimits {
  /** Bytes of one request. */
  readonly maxMessageBytes: number
  /** A connection that is silent for so long is closed. */
  readonly idleMs: number
  /** The whole request must have come within this time: a byte now and then does not count as progress. */
  readonly documentMs: number
  /** Connections open at a time; one more is told so and closed. */
  readonly maxConnections: number
}

export const TRACKER_LIMITS: DocumentLimits = {
  maxMessageBytes: 1_048_576,
  idleMs: 10_000,
  documentMs: 30_000,
  maxConnections: 1_024,
}

export const PEER_LIMITS: DocumentLimits = {
  maxMessageBytes: 16_384,
  idleMs: 60_000,
  documentMs: 30_000,
  maxConnections: 256,
}

/** How long a closed connection may take to go away, and what it still sends is thrown away meanwhile. */
export const LINGER_MS = 2_000

/** Bytes a client reads of a tracker's reply: plain lists of a large swarm are long. */
export const MAX_TRACKER_REPLY_BYTES = 64 * 1_048_576

/** Bytes a client reads of a peer's reply: a chunk of control characters takes six times its size in JSON. */
export const MAX_CHUNK_REPLY_BYTES = 65_536

/** Chunk numbers in one plain reply; entries beyond are left out, and `"truncated":1` says so. */
export const MAX_REPLY_NUMBERS = 2_000_000

/** How long a client waits for a reply. */
export const REPLY_TIMEOUT_MS = 10_000
