// What a fingerprint notices, and what it must not depend on.
import { describe, expect, test } from 'vitest'
import * as PacketFate from '../../src/net/packet-fate.ts'
import type { PacketView } from '../../src/net/packet.ts'
import type { Observer } from '../../src/net/observer.ts'
import { Fingerprint } from '../../src/trace/fingerprint.ts'
import { aPacket } from './a-packet.ts'

function fingerprintOf(...events: ((observer: Observer) => void)[]): string {
  const fingerprint = new Fingerprint()
  for (const event of events) event(fingerprint)
  return fingerprint.digest()
}

const sent = (fields: Partial<PacketView> = {}, atNanos = 1_000) => {
  return (observer: Observer) => observer.packet(atNanos, PacketFate.sent, aPacket(fields))
}

describe('the fingerprint of a run', () => {
  test('the same events give the same 32 hex digits', () => {
    const digest = fingerprintOf(sent(), sent())
    expect(digest).toMatch(/^[0-9a-f]{32}$/)
    expect(fingerprintOf(sent(), sent())).toBe(digest)
  })

  test.each<[string, Partial<PacketView>]>([
    ['protocol', { protocol: 1 }],
    ['source', { source: 3 }],
    ['source port', { sourcePort: 49_153 }],
    ['destination', { destination: 3 }],
    ['destination port', { destinationPort: 5001 }],
    ['flags', { flags: 17 }],
    ['sequence', { sequence: 8 }],
    ['acknowledgment', { acknowledgment: 12 }],
    ['window', { windowBytes: 65_534 }],
    ['length', { length: 3 }],
    ['absence of a payload', { payload: null, length: 0 }],
  ])('the %s of a packet counts', (_, fields) => {
    expect(fingerprintOf(sent(fields))).not.toBe(fingerprintOf(sent()))
  })

  test('what is written counts: who, how much, the first, the middle and the last byte', () => {
    const written = (host: number, bytes: number[], length = bytes.length) =>
      fingerprintOf((observer) => observer.written(1, host, new Uint8Array(bytes), length))
    const digests = [
      written(1, [3, 5, 8, 13]),
      written(2, [3, 5, 8, 13]),
      written(1, [3, 5, 8, 13], 3),
      written(1, [4, 5, 8, 13]),
      written(1, [3, 5, 9, 13]),
      written(1, [3, 5, 8, 14]),
    ]
    expect(new Set(digests).size).toBe(6)
  })

  test('every byte of a packet counts once it was corrupted', () => {
    const corrupted = (...payload: number[]) =>
      fingerprintOf((observer) =>
        observer.packet(1, PacketFate.corrupted, aPacket({ payload: new Uint8Array(payload), payloadOffset: 1 })),
      )
    expect(corrupted(1, 2, 3, 4, 5)).not.toBe(corrupted(1, 2, 3, 6, 5))
    expect(corrupted(1, 2, 3, 4, 5)).toBe(corrupted(9, 2, 3, 4, 5))
  })

  test('every fate of a packet is told apart', () => {
    const fates = Object.values(PacketFate)
    const digests = fates.map((fate) => fingerprintOf((observer) => observer.packet(0, fate, aPacket())))
    expect(new Set(digests).size).toBe(fates.length)
  })

  test('one nanosecond counts, early and after a month', () => {
    const month = 30 * 86_400e9
    const digests = [0, 1, month, month + 1, month + 2 ** 32].map((atNanos) => fingerprintOf(sent({}, atNanos)))
    expect(new Set(digests).size).toBe(5)
  })

  test('kinds of events with the same contents are told apart', () => {
    const digests = [
      fingerprintOf((observer) => observer.timer(5, 1, 0)),
      fingerprintOf((observer) => observer.report(5, 1, 'x', {})),
      fingerprintOf((observer) => observer.output(5, 1, 'x')),
      fingerprintOf((observer) => observer.input(5, 1, 'x')),
      fingerprintOf((observer) => observer.input(5, 1, null)),
      fingerprintOf((observer) => observer.start(5, 1)),
      fingerprintOf((observer) => observer.end(5, 1, { kind: 'crash' })),
      fingerprintOf((observer) => observer.end(5, 1, { kind: 'exit', code: 0 })),
      fingerprintOf((observer) => observer.end(5, 1, { kind: 'exit', code: 1 })),
      fingerprintOf((observer) => observer.end(5, 1, { kind: 'error', error: new Error('x') })),
      fingerprintOf((observer) => observer.fault(5, { kind: 'crash', host: 'x' })),
      fingerprintOf((observer) => observer.fault(5, { kind: 'restart', host: 'x' })),
    ]
    expect(new Set(digests).size).toBe(digests.length)
  })

  test('names and values of the details of a report count, and their types', () => {
    const digests = [{ a: 1 }, { a: 2 }, { b: 1 }, { a: '1' }, { a: true }, { a: false }, { a: 1, b: 1 }].map(
      (details) => fingerprintOf((observer) => observer.report(0, 0, 'x', details)),
    )
    expect(new Set(digests).size).toBe(7)
  })

  test('the stack of an error does not count: it differs between machines', () => {
    const ends = ['/home/a', '/home/b'].map((path) => {
      const error = new Error('broken')
      error.stack = `Error: broken at ${path}`
      return fingerprintOf((observer) => observer.end(0, 0, { kind: 'error', error }))
    })
    expect(ends[0]).toBe(ends[1])
  })

  test('the order of two events counts', () => {
    const output = (observer: Observer) => observer.output(1_000, 0, 'x')
    expect(fingerprintOf(sent(), output)).not.toBe(fingerprintOf(output, sent()))
  })

  test('progress is told every 65,536 events', () => {
    const told: number[] = []
    const fingerprint = new Fingerprint((events) => told.push(events))
    for (let event = 0; event < 131_071; event++) fingerprint.timer(event, 0, event)
    expect(told).toEqual([65_536])
    fingerprint.timer(0, 0, 0)
    expect(told).toEqual([65_536, 131_072])
    expect(fingerprint.events).toBe(131_072)
  })
})
