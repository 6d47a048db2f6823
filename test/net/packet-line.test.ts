// The ring of packets under way: first in, first out, with the times that were given, while it grows and wraps.
import { expect, test } from 'vitest'
import { Packet } from '../../src/net/packet.ts'
import { PacketLine } from '../../src/net/packet-line.ts'

test('1,000 packets pass in their order, thirty at a time, each with its time and place', () => {
  const line = new PacketLine()
  const packets = Array.from({ length: 1000 }, () => new Packet())
  const seen: Packet[] = []
  for (const [index, packet] of packets.entries()) {
    line.push(index * 10, index + 0.5, packet)
    if (line.size <= 30) continue
    expect([line.firstTime, line.firstPlace]).toEqual([seen.length * 10, seen.length + 0.5])
    seen.push(line.shift())
  }
  while (line.size > 0) seen.push(line.shift())
  expect(seen.every((packet, index) => packet === packets[index])).toBe(true)
  expect(seen).toHaveLength(1000)
})
