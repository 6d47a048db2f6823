// Names and addresses of a scenario's hosts as plain data: what a resolver is like, and what a router does for the hosts
// behind it.
import type { Latency } from './link-options.ts'

/** How long a host's questions for names take and how often they fail. Addresses and 'localhost' need no question. */
export interface ResolverOptions {
  /** From question to answer. Default 0. */
  readonly latency?: Latency
  /** Questions that nobody answers, 0..1: they fail with `EAI_AGAIN`. Default 0. */
  readonly failureRatio?: number
  /** How long such a question takes. Default 5,000, as glibc's resolver. */
  readonly timeoutMs?: number
}

/**
 * What a router (NAT) does for the hosts that are `behind` it. Whatever they send to others leaves from its own address, from a
 * port that it maps to theirs; what comes to such a port goes to them, if it is let in.
 */
export interface NatOptions {
  /**
   * Who may answer (RFC 3489 section 5). 'full-cone': anybody who knows the mapped port. 'address-restricted': hosts that the inner
   * one has sent to. 'port-restricted' (the default): their very ports. 'symmetric': the same, and each port of the others is
   * sent to from a mapped port of its own, so that no third can be told of it.
   */
  readonly kind?: 'full-cone' | 'address-restricted' | 'port-restricted' | 'symmetric'
  /** What becomes of packets that are not let in: silence (the default), or a RST for streams. */
  readonly unsolicited?: 'drop' | 'refuse'
  /** Mapped ports it has, 1..4096; without a free one nothing new gets out. Default 4,096. */
  readonly ports?: number
  /** A mapping of datagrams goes when the inner host has sent none for so long. Default 120,000 (RFC 4787 section 4.3). */
  readonly datagramTimeoutMs?: number
  /** A mapping of open streams goes after such a silence. Default 7,440,000 (RFC 5382 section 5). */
  readonly streamTimeoutMs?: number
  /** Inner hosts reach each other by mapped ports of the router's address. Default false: not let in. */
  readonly hairpin?: boolean
  /** Ports of the router that always lead to an inner host's. */
  readonly forwards?: readonly PortForward[]
}

export interface PortForward {
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  /** A host that is behind this router. */
  readonly host: string
  /** Default: `port`. */
  readonly toPort?: number
}
