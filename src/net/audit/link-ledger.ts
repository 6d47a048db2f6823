// Keeps account of every link: what went in less what came out. The numbers of a link lie with the link itself, because they
// change twice for every packet; nothing is allocated, and no payload looked at.
import * as PacketFate from '../packet-fate.ts'
import type { Packet } from '../packet.ts'
import * as Protocol from '../protocol.ts'

/** How each fate changes what is under way: +1 begins, −1 ends, 0 only tells. */
const CHANGE: Readonly<Record<keyof typeof PacketFate, -1 | 0 | 1>> = {
  sent: 1,
  duplicated: 1,
  delivered: -1,
  lost: -1,
  queueFull: -1,
  partitioned: -1,
  hostDown: -1,
  held: 0,
  corrupted: 0,
  unreachable: 0,
}

const changes = new Int8Array(Object.keys(CHANGE).length)
for (const [name, fate] of Object.entries(PacketFate)) changes[fate] = CHANGE[name as keyof typeof PacketFate]

export class LinkLedger {
  sentPackets = 0
  sentBytes = 0

  note(fate: PacketFate.Fate, packet: Packet): void {
    const { length } = packet
    if (fate === PacketFate.sent) {
      this.sentPackets++
      this.sentBytes += length
    }
    const change = changes[fate] as number
    const { link } = packet
    if (change === 0 || link === null) return
    // No product: with nothing to carry that would be −0, which is no integer for V8.
    const bytes = change > 0 ? length : -length | 0
    if (packet.protocol === Protocol.tcp) {
      link.owedTcpPackets += change
      link.owedTcpBytes += bytes
    } else {
      link.owedUdpPackets += change
      link.owedUdpBytes += bytes
    }
  }
}
