// What there is to know of a connection from outside: its two ends and its state.

/** RFC 9293 section 3.3.2. TIME-WAIT is left out: ports and sequence numbers are never reused so soon. */
export type TcpState =
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'CLOSED'

export interface Endpoints {
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
  /** The addresses by their numbers. */
  readonly local: number
  readonly remote: number
  /** Index of the host at the other end, or of the router on the way there. */
  readonly remoteHost: number
}
