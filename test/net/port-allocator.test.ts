// Ephemeral ports: which come, in which order, and when there are none.
import { describe, expect, test } from 'vitest'
import { PortAllocator } from '../../src/net/port-allocator.ts'

const FIRST = 32_768
const LAST = 60_999
const none = () => false

describe('ephemeral ports', () => {
  test('they come in turn from the drawn place, and begin again at 32768 after 60999', () => {
    const ports = new PortAllocator(LAST - FIRST - 1)
    expect([1, 2, 3, 4].map(() => ports.next(none))).toEqual([60_998, 60_999, 32_768, 32_769])
  })

  test('a place beyond the range wraps into it', () => {
    expect(new PortAllocator(28_232).next(none)).toBe(32_768)
    expect(new PortAllocator(28_233).next(none)).toBe(32_769)
  })

  test('ports that are taken are passed over', () => {
    const taken = new Set([32_768, 32_769, 32_771])
    const ports = new PortAllocator(0)
    expect(ports.next((port) => taken.has(port))).toBe(32_770)
    expect(ports.next((port) => taken.has(port))).toBe(32_772)
  })

  test('all 28,232 of them come before one comes again', () => {
    const ports = new PortAllocator(5000)
    const seen = new Set<number | null>()
    for (let count = 0; count < 28_232; count++) seen.add(ports.next(none))
    expect(seen.size).toBe(28_232)
    expect(ports.next(none)).toBe(37_768)
  })

  test('with a stride they come in another order, each once before one comes again', () => {
    expect(Array.from({ length: 3 }, (_, n) => new PortAllocator(0, 1000).next((port) => port < 32_768 + n))).toEqual([
      32_768, 33_769, 33_769,
    ])
    // 3529 divides the number of ports: taken as it is, it would reach eight of them.
    for (const stride of [2, 3529, 28_231, 65_535]) {
      const ports = new PortAllocator(0, stride)
      expect(new Set(Array.from({ length: 28_232 }, () => ports.next(none))).size).toBe(28_232)
    }
  })

  test('when every port is taken there is none', () => {
    const ports = new PortAllocator(0)
    expect(ports.next(() => true)).toBeNull()
    expect(ports.next((port) => port !== 40_000)).toBe(40_000)
  })
})
