// Numbers of the TCP model, each with its source. Times are nanoseconds.
import { NANOS_PER_MILLI } from '../nanos.ts'

/** 1500 of Ethernet less IP 20, TCP 20 and 12 of timestamps. */
export const MSS_BYTES = 1448
/** On the way from a host to itself (MTU 65,536). */
export const LOOPBACK_MSS_BYTES = 65_483

/** RFC 6928. */
export const INITIAL_WINDOW_SEGMENTS = 10
/**
 * The send buffer is tuned as Linux does it (tcp_sndbuf_expand): room for two congestion windows, never less than before,
 * and at most so much (tcp_wmem). What a connection has written ahead is memory that other hosts of the world lack.
 */
export const MIN_SEND_BUFFER_BYTES = 512 * 1024
export const MAX_SEND_BUFFER_BYTES = 4 * 1024 * 1024
export const SEND_BUFFER_WINDOWS = 2
/** Linux's default is autotuned; this is its upper end (tcp_rmem). */
export const RECEIVE_BUFFER_BYTES = 6 * 1024 * 1024
/**
 * A writer that waits goes on when so much of the send buffer is free: little enough that on a slow path it does not look
 * stalled for half a minute.
 */
export const WRITABLE_BYTES = 128 * 1024
/** With less a writer would wait for room that never comes. */
export const LEAST_SEND_BUFFER_BYTES = 2 * WRITABLE_BYTES

/** RFC 6298 section 2.1 with Linux's lower bound. */
export const INITIAL_RTO = 1000 * NANOS_PER_MILLI
export const MIN_RTO = 200 * NANOS_PER_MILLI
export const MAX_RTO = 120_000 * NANOS_PER_MILLI
/** RFC 6298 section 2: the clock's granularity, 1 ms. */
export const CLOCK_GRANULARITY = NANOS_PER_MILLI

/** RFC 7323 section 5.4: timestamps tick once a millisecond; a round trip within a tick counts as this much. */
export const TIMESTAMP_TICK = NANOS_PER_MILLI
export const LEAST_ROUND_TRIP = 1000

/** RFC 1122 section 4.2.3.2 allows 500 ms; Linux starts at 40. An ACK is owed for every second segment at the latest. */
export const DELAYED_ACK = 40 * NANOS_PER_MILLI
export const ACK_EVERY_SEGMENTS = 2

/** RFC 5681 section 3.2. */
export const DUPLICATE_ACK_THRESHOLD = 3
/** RFC 2018: with timestamps, three blocks fit into the options. */
export const SACK_BLOCKS = 3

/** Linux tcp_syn_retries, tcp_synack_retries, tcp_retries2. */
export const SYN_RETRIES = 6
export const SYN_ACK_RETRIES = 5
export const DATA_RETRIES = 15
/** Linux gives an orphaned connection (closed by its program) fewer: tcp_orphan_retries. */
export const ORPHAN_RETRIES = 8

/** libuv sets TCP_KEEPINTVL and TCP_KEEPCNT so. */
export const KEEP_ALIVE_INTERVAL = 1000 * NANOS_PER_MILLI
export const KEEP_ALIVE_PROBES = 10
/** Linux tcp_fin_timeout: how long an orphan waits for the other end's FIN. */
export const FIN_WAIT_2_TIMEOUT = 60_000 * NANOS_PER_MILLI
