// How a client follows its download: it hears of packets and of time, and tells the server what is missing. One kind for servers
// of the seed's time, one for ours.
import type { PacketSet } from '../../wire/datagram-chat/packet-set.ts'

export interface Follower {
  /** Packets can come from now on. */
  start(): void
  /** A datagram of the download came; its packet may have been here already. */
  onPacket(packet: number): void
  /** Packets below `upTo` are out. */
  onAllSent(upTo: number): void
  /** Packets from those on that the server has not sent are not expected until `resume()`: the user is being asked. */
  pause(): void
  resume(): void
  close(): void
}

export interface FollowerContext {
  readonly have: PacketSet
  /** A datagram to where the packets come from; false while that is not known. */
  sendDatagram(text: string): boolean
  /** Nothing has come for too long. */
  onSilence(): void
}
