// Which byte of which stream an armed corruption hits.
import { describe, expect, test } from 'vitest'
import { Packet } from '../../../src/net/packet.ts'
import { StreamCorruption } from '../../../src/net/faults/stream-corruption.ts'
import * as Protocol from '../../../src/net/protocol.ts'
import { Slab } from '../../../src/net/slab.ts'
import * as Flag from '../../../src/net/tcp/flag.ts'

/** A segment with the stream's bytes from `offset` on. */
function segment(offset: number, length: number, fields: Partial<Packet> = {}): Packet {
  return Object.assign(new Packet(), {
    protocol: Protocol.tcp,
    sourcePort: 40_000,
    destinationPort: 80,
    flags: Flag.ack,
    // The SYN has number 0.
    sequence: offset + 1,
    slab: new Slab(new Uint8Array(length)),
    length,
    ...fields,
  })
}

describe('a corruption of a stream', () => {
  test('the byte is found in the segment that carries it, first and last byte included', () => {
    const corruption = () => new StreamCorruption(1000, 1, 1, null)
    expect(corruption().hit(segment(0, 1000))).toBe(-1)
    expect(corruption().hit(segment(0, 1001))).toBe(1000)
    expect(corruption().hit(segment(500, 1000))).toBe(500)
    expect(corruption().hit(segment(1000, 1))).toBe(0)
    expect(corruption().hit(segment(1001, 1000))).toBe(-1)
  })

  test('handshakes, bare acknowledgments and datagrams carry no byte of a stream', () => {
    const corruption = new StreamCorruption(0, 1, 1, null)
    expect(corruption.hit(segment(-1, 0, { flags: Flag.syn }))).toBe(-1)
    expect(corruption.hit(segment(0, 0))).toBe(-1)
    expect(corruption.hit(segment(0, 10, { protocol: Protocol.udp }))).toBe(-1)
    expect(corruption.hit(segment(0, 10))).toBe(0)
  })

  test('with a port, only streams to or from it', () => {
    const corruption = new StreamCorruption(0, 1, 1, 80)
    expect(corruption.hit(segment(0, 10, { destinationPort: 81 }))).toBe(-1)
    expect(corruption.hit(segment(0, 10, { sourcePort: 80, destinationPort: 50_000 }))).toBe(0)
    expect(corruption.hit(segment(0, 10))).toBe(0)
  })

  test('the third connection is the third whose byte comes by; a byte sent again is no other connection', () => {
    const corruption = new StreamCorruption(5, 1, 3, null)
    const hits = [1, 1, 1, 2, 1, 2, 3].map((port) => corruption.hit(segment(0, 10, { sourcePort: port })))
    expect(hits).toEqual([-1, -1, -1, -1, -1, -1, 5])
  })

  test('a stream that never gets so far does not count', () => {
    const corruption = new StreamCorruption(50, 1, 2, null)
    expect(corruption.hit(segment(0, 10, { sourcePort: 1 }))).toBe(-1)
    expect(corruption.hit(segment(0, 100, { sourcePort: 2 }))).toBe(-1)
    expect(corruption.hit(segment(0, 10, { sourcePort: 3 }))).toBe(-1)
    expect(corruption.hit(segment(0, 100, { sourcePort: 4 }))).toBe(50)
  })
})
