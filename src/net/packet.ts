// A packet on a link: a TCP segment or a datagram. Pooled, because a world makes millions of them: whoever looks at one
// (an observer, say) must copy what it wants to keep.
import type { Link } from './link.ts'
import * as Protocol from './protocol.ts'
import type { Scheduled } from './scheduler.ts'
import { Slab } from './slab.ts'
import type { Connection } from './tcp/connection.ts'
import * as Flag from './tcp/flag.ts'

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
  /** The bytes that it carries lie here, `length` of them from `payloadOffset` on. Null when it carries none. */
  readonly payload: Uint8Array | null
  readonly payloadOffset: number
  /** Bytes of payload. */
  readonly length: number
}

/** Bytes on the wire beside the payload: IP 20, TCP 20 with 12 of timestamps, link 2. */
export const TCP_HEADER_BYTES = 54
/** A SACK block has two edges (RFC 2018); window scale and SACK-permitted are told with the SYN. */
const SACK_EDGE_BYTES = 4
const SYN_OPTION_BYTES = 4
/** IP 20, UDP 8, link 2. */
export const UDP_HEADER_BYTES = 30
/** Payload of one IP fragment (MTU 1500 less the IP header). */
const FRAGMENT_BYTES = 1480
const FRAGMENT_HEADER_BYTES = 22

export class Packet implements PacketView, Scheduled {
  protocol: number = Protocol.tcp
  source = 0
  sourcePort = 0
  destination = 0
  destinationPort = 0
  /** From and to which addresses, by their numbers (address-table.ts): a host may have several. */
  sourceAddress = 0
  destinationAddress = 0
  flags = 0
  sequence = 0
  acknowledgment = 0
  windowBytes = 0
  /** RFC 7323, TSval and TSecr: the tick at which it left the sender, and the newest one that the sender has seen from the other end. */
  timestamp = 0
  echo = 0
  /** Blocks that arrived out of order, [start, end, start, end, …], the newest first; null when there are none (RFC 2018). */
  sack: readonly number[] | null = null
  /** Where the bytes that it carries lie; null when it carries none. */
  slab: Slab | null = null
  payloadOffset = 0
  length = 0
  /** The connection that sends it, and the one at the other end as far as the sender knows it: spares looking it up. */
  sender: Connection | null = null
  receiver: Connection | null = null
  /** The link that carries it: where it arrives. */
  link: Link | null = null

  /** It has arrived at the far end of its link, overtaken by others. */
  fire(): void {
    this.link?.arrive(this)
  }

  /** A view of the bytes that it carries, good as long as it is under way: others may follow in their place. */
  viewPayload(): Uint8Array {
    return (this.slab as Slab).view(this.payloadOffset, this.length)
  }

  get payload(): Uint8Array | null {
    return this.slab === null ? null : this.slab.bytes
  }

  /** Gives it bytes to carry: `length` of the slab from `offset` on. */
  carry(slab: Slab, offset: number, length: number): void {
    slab.keep()
    this.slab = slab
    this.payloadOffset = offset
    this.length = length
  }

  /** Gives it other bytes to carry, all of these. */
  setPayload(bytes: Uint8Array<ArrayBuffer>): void {
    this.slab?.release()
    this.carry(new Slab(bytes), 0, bytes.length)
  }

  /** IP packets it takes: a datagram above the MTU travels in fragments and is lost with any one of them. */
  get fragments(): number {
    return this.protocol === Protocol.udp ? Math.ceil((this.length + 8) / FRAGMENT_BYTES) || 1 : 1
  }

  get wireBytes(): number {
    if (this.protocol === Protocol.tcp) {
      const sackBytes = this.sack === null ? 0 : this.sack.length * SACK_EDGE_BYTES
      return this.length + TCP_HEADER_BYTES + sackBytes + ((this.flags & Flag.syn) === 0 ? 0 : SYN_OPTION_BYTES)
    }
    return this.length + UDP_HEADER_BYTES + (this.fragments - 1) * FRAGMENT_HEADER_BYTES
  }

  copyFrom(other: Packet): void {
    this.protocol = other.protocol
    this.source = other.source
    this.sourcePort = other.sourcePort
    this.destination = other.destination
    this.destinationPort = other.destinationPort
    this.sourceAddress = other.sourceAddress
    this.destinationAddress = other.destinationAddress
    this.flags = other.flags
    this.sequence = other.sequence
    this.acknowledgment = other.acknowledgment
    this.windowBytes = other.windowBytes
    this.timestamp = other.timestamp
    this.echo = other.echo
    this.sack = other.sack
    other.slab?.keep()
    this.slab = other.slab
    this.payloadOffset = other.payloadOffset
    this.length = other.length
    this.sender = other.sender
    this.receiver = other.receiver
    this.link = other.link
  }
}

/** Gives the packet a copy of its bytes, to be spoiled: the sender still holds its own, to send them again if it must. */
export function ownPayload(packet: Packet): Uint8Array {
  const bytes = Buffer.from(packet.viewPayload())
  packet.setPayload(bytes)
  return bytes
}

/** Keeps packets that have arrived, for the next ones to be sent. */
export class PacketPool {
  /** Taken and not given back. */
  inUse = 0
  readonly #free: Packet[] = []

  take(): Packet {
    this.inUse++
    return this.#free.pop() ?? new Packet()
  }

  /** The caller must not touch the packet any more. */
  give(packet: Packet): void {
    this.inUse--
    if (packet.slab !== null) {
      packet.slab.release()
      packet.slab = null
    }
    packet.sack = null
    packet.sender = null
    packet.receiver = null
    packet.link = null
    this.#free.push(packet)
  }
}
