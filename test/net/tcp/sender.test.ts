// The sending half alone: what it sends when, for the acknowledgments that the test makes up.
import { describe, expect, test } from 'vitest'
import { PacketMemory } from '../../../src/net/packet-memory.ts'
import { Scheduler } from '../../../src/net/scheduler.ts'
import type { Slab } from '../../../src/net/slab.ts'
import * as Flag from '../../../src/net/tcp/flag.ts'
import { NewReno } from '../../../src/net/tcp/new-reno.ts'
import { SendBuffer } from '../../../src/net/tcp/send-buffer.ts'
import { Sender } from '../../../src/net/tcp/sender.ts'

const MSS = 1000
const MILLI = 1_000_000
const WINDOW = 1_000_000

/** A sender whose handshake is done (the SYN was number 0), with a round trip of 100 ms measured. */
function setUp({ windowBytes = WINDOW, retryLimit = 15 } = {}) {
  const scheduler = new Scheduler()
  const sent: { atMs: number; flags: number; sequence: number; length: number }[] = []
  const retries: [number, number][] = []
  const congestion = new NewReno(MSS)
  const output = {
    sendSegment: (flags: number, sequence: number, _slab: Slab | null, _offset: number, length: number) =>
      void sent.push({ atMs: scheduler.now / MILLI, flags, sequence, length }),
    mayRetry(inARow: number, unanswered: number) {
      retries.push([inARow, unanswered])
      return unanswered <= retryLimit
    },
  }
  const sender = new Sender(scheduler, output, MSS, congestion, new SendBuffer(new PacketMemory()))
  const at = (atMs: number, fire: () => void) => scheduler.at(atMs * MILLI, { fire })
  const run = (untilMs: number) => {
    while (scheduler.nextTime <= untilMs * MILLI) scheduler.step()
  }
  /** An acknowledgment that says when the acknowledged segment was sent. */
  const acknowledge = (sequence: number, { sack = null, window = windowBytes, echoMs = -1 } = {} as Ack) => {
    const isNew = sender.acknowledge(sequence, window, sack, echoMs < 0 ? -1 : echoMs * 1000)
    sender.transmit()
    return isNew
  }
  sender.sendSyn(Flag.syn)
  at(100, () => acknowledge(1, { echoMs: 0 }))
  run(100)
  sent.length = 0
  const write = (bytes: number) => {
    sender.write(new Uint8Array(bytes), bytes)
    sender.transmit()
  }
  const sequences = () => sent.map(({ sequence }) => sequence)
  return { scheduler, sender, congestion, sent, sequences, retries, at, run, acknowledge, write }
}

interface Ack {
  readonly sack?: readonly number[] | null
  readonly window?: number
  readonly echoMs?: number
}

const thousands = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index * MSS)

