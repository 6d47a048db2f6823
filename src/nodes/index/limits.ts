// Every limit of the index swarm that is not part of its wire format. Each is an option and a flag under the same name.

/** Where the server listens unless told otherwise. */
export const DEFAULT_SERVER_PORT = 5000
/** How long a supplier waits after each block. */
export const DEFAULT_PAUSE_MS = 1000
/** The longest pause that a requester puts up with. */
export const MAX_PAUSE_MS = 60_000
/** Bad attempts from one sender before another is asked. */
export const DEFAULT_MAX_BAD_ATTEMPTS = 3
/** How often one connection is sent the same file, the first time included. */
export const DEFAULT_MAX_SENDS = 100

/** Connections that a server serves at a time. */
export const DEFAULT_SERVER_MAX_CONNECTIONS = 1000
/** Uploads that a peer serves at a time. */
export const DEFAULT_PEER_MAX_CONNECTIONS = 100
/** Connections past the limit that are told so at a time; those beyond are closed without a word. */
export const REFUSAL_ROOM = 64

/** Silence after which the other end counts as gone. */
export const DEFAULT_IDLE_LIMIT_MS = 60_000
/** A peer says something to its server this many times in an idle limit. */
export const PINGS_PER_IDLE_LIMIT = 3
/** But not more often than this, whatever idle limit the server names. */
export const MIN_PING_MS = 100
/** A connection to the server registers within this time, however busily it trickles bytes. */
export const DEFAULT_REGISTER_LIMIT_MS = 10_000
/** How long the holder of an id that another peer wants may take to show that it is gone: on a bad line, two lost packets. */
export const DISPUTE_MS = 5000
export const DEFAULT_CONNECT_LIMIT_MS = 10_000
/** How much later than its own pause a supplier's next block may come. */
export const DEFAULT_STALL_LIMIT_MS = 10_000
/** How long a closing end waits for the other end to close too. */
export const LINGER_MS = 2_000
/** How long a quitting program waits for its connections. */
export const DEFAULT_QUIT_LIMIT_MS = 10_000

/** The first pause before a peer connects to its server again; it doubles up to the second. */
export const RETRY_MIN_MS = 500
export const RETRY_MAX_MS = 30_000
/** How long a download waits for the server's answer, reconnecting included. */
export const DEFAULT_ANSWER_LIMIT_MS = 30_000
/** How often a download goes through all the suppliers there are. */
export const DEFAULT_MAX_ROUNDS = 3
/** The pause before it begins anew with those that failed. */
export const DEFAULT_ROUND_PAUSE_MS = 5_000
