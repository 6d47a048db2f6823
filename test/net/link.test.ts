// What a link does to packets, exact to the nanosecond: when they arrive, which a full queue drops, what a change of
// settings and a partition do. Its dice have a file of their own.
import { describe, expect, test } from 'vitest'
import * as Cut from '../../src/net/cut.ts'
import type { Kernel } from '../../src/net/kernel.ts'
import * as Protocol from '../../src/net/protocol.ts'
import { aLink, idsOf, MBPS, timesOf } from './tools/a-link.ts'

describe('bandwidth', () => {
  test('1,502 bytes take 1,201,600 ns at 10 Mbit/s; packets sent together arrive one such time apart', () => {
    const { send, runAll, arrivals } = aLink({ latency: 5, bandwidthBps: 10 * MBPS })
    send(3)
    runAll()
    expect(timesOf(arrivals)).toEqual([6_201_600, 7_403_200, 8_604_800])
  })

  test('headers weigh too: a bare acknowledgment of 54 bytes takes 43,200 ns', () => {
    const { send, runAll, arrivals } = aLink({ bandwidthBps: 10 * MBPS })
    send(2, 0)
    runAll()
    expect(timesOf(arrivals)).toEqual([43_200, 86_400])
  })

  test('a datagram in fragments pays for the headers of each: 3,000 bytes weigh 3,074', () => {
    const { send, runAll, arrivals } = aLink({ bandwidthBps: 8 * MBPS })
    send(1, 3000, Protocol.udp)
    runAll()
    expect(timesOf(arrivals)).toEqual([3_074_000])
  })

  test('a wire that has been free for a while does not save up', () => {
    const { send, runAll, arrivals, at } = aLink({ bandwidthBps: 10 * MBPS })
    send(1)
    at(5_000_000, () => send(2))
    runAll()
    expect(timesOf(arrivals)).toEqual([1_201_600, 6_201_600, 7_403_200])
  })

  test('without a bandwidth any number of packets arrives at one moment, in order', () => {
    const { send, runAll, arrivals } = aLink({ latency: 2 })
    send(5)
    runAll()
    expect(timesOf(arrivals)).toEqual([2, 2, 2, 2, 2].map((ms) => ms * 1e6))
    expect(idsOf(arrivals)).toEqual([0, 1, 2, 3, 4])
  })
})

describe('drop-tail', () => {
  test('a queue of 4 packets takes 5 of 20 that come at once: one on the wire, four behind it', () => {
    const { send, runAll, arrivals, recorder } = aLink({ bandwidthBps: 10 * MBPS, queuePackets: 4 })
    send(20)
    runAll()
    expect(idsOf(arrivals)).toEqual([0, 1, 2, 3, 4])
    expect(recorder.of('queueFull')).toHaveLength(15)
  })

  test('a place is free again when the next packet goes onto the wire, not before', () => {
    const { send, runAll, arrivals, at } = aLink({ bandwidthBps: 10 * MBPS, queuePackets: 1 })
    send(2)
    at(1_201_599, () => send(1))
    at(1_201_600, () => send(2))
    runAll()
    expect(idsOf(arrivals)).toEqual([0, 1, 3])
  })

  test('at the very instant: an answer that set out before the packet began to leave finds it still on the wire', () => {
    const idsWith = (latency: number) => {
      const { send, runAll, arrivals, at } = aLink({ latency, bandwidthBps: 10 * MBPS, queuePackets: 1 })
      send(2)
      at(1_201_600, () => send(2))
      runAll()
      return idsOf(arrivals)
    }
    expect(idsWith(1)).toEqual([0, 1, 2])
    expect(idsWith(5)).toEqual([0, 1])
  })

  test('a queue of 6,008 bytes holds four packets of 1,502 beside the one on the wire, one of 6,007 only three', () => {
    for (const [queueBytes, arrived] of [
      [6008, 5],
      [6007, 4],
    ] as const) {
      const { send, runAll, arrivals } = aLink({ bandwidthBps: 10 * MBPS, queueBytes })
      send(20)
      runAll()
      expect(arrivals).toHaveLength(arrived)
    }
  })

  test('a small packet still fits where a large one did not', () => {
    const { send, runAll, arrivals } = aLink({ bandwidthBps: 10 * MBPS, queueBytes: 1600 })
    send(3)
    send(2, 0)
    runAll()
    expect(idsOf(arrivals)).toEqual([0, 1, 3])
  })

  test('a queue of no packets still lets one onto the wire', () => {
    const { send, runAll, arrivals } = aLink({ bandwidthBps: 10 * MBPS, queuePackets: 0 })
    send(3)
    runAll()
    expect(idsOf(arrivals)).toEqual([0])
  })

  test('a steady stream at the rate of the wire loses nothing in 1,000 packets', () => {
    const { send, runAll, arrivals, at } = aLink({ bandwidthBps: 10 * MBPS, queuePackets: 0 })
    for (let index = 0; index < 1000; index++) at(index * 1_201_600, () => send(1))
    runAll()
    expect(arrivals).toHaveLength(1000)
  })
})

