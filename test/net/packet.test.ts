// What a packet weighs on the wire, and that the pool forgets what it held.
import { describe, expect, test } from 'vitest'
import { Packet, PacketPool } from '../../src/net/packet.ts'
import * as Protocol from '../../src/net/protocol.ts'
import { Slab } from '../../src/net/slab.ts'
import * as Flag from '../../src/net/tcp/flag.ts'

function packetOf(protocol: number, length: number): Packet {
  return Object.assign(new Packet(), { protocol, length })
}

describe('a packet', () => {
  test('a segment weighs its payload and 54 bytes of headers', () => {
    expect(packetOf(Protocol.tcp, 0).wireBytes).toBe(54)
    expect(packetOf(Protocol.tcp, 1448).wireBytes).toBe(1502)
    expect(packetOf(Protocol.tcp, 65_483).fragments).toBe(1)
  })

  test('a SYN weighs four bytes of options more, an acknowledgment eight for each SACK block', () => {
    expect(Object.assign(packetOf(Protocol.tcp, 0), { flags: Flag.syn }).wireBytes).toBe(58)
    expect(Object.assign(packetOf(Protocol.tcp, 0), { sack: [1, 2, 5, 6, 9, 10] }).wireBytes).toBe(78)
  })

  // UDP's 8 bytes and the payload are cut into pieces of 1480; each piece more costs 22 bytes of headers.
  test.each<[number, number, number]>([
    [0, 1, 30],
    [1472, 1, 1502],
    [1473, 2, 1525],
    [2952, 2, 3004],
    [2953, 3, 3027],
    [65_507, 45, 66_505],
  ])('a datagram of %i bytes travels in %i fragments and weighs %i bytes', (length, fragments, wireBytes) => {
    const packet = packetOf(Protocol.udp, length)
    expect(packet.fragments).toBe(fragments)
    expect(packet.wireBytes).toBe(wireBytes)
  })

  test('a copy has every field of the original', () => {
    const original = new Packet()
    Object.assign(original, {
      protocol: Protocol.udp,
      source: 1,
      sourcePort: 2,
      destination: 3,
      destinationPort: 4,
      sourceAddress: 5,
      destinationAddress: 6,
      flags: Flag.fin,
      sequence: 5,
      acknowledgment: 6,
      windowBytes: 7,
      timestamp: 8,
      echo: 9,
      sack: [10, 11],
      slab: new Slab(new Uint8Array([12])),
      length: 1,
    })
    const copy = new Packet()
    copy.copyFrom(original)
    expect(copy).toEqual(original)
  })

  test('the pool hands a packet out again without what it carried', () => {
    const pool = new PacketPool()
    const packet = pool.take()
    packet.setPayload(new Uint8Array(1))
    packet.sack = [1, 2]
    pool.give(packet)
    const again = pool.take()
    expect(again).toBe(packet)
    expect([again.payload, again.sack, again.link]).toEqual([null, null, null])
    expect(pool.take()).not.toBe(packet)
  })
})
