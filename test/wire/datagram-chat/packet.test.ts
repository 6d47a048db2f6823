// Datagrams of the datagram chat, byte by byte.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodePacket,
  encodePackets,
  MAX_PACKETS,
  PACKET_BYTES,
  packetCount,
  payloadBytes,
} from '../../../src/wire/datagram-chat/packet.ts'

const HELLO = new TextEncoder().encode('hello')

function encodePacket(sequence: number, payload: Uint8Array, decimal: boolean): Uint8Array {
  return encodePackets(sequence, payload, decimal)[0] ?? new Uint8Array(0)
}

function withBytes(count: number): Uint8Array {
  return Uint8Array.from([0, 0, 0, 6, 0x3a, ...new Uint8Array(count)])
}

describe('a packet', () => {
  it('is 4 bytes of sequence number, the highest first, a colon, and the bytes', () => {
    expect([...encodePacket(0x010203, HELLO, false)]).toEqual([0, 1, 2, 3, 0x3a, ...HELLO])
  })

  it('with a decimal number is the digits, a colon, and the bytes', () => {
    expect(new TextDecoder().decode(encodePacket(12, HELLO, true))).toBe('12:hello')
  })

  it.each([0, 9, 10, 0x3a, 0x3a3a, 58_000, 999_999, 0x3a3a3a, MAX_PACKETS - 1])(
    '%d comes back from both forms',
    (sequence) => {
      for (const decimal of [false, true]) {
        for (const payload of [HELLO, new TextEncoder().encode(':'), new TextEncoder().encode('1::2:3')]) {
          const decoded = decodePacket(encodePacket(sequence, payload, decimal), MAX_PACKETS)
          expect(decoded).toEqual({ ok: true, value: { sequence, payload } })
        }
      }
    },
  )

  it('of any stretch of a file, in both forms, gives its bytes and its number', () => {
    const lengths = fc.integer({ min: 1, max: 3 * PACKET_BYTES })
    fc.assert(
      fc.property(fc.nat(MAX_PACKETS - 4), lengths, fc.boolean(), (first, length, decimal) => {
        const stretch = Uint8Array.from({ length }, (_, at) => (at * 7) & 255)
        const packets = encodePackets(first, stretch, decimal).map((bytes) => decodePacket(bytes, MAX_PACKETS))
        const values = packets.flatMap((packet) => (packet.ok ? [packet.value] : []))
        expect(values.map(({ sequence }) => sequence)).toEqual(packets.map((_, at) => first + at))
        expect(Buffer.concat(values.map(({ payload }) => payload)).equals(stretch)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('of any bytes at all is taken or refused, and never throws', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.string().map((text) => new TextEncoder().encode(text)),
    )
    fc.assert(
      fc.property(bytes, fc.nat(1000), (any, count) => {
        const packet = decodePacket(any, count)
        if (packet.ok) expect(packet.value.sequence).toBeLessThan(count)
        else expect(packet.reason).not.toBe('')
      }),
    )
  })

  it.each([
    ['no bytes at all', []],
    ['a number without a colon', [0, 0, 0, 1]],
    ['digits without a colon', [0x31, 0x32]],
    ['ten digits', [...'1234567890:x'].map((char) => char.charCodeAt(0))],
  ])('of %s is refused', (_, bytes) => {
    expect(decodePacket(Uint8Array.from(bytes), 100)).toEqual({ ok: false, reason: 'it has no sequence number' })
  })

  it('beyond the end of the file, without bytes or with too many is refused', () => {
    expect(decodePacket(encodePacket(7, HELLO, false), 7)).toEqual({
      ok: false,
      reason: 'there is no packet 7, the file has 7',
    })
    expect(decodePacket(withBytes(0), 7).ok).toBe(false)
    expect(decodePacket(withBytes(2043), 7).ok).toBe(true)
    expect(decodePacket(withBytes(2044), 7).ok).toBe(false)
  })

  it('has the numbers and the bytes that follow those of the one before', () => {
    for (const decimal of [false, true]) {
      const stretch = Uint8Array.from({ length: 2 * 2043 + 5 }, (_, at) => at % 251)
      const decoded = encodePackets(98, stretch, decimal).map((bytes) => decodePacket(bytes, 101))
      expect(decoded).toEqual([
        { ok: true, value: { sequence: 98, payload: stretch.subarray(0, 2043) } },
        { ok: true, value: { sequence: 99, payload: stretch.subarray(2043, 4086) } },
        { ok: true, value: { sequence: 100, payload: stretch.subarray(4086) } },
      ])
    }
  })

  it('holds 2,043 bytes, the last one of a file what is left', () => {
    expect([0, 1, 2043, 2044, 4086, 4087].map(packetCount)).toEqual([0, 1, 1, 2, 2, 3])
    expect([0, 1, 2, 3].map((sequence) => payloadBytes(4087, sequence))).toEqual([2043, 2043, 1, 0])
  })
})
