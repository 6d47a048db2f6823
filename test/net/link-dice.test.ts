// What a link's dice do to packets: which are lost, doubled, overtaken and spoiled.
import { describe, expect, test } from 'vitest'
import type { Kernel } from '../../src/net/kernel.ts'
import type { Packet } from '../../src/net/packet.ts'
import * as Protocol from '../../src/net/protocol.ts'
import { aLink, idsOf, timesOf } from './tools/a-link.ts'

describe('the dice of a link', () => {
  test('a loss ratio of 10 % loses 10 % of 20,000 packets, give or take 0.7 %', () => {
    const { send, runAll, arrivals, recorder } = aLink({ lossRatio: 0.1 })
    send(20_000, 0)
    runAll()
    expect(arrivals.length + recorder.of('lost').length).toBe(20_000)
    expect(Math.abs(recorder.of('lost').length - 2000)).toBeLessThan(140)
  })

  test('a loss ratio of 1 loses everything, one of 0 nothing', () => {
    const all = aLink({ lossRatio: 1 })
    all.send(100)
    all.runAll()
    expect(all.arrivals).toEqual([])
    const none = aLink({ lossRatio: 0, latency: { kind: 'uniform', minMs: 1, maxMs: 2 } })
    none.send(100)
    none.runAll()
    expect(none.arrivals).toHaveLength(100)
  })

  test('a datagram of ten fragments is lost with any one of them: at 10 % that is 65 % of them', () => {
    const { send, runAll, recorder } = aLink({ lossRatio: 0.1 })
    send(4000, 14_000, Protocol.udp)
    runAll()
    // 1 − 0.9^10 = 0.6513.
    expect(Math.abs(recorder.of('lost').length / 4000 - 0.6513)).toBeLessThan(0.025)
  })

  test('a duplicated packet arrives twice at its time, in bytes of its own', () => {
    const { send, runAll, arrivals, recorder, fabric } = aLink({ latency: 3, duplicateRatio: 1 })
    const buffers = new Set<unknown>()
    fabric.kernels[1] = {
      receive: (packet: Packet) => {
        buffers.add(packet.payload?.buffer)
        arrivals.push({ at: fabric.scheduler.now, id: packet.sequence, payload: packet.payload })
      },
    } as unknown as Kernel
    send(2, 4, Protocol.tcp, Uint8Array.of(1, 2, 3, 4))
    runAll()
    expect(idsOf(arrivals)).toEqual([0, 0, 1, 1])
    expect(timesOf(arrivals)).toEqual([3, 3, 3, 3].map((ms) => ms * 1e6))
    expect(recorder.of('duplicated')).toHaveLength(2)
    for (const { payload } of arrivals) expect([...(payload as Uint8Array)]).toEqual([1, 2, 3, 4])
    expect(buffers.size).toBeGreaterThan(1)
  })

  test('a duplicate ratio of 30 % doubles 30 % of 10,000 packets, give or take 1.5 %', () => {
    const { send, runAll, arrivals } = aLink({ duplicateRatio: 0.3 })
    send(10_000, 0)
    runAll()
    expect(Math.abs(arrivals.length - 13_000)).toBeLessThan(150)
  })

  test('jitter alone never overtakes: 1,000 packets with delays of 1 to 100 ms arrive in order', () => {
    const { send, runAll, arrivals, at } = aLink({ latency: { kind: 'uniform', minMs: 1, maxMs: 100 } })
    for (let index = 0; index < 1000; index++) at(index * 1_000_000, () => send(1))
    runAll()
    expect(idsOf(arrivals)).toEqual(Array.from({ length: 1000 }, (_, index) => index))
  })

  test('reordered packets are overtaken by the next ones and take at most 10 ms longer', () => {
    const { send, runAll, arrivals, at } = aLink({ latency: 5, reorderRatio: 0.2 })
    for (let index = 0; index < 1000; index++) at(index * 1_000_000, () => send(1))
    runAll()
    const late = arrivals.filter(({ at, id }) => at > (id + 5) * 1e6)
    expect(Math.abs(late.length - 200)).toBeLessThan(40)
    for (const { at, id } of arrivals) expect(at - (id + 5) * 1e6).toBeLessThanOrEqual(10e6)
    const overtaken = arrivals.filter(({ id }, place) => arrivals.slice(0, place).some((other) => other.id > id))
    expect(overtaken.length).toBeGreaterThan(100)
    expect(overtaken.every(({ id }) => late.some((other) => other.id === id))).toBe(true)
  })

  test('the reorder delay is the longest one: with 2 ms no packet is later than that', () => {
    const { send, runAll, arrivals, at } = aLink({ latency: 5, reorderRatio: 1, reorderDelayMs: 2 })
    for (let index = 0; index < 500; index++) at(index * 10_000_000, () => send(1))
    runAll()
    const extra = arrivals.map(({ at, id }) => at - (id * 10 + 5) * 1e6)
    expect(Math.max(...extra)).toBeLessThanOrEqual(2e6)
    expect(Math.max(...extra)).toBeGreaterThan(1.9e6)
  })

  test('corruption flips exactly one bit, in a copy: the sender’s bytes stay', () => {
    const { send, runAll, arrivals, recorder } = aLink({ corruptRatio: 1 })
    const original = new Uint8Array(64)
    send(200, 64, Protocol.tcp, original)
    runAll()
    expect(original.every((byte) => byte === 0)).toBe(true)
    const places = new Set<string>()
    for (const { payload } of arrivals) {
      const wrong = [...(payload as Uint8Array).entries()].filter(([, byte]) => byte !== 0)
      expect(wrong).toHaveLength(1)
      const [index, byte] = wrong[0] as [number, number]
      expect([1, 2, 4, 8, 16, 32, 64, 128]).toContain(byte)
      places.add(`${index} ${byte}`)
    }
    // 200 draws out of 512 places: hardly any place comes more than a few times.
    expect(places.size).toBeGreaterThan(140)
    expect(recorder.of('corrupted')).toHaveLength(200)
  })

  test('a packet without payload cannot be corrupted', () => {
    const { send, runAll, arrivals, recorder } = aLink({ corruptRatio: 1 })
    send(10, 0)
    runAll()
    expect(arrivals).toHaveLength(10)
    expect(recorder.of('corrupted')).toEqual([])
  })

  test('the dice of a link are those of its name and the seed', () => {
    const lostOf = (seed: string) => {
      const { send, runAll, recorder } = aLink({ lossRatio: 0.5 }, seed)
      send(64, 0)
      runAll()
      return recorder.of('lost').map((packet) => packet.sequence)
    }
    expect(lostOf('1')).toEqual(lostOf('1'))
    expect(lostOf('1')).not.toEqual(lostOf('2'))
  })
})
