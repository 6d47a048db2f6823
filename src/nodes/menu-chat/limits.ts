// Every limit of the menu chat that is not part of its wire format. Each of the first two groups is an option and a flag.

// The server

/** Users and data connections at a time. */
export const DEFAULT_SERVER_MAX_CONNECTIONS = 1000
/** Bytes of a message's text in UTF-8. */
export const DEFAULT_MAX_MESSAGE_BYTES = 65_536
/** A user who was silent for so long is removed; after half of it the server asks for a sign of life. */
export const DEFAULT_IDLE_LIMIT_MS = 30_000
/** A connection says who it is within this time, however busily it trickles bytes. */
export const DEFAULT_REGISTER_LIMIT_MS = 10_000
/** Bytes that may wait for one user who does not read. Those of one message are shared by all for whom it waits. */
export const DEFAULT_MAX_WAITING_BYTES = 4_194_304
/** Who has half of that waiting holds up those who speak, but no longer than this. */
export const DEFAULT_SLOW_LIMIT_MS = 2000
/** Transfers that one user has asked for and not ended, at a time. */
export const DEFAULT_MAX_TRANSFERS = 64
/** How long the owner of a file may take to answer, and both ends to come to the server for a relay. */
export const DEFAULT_ANSWER_LIMIT_MS = 30_000

// The client

/** Bytes of a message that a client takes; the server's own limit is for what it sends. */
export const DEFAULT_CLIENT_MAX_MESSAGE_BYTES = 1_048_576
/** Files that are fetched at a time, and files that are sent at a time. */
export const DEFAULT_MAX_DOWNLOADS = 16
export const DEFAULT_MAX_UPLOADS = 16
/** Connections at the port for files. */
export const DEFAULT_CLIENT_MAX_CONNECTIONS = 64
/** How long connecting may take, to the server or to an owner, its first answer included. */
export const DEFAULT_CONNECT_LIMIT_MS = 10_000
/** How long a transfer may stand still. */
export const DEFAULT_STALL_LIMIT_MS = 30_000
/** At `x` on a pipe, where nobody can wait and see, files that are on their way get so long. */
export const DEFAULT_GRACE_MS = 1000
/** A file that is announced as larger is not fetched. */
export const DEFAULT_MAX_FILE_BYTES = 64 * 2 ** 30

// Both, no options

/** Connections past the limit that are told so at a time; those beyond are closed without a word. */
export const REFUSAL_ROOM = 64
/** Lines that make no sense before their sender is sent away. */
export const MAX_BAD_LINES = 50
/** How long a closing end waits for the other end to close too. */
export const LINGER_MS = 2000
/** How long a program that ends waits for its connections. */
export const QUIT_LIMIT_MS = 3000
/** A client says something to the server this many times in the server's idle limit. */
export const PINGS_PER_IDLE_LIMIT = 3
/** But not more often than this, whatever idle limit the server names. */
export const MIN_PING_MS = 100
/** And not less often than this. */
export const MAX_PING_MS = 60_000
/** A client waits this much longer than the server for what the server gives up after `answerLimitMs`. */
export const ANSWER_PATIENCE_MS = 60_000
/** An owner keeps a file open for a requester that does not come. */
export const UNCLAIMED_LIMIT_MS = 60_000
/** Bytes read from disk and written to a connection at a time. */
export const PIECE_BYTES = 65_536
/** So many limits of standing still may pass while the end of a file is in buffers that nobody here can look into. */
export const STALLS_IN_BUFFERS = 10