describe('windows', () => {
  test('ten segments go out at first; each acknowledged one lets two more go', () => {
    const { sequences, sent, acknowledge, write } = setUp()
    write(100_000)
    expect(sequences()).toEqual(thousands(1, 10))
    acknowledge(1001)
    expect(sent).toHaveLength(12)
    acknowledge(3001)
    // Two acknowledged at once open the window by one segment only (RFC 5681: at most SMSS for each ACK).
    expect(sent).toHaveLength(15)
  })

  test('the other end’s window is never overrun, and its last part is sent as a short segment only when all is acknowledged', () => {
    const { sent, acknowledge, write } = setUp({ windowBytes: 2500 })
    write(100_000)
    expect(sent.map(({ length }) => length)).toEqual([1000, 1000])
    acknowledge(2001, { window: 500 })
    expect(sent.at(-1)).toMatchObject({ sequence: 2001, length: 500 })
  })

  test('a program that does not fill the window does not open it', () => {
    const { congestion, acknowledge, write, sender } = setUp()
    sender.noDelay = true
    for (let count = 0; count < 20; count++) {
      write(1000)
      acknowledge(sender.next)
    }
    expect(congestion.windowBytes).toBe(10_000)
  })

  test('after a pause longer than the timeout a large window begins with ten segments again', () => {
    const { congestion, sent, acknowledge, write, sender, at, run } = setUp()
    for (let round = 0; round < 4; round++) {
      write(congestion.windowBytes)
      while (sender.hasUnacknowledged) acknowledge(Math.min(sender.next, sender.unacknowledged + MSS))
    }
    expect(congestion.windowBytes).toBe(35_000)
    sent.length = 0
    at(500, () => write(100_000))
    run(500)
    expect(congestion.windowBytes).toBe(10_000)
    expect(sent).toHaveLength(10)
  })

  test('a pause shorter than the timeout leaves the window as it is', () => {
    const { congestion, sent, acknowledge, write, sender, at, run } = setUp()
    write(10_000)
    while (sender.hasUnacknowledged) acknowledge(sender.unacknowledged + MSS)
    // While less than half of it is in use the window does not open further.
    expect(congestion.windowBytes).toBe(14_000)
    sent.length = 0
    // The round trip of 100 ms makes the timeout 300.
    at(399, () => write(100_000))
    run(399)
    expect(sent).toHaveLength(14)
  })
})

describe('small segments', () => {
  test('Nagle: a second small write waits for the acknowledgment of the first, and goes with the third', () => {
    const { sent, acknowledge, write } = setUp()
    for (const bytes of [10, 20, 30]) write(bytes)
    expect(sent.map(({ length }) => length)).toEqual([10])
    acknowledge(11)
    expect(sent.map(({ length }) => length)).toEqual([10, 50])
  })

  test('full segments do not wait, only the rest does', () => {
    const { sent, write } = setUp()
    write(10)
    write(2500)
    expect(sent.map(({ length }) => length)).toEqual([10, 1000, 1000])
  })

  test('without delay each write goes out at once', () => {
    const { sent, sender, write } = setUp()
    sender.noDelay = true
    for (const bytes of [10, 20, 30]) write(bytes)
    expect(sent.map(({ length }) => length)).toEqual([10, 20, 30])
  })

  test('the end of the stream does not wait: the rest and the FIN go at once', () => {
    const { sent, sender, write, acknowledge } = setUp()
    write(10)
    sender.write(new Uint8Array(20), 20)
    sender.finish()
    sender.transmit()
    expect(sent.map(({ sequence, length, flags }) => [sequence, length, flags & Flag.fin])).toEqual([
      [1, 10, 0],
      [11, 20, 0],
      [31, 0, Flag.fin],
    ])
    expect(sender.isFinished).toBe(false)
    acknowledge(32)
    expect(sender.isFinished).toBe(true)
  })
})

