// A fault that looks into what is sent: which bytes it waits for, and what it does when it has found them.
import type { HostNames, Lasting } from './faults.ts'

/** Bytes to look for: a text as UTF-8, or hex digits. */
export type BytePattern = string | { readonly hex: string }

export interface RuleMatch {
  /** 'tcp' looks into streams, wherever segments begin and end; 'udp' into datagrams. */
  readonly protocol: 'tcp' | 'udp'
  /** Default: all. */
  readonly from?: HostNames
  readonly to?: HostNames
  /** Of either end. */
  readonly port?: number
  /** Absent in a datagram: any datagram matches. A stream needs it. Finds do not overlap. */
  readonly pattern?: BytePattern
  /** Only where a datagram or a stream begins. */
  readonly atStart?: boolean
  /**
   * Which of the finds counts: the nth (from 1, the default), in the order of sending over all links that match, from the
   * moment the rule is armed; or every one.
   */
  readonly nth?: number | 'every'
}

/** `offset` counts from the first byte of the find; it may lie behind it (the block that follows a header). */
export type RuleAction =
  /**
   * Flips `bits` (default 1) different bits, drawn from the seed, among `length` bytes from `offset` (default 0) on;
   * `length` defaults to the rest of the pattern or the datagram, 1 behind it. The checksum does not notice, and the
   * bytes stay wrong when they are sent again. Bytes of a find that had left in an earlier segment are spared.
   */
  | { readonly do: 'corrupt'; readonly bits?: number; readonly offset?: number; readonly length?: number }
  /** The datagram, or the segment that completes the find, is lost. TCP sends it again. */
  | { readonly do: 'drop' }
  /** The datagram takes longer; a stream stands still from that segment on. */
  | { readonly do: 'delay'; readonly delayMs: number }
  /** Datagrams: so many (default 1) copies more arrive. */
  | { readonly do: 'duplicate'; readonly copies?: number }
  /** Datagrams: only the first `toBytes` bytes arrive. */
  | { readonly do: 'truncate'; readonly toBytes: number }
  /** Streams: the segment is lost and both ends see `ECONNRESET`. */
  | { readonly do: 'cut' }

export interface TrafficRule extends Lasting {
  readonly kind: 'rule'
  readonly match: RuleMatch
  readonly action: RuleAction
}
