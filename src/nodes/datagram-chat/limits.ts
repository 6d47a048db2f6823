// Every limit and period of the datagram chat that is not part of its wire format. Those named DEFAULT are options and flags.

/** The seed's ports. */
export const DEFAULT_FIRST_PORT = 55_000
export const DEFAULT_PORT_COUNT = 16
/** Connections at a time on each port. */
export const DEFAULT_MAX_CONNECTIONS_PER_PORT = 15
/** Connections past the limit that are told so at a time; those beyond are closed without a word. */
export const REFUSAL_ROOM = 16
export const DEFAULT_FILES_FOLDER = 'files'

/** Bytes of one message in UTF-8. Room for a list of 100,000 packet numbers. */
export const DEFAULT_MAX_MESSAGE_BYTES = 1_048_576
export const MIN_MAX_MESSAGE_BYTES = 1024
/** How long the first message may be without a newline before its sender is taken for a client of the seed's time. */
export const DEFAULT_STYLE_WAIT_MS = 50
/** A list that is sent piece by piece: how long its last number may be the beginning of a longer one. */
export const LIST_GAP_MS = 20
/** Messages in a row that are no command before their sender is sent away. */
export const MAX_UNKNOWN = 50
/** Silence after which a connection is closed. Old clients that only listen say nothing, hence so long. */
export const DEFAULT_IDLE_LIMIT_MS = 3_600_000
/**
 * Silence after which a connection is closed whose other end has said that it gives signs of life: three of our client's. It
 * finds a machine that is gone, and a program that hangs, of which TCP knows nothing.
 */
export const DEFAULT_ALIVE_LIMIT_MS = 90_000
/** Empty messages from whose other end signs of life are expected. */
export const SIGNS_THAT_PROMISE = 2
/** Signs of life that may stay away before the client gives the server up. */
export const MISSED_SIGNS = 3
/** TCP keep-alive: silence after which the system asks whether the other end is still there. */
export const DEFAULT_KEEP_ALIVE_MS = 10_000
/** Bytes that may wait for one client who does not read. */
export const DEFAULT_MAX_WAITING_BYTES = 4_194_304
/** How long a closing end waits for the other end to close too. */
export const LINGER_MS = 2000
/** How long a program that ends waits for its connections. */
export const DEFAULT_QUIT_LIMIT_MS = 3000
/** Files that one list names. */
export const MAX_LISTED_FILES = 1000

/** Downloads of one connection at a time. */
export const DEFAULT_MAX_DOWNLOADS = 4
/** How much of a file is sent before the server waits for the user's word; 0 or 100: it does not wait. */
export const DEFAULT_PAUSE_PERCENT = 50
/** How long a client may take to say where the datagrams shall go, and be silent within a download. */
export const DEFAULT_STALL_LIMIT_MS = 60_000
/** How long a user may take to say 'proceed'. */
export const DEFAULT_ANSWER_LIMIT_MS = 3_600_000
/** A download is stopped when so many packets were sent for each that the file has. */
export const DEFAULT_MAX_SENDS_PER_PACKET = 50
/** And this many more, so that small files survive a bad line. */
export const SENDS_GRACE = 200
/** Packets read from disk at a time, and such blocks held of one download: those used a moment ago, within limits. */
export const BLOCK_PACKETS = 64
export const HELD_BLOCKS = 4
export const HELD_BLOCKS_MS = 250
export const MAX_HELD_BLOCKS = 32
/** Packets sent in one go: about half of what a receive buffer of usual size holds, and a quarter of what ours asks for. */
export const MAX_PLAIN_BURST_PACKETS = 64
export const MAX_BURST_PACKETS = 512
/** Packets sent before anything is known of the path, to a client that reports: the 14 KB with which TCP begins (RFC 6928). */
export const FIRST_FLIGHT_PACKETS = 7
/** Packets under way on the shortest path: half of what the client's buffer holds, counted as the system does. */
export const MIN_FLIGHT_PACKETS = 1024
/** With no more than these under way, no queue holds one that is missing. What was lost at last counts as under way. */
export const TAIL_PACKETS = 128

/** Bytes a second at first, the least and the most. */
export const INITIAL_RATE = 500_000
export const INITIAL_PLAIN_RATE = 2_000_000
export const MIN_RATE = 20_000
export const MAX_RATE = 125_000_000
/** For clients that only send lists: there is too little news to go faster. */
export const MAX_PLAIN_RATE = 8_000_000

/** The client: how often it reports to the server while packets come. */
export const DEFAULT_REPORT_MS = 25
/** Ranges in one report, so that it fits in one packet of the network; in the first wish; numbers in one list to an old server. */
export const MAX_REPORTED_RANGES = 80
export const MAX_WANTED_RANGES = 5000
export const MAX_LISTED_NUMBERS = 1000
/** After the last packet is said to be out, others may still be under way. */
export const STRAGGLER_MS = 6
/** The first wait for a packet, and how much is added each time it was in vain (the seed). */
export const FIRST_TIMEOUT_MS = 100
export const TIMEOUT_STEP_MS = 100
/** Waits in vain in a row before the client gives the download up. */
export const DEFAULT_MAX_TIMEOUTS = 50
/** What the client asks the system for, so that a burst finds room. */
export const RECEIVE_BUFFER_BYTES = 4_194_304
/** Blocks that are only partly here, held in memory. */
export const OPEN_BLOCKS = 64
/** Bytes handed to the disk and not yet written: more packets are let go, and come again. */
export const MAX_UNWRITTEN_BYTES = 33_554_432
/** A file of more packets is not fetched: about 64 GB. */
export const DEFAULT_MAX_PACKETS = 33_554_432
/** How long connecting may take. */
export const DEFAULT_CONNECT_LIMIT_MS = 10_000
/** How long the console waits for the answer to a command before it asks for the next one. */
export const REPLY_WAIT_MS = 5000
/** An empty message so often tells the server that we are there. */
export const DEFAULT_PING_MS = 30_000
