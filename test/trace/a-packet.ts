// A packet for tests of observers; what is not given has a value that no other field has.
import type { PacketView } from '../../src/net/packet.ts'

export function aPacket(fields: Partial<PacketView> = {}): PacketView {
  return {
    protocol: 0,
    source: 1,
    sourcePort: 49_152,
    destination: 2,
    destinationPort: 5000,
    flags: 16,
    sequence: 7,
    acknowledgment: 11,
    windowBytes: 65_535,
    payload: new Uint8Array([3, 5, 8, 13]),
    payloadOffset: 0,
    length: 4,
    ...fields,
  }
}
