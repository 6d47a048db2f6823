// A packet on a link: a TCP segment or a datagram. Pooled, because a world makes millions of them: whoever looks at one
// (an observer, say) must copy what it wants to keep.

export const Protocol = { tcp: 0, udp: 1 } as const

/** TCP flags, RFC 9293 section 3.1 values. */
export const Flag = { fin: 1, syn: 2, rst: 4, ack: 16 } as const

/** What became of a packet. */
export const PacketFate = {
  sent: 0,
  delivered: 1,
  lost: 2,
  queueFull: 3,
  partitioned: 4,
  held: 5,
  hostDown: 6,
  duplicated: 7,
  corrupted: 8,
  unreachable: 9,
  bufferFull: 10,
} as const
export type PacketFate = (typeof PacketFate)[keyof typeof PacketFate]

/** Read-only view for observers. Hosts are indices into `World.hostNames`. Sequence numbers start at 0 and never wrap. */
export interface PacketView {
  readonly protocol: number
  readonly source: number
  readonly sourcePort: number
  readonly destination: number
  readonly destinationPort: number
  readonly flags: number
  readonly sequence: number
  readonly acknowledgment: number
  readonly windowBytes: number
  /** Null when it carries none. */
  readonly payload: Uint8Array | null
  /** Bytes of payload. */
  readonly length: number
}
