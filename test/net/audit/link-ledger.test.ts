// The accounts of links: what begins and what ends a packet's way.
import { describe, expect, test } from 'vitest'
import { LinkLedger } from '../../../src/net/audit/link-ledger.ts'
import type { Link } from '../../../src/net/link.ts'
import * as PacketFate from '../../../src/net/packet-fate.ts'
import { Packet } from '../../../src/net/packet.ts'
import * as Protocol from '../../../src/net/protocol.ts'

function noted(...fates: readonly (readonly [PacketFate.Fate, protocol?: number])[]) {
  const ledger = new LinkLedger()
  const owed = { owedTcpPackets: 0, owedTcpBytes: 0, owedUdpPackets: 0, owedUdpBytes: 0 }
  for (const [fate, protocol = Protocol.tcp] of fates) {
    const packet = new Packet()
    packet.length = 100
    packet.protocol = protocol
    packet.link = owed as Link
    ledger.note(fate, packet)
  }
  return { ledger, owed: Object.values(owed) }
}

describe('a packet that was sent', () => {
  test('is owed until something becomes of it', () => {
    expect(noted([PacketFate.sent], [PacketFate.held], [PacketFate.corrupted]).owed).toEqual([1, 100, 0, 0])
    expect(noted([PacketFate.sent, Protocol.udp]).owed).toEqual([0, 0, 1, 100])
  })

  test.each([
    ['delivered', PacketFate.delivered],
    ['lost', PacketFate.lost],
    ['queueFull', PacketFate.queueFull],
    ['partitioned', PacketFate.partitioned],
    ['hostDown', PacketFate.hostDown],
  ] as const)('is not owed when it is %s', (_, fate) => {
    expect(noted([PacketFate.sent], [fate]).owed).toEqual([0, 0, 0, 0])
  })

  test('is owed twice when it was duplicated', () => {
    expect(noted([PacketFate.sent], [PacketFate.duplicated], [PacketFate.delivered]).owed).toEqual([1, 100, 0, 0])
  })

  test('has arrived, when nobody listened there', () => {
    expect(noted([PacketFate.sent], [PacketFate.delivered], [PacketFate.unreachable]).owed).toEqual([0, 0, 0, 0])
  })
})

test('what arrives without having been sent shows as less than nothing', () => {
  expect(noted([PacketFate.delivered]).owed).toEqual([-1, -100, 0, 0])
})

test('what was sent is counted over all', () => {
  const { ledger } = noted(
    [PacketFate.sent],
    [PacketFate.sent, Protocol.udp],
    [PacketFate.delivered],
    [PacketFate.duplicated],
  )
  expect([ledger.sentPackets, ledger.sentBytes]).toEqual([2, 200])
})