describe('settings changed while running', () => {
  test('a shorter latency holds for the packets after it, and those do not overtake the ones under way', () => {
    const { send, runAll, arrivals, at, fabric } = aLink({ latency: 100 })
    send(1)
    at(10e6, () => {
      fabric.setLink(0, 1, { latency: 1 })
      send(1)
    })
    at(150e6, () => send(1))
    runAll()
    expect(timesOf(arrivals)).toEqual([100e6, 100e6, 151e6])
    expect(idsOf(arrivals)).toEqual([0, 1, 2])
  })

  test('what a change leaves out stays as it was', () => {
    const { send, runAll, arrivals, fabric } = aLink({ latency: 5, bandwidthBps: 10 * MBPS })
    fabric.setLink(0, 1, { bandwidthBps: 20 * MBPS })
    send(1)
    runAll()
    expect(timesOf(arrivals)).toEqual([5_600_800])
  })

  test('a bandwidth of 0 takes the limit away again', () => {
    const { send, runAll, arrivals, fabric } = aLink({ latency: 5, bandwidthBps: MBPS })
    fabric.setLink(0, 1, { bandwidthBps: 0 })
    send(3)
    runAll()
    expect(timesOf(arrivals)).toEqual([5e6, 5e6, 5e6])
  })

  test('the other direction has settings of its own', () => {
    const { fabric, scheduler } = aLink({ latency: 5 })
    const times: number[] = []
    fabric.kernels[0] = { receive: () => times.push(scheduler.now) } as unknown as Kernel
    fabric.setLink(0, 1, { latency: 50 })
    const packet = fabric.pool.take()
    Object.assign(packet, { source: 1, destination: 0 })
    fabric.link(1, 0).transmit(packet)
    while (scheduler.step()) {}
    expect(times).toEqual([5e6])
  })
})

describe('a cut link', () => {
  test('dropping, it loses what is sent and what is under way', () => {
    const { send, runAll, arrivals, at, link, recorder } = aLink({ latency: 10 })
    send(1)
    at(5e6, () => {
      link.setCut(Cut.drop)
      send(1)
    })
    at(20e6, () => {
      link.setCut(Cut.none)
      send(1)
    })
    runAll()
    expect(arrivals).toEqual([{ at: 30e6, id: 2, payload: null }])
    expect(recorder.of('partitioned').map(({ sequence, atMs }) => [sequence, atMs])).toEqual([
      [1, 5],
      [0, 10],
    ])
  })

  test('holding, it keeps what is sent and what arrives, and lets all go at once and in order at the end', () => {
    const { send, runAll, arrivals, at, link, recorder } = aLink({ latency: 10 })
    send(2)
    at(5e6, () => link.setCut(Cut.hold))
    at(12e6, () => send(2))
    at(50e6, () => link.setCut(Cut.none))
    at(51e6, () => send(1))
    runAll()
    expect(idsOf(arrivals)).toEqual([0, 1, 2, 3, 4])
    expect(timesOf(arrivals)).toEqual([50e6, 50e6, 50e6, 50e6, 61e6])
    expect(recorder.of('held')).toHaveLength(4)
  })

  test('released before the packets that were under way arrive, the held ones stay behind those', () => {
    const { send, runAll, arrivals, at, link } = aLink({ latency: 100 })
    send(1)
    at(10e6, () => {
      link.setCut(Cut.hold)
      send(1)
    })
    at(20e6, () => link.setCut(Cut.none))
    runAll()
    expect(idsOf(arrivals)).toEqual([0, 1])
    expect(timesOf(arrivals)).toEqual([100e6, 100e6])
  })
})