describe('losses', () => {
  test('three segments sacked above a hole: it is sent again at once, and the window ends at half the pipe', () => {
    const { sequences, sent, congestion, acknowledge, write } = setUp()
    write(10_000)
    sent.length = 0
    acknowledge(1, { sack: [1001, 2001] })
    acknowledge(1, { sack: [1001, 3001] })
    expect(sent).toEqual([])
    acknowledge(1, { sack: [1001, 4001] })
    expect(sequences()).toEqual([1])
    // Of ten segments three have arrived and one is lost: six are on the way.
    expect(congestion.thresholdBytes).toBe(3000)
    acknowledge(10_001)
    // The threshold, and congestion avoidance for the acknowledgment that ends the recovery: 1000² / 3000.
    expect(congestion.windowBytes).toBe(3333)
  })

  test('one loss in a window costs one reduction, however many acknowledgments tell of it', () => {
    const { congestion, acknowledge, write } = setUp()
    write(10_000)
    for (let end = 2001; end <= 10_001; end += MSS) acknowledge(1, { sack: [1001, end] })
    expect(congestion.thresholdBytes).toBe(3000)
  })

  test('a timeout sends the first segment again and leaves a window of one; each further one waits twice as long', () => {
    const { sent, congestion, write, run, retries } = setUp()
    write(5000)
    sent.length = 0
    run(100 + 300 + 600 + 1200)
    // The round trip of 100 ms makes the timeout 300.
    expect(sent.map(({ atMs, sequence }) => [atMs, sequence])).toEqual([
      [400, 1],
      [1000, 1],
      [2200, 1],
    ])
    expect(congestion.windowBytes).toBe(1000)
    // Half of the one segment that the third timeout found in flight, and never below two.
    expect(congestion.thresholdBytes).toBe(2000)
    expect(retries).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
  })

  test('after a timeout the acknowledged segments open the window again, and all is sent in order', () => {
    const { sent, sequences, acknowledge, write, run } = setUp()
    write(5000)
    run(400)
    sent.length = 0
    acknowledge(1001)
    expect(sequences()).toEqual([1001, 2001])
    acknowledge(3001)
    expect(sequences()).toEqual([1001, 2001, 3001, 4001])
  })

  test('when all is acknowledged after timeouts, the next one is as short as the first again (RFC 6298 section 5)', () => {
    const { sent, acknowledge, write, run, scheduler, at } = setUp()
    write(1000)
    run(100 + 300 + 600)
    at(1100, () => acknowledge(1001))
    run(1100)
    sent.length = 0
    write(1000)
    run(1100 + 300)
    expect(sent.map(({ atMs }) => atMs)).toEqual([1100, 1400])
    expect(scheduler.now / MILLI).toBe(1400)
  })

  test('an acknowledgment of something never sent, and an old one, are ignored', () => {
    const { sender, acknowledge, write } = setUp()
    write(3000)
    expect(acknowledge(3002)).toBe(false)
    expect(acknowledge(2001)).toBe(true)
    expect(acknowledge(1001, { window: 0 })).toBe(false)
    expect([sender.unacknowledged, sender.peerWindowBytes]).toEqual([2001, WINDOW])
  })

  test('when it may not try again it falls silent', () => {
    const { sent, write, scheduler, retries } = setUp({ retryLimit: 2 })
    write(1000)
    while (scheduler.step()) {}
    expect(sent.map(({ atMs }) => atMs)).toEqual([100, 400, 1000])
    expect(retries).toHaveLength(3)
  })
})

describe('a closed window', () => {
  test('is asked for after the timeout, again and again at growing intervals, up to two minutes', () => {
    const { sent, acknowledge, write, run, at, retries } = setUp({ windowBytes: 1000 })
    write(5000)
    acknowledge(1001, { window: 0 })
    sent.length = 0
    for (let atMs = 350; atMs < 1_000_000; atMs += 1000) at(atMs, () => acknowledge(1001, { window: 0 }))
    run(1_000_000)
    const gaps = sent.map(({ atMs }, index) => atMs - (sent[index - 1]?.atMs ?? 100))
    expect(gaps).toEqual([
      300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 76_800, 120_000, 120_000, 120_000, 120_000, 120_000, 120_000,
      120_000,
    ])
    expect(sent.every(({ sequence, length }) => sequence === 1000 && length === 0)).toBe(true)
    // Answers came to each: sixteen probes without progress, and none of them unanswered for long.
    expect(retries.at(-1)).toEqual([16, 1])
  })

  test('opened again it is filled at once, and no probe follows', () => {
    const { sent, acknowledge, write, run } = setUp({ windowBytes: 1000 })
    write(3000)
    acknowledge(1001, { window: 0 })
    run(450)
    sent.length = 0
    acknowledge(1001, { window: 5000 })
    acknowledge(3001, { window: 5000 })
    run(1_000_000)
    expect(sent.map(({ sequence, length }) => [sequence, length])).toEqual([
      [1001, 1000],
      [2001, 1000],
    ])
  })
})
