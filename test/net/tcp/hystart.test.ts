// The two signs by which HyStart knows the end of slow start.
import { describe, expect, test } from 'vitest'
import { HyStart } from '../../../src/net/tcp/hystart.ts'

const MILLI = 1_000_000

/** A round that begins at 0 and ends when 10,000 is acknowledged. */
function inRound(): HyStart {
  const hystart = new HyStart()
  hystart.onAcknowledged(0, 1, 10_000)
  return hystart
}

describe('HyStart', () => {
  test('ACKs no more than 2 ms apart, for longer than the shortest round trip: the path is full', () => {
    const hystart = inRound()
    for (let atMs = 2; atMs <= 20; atMs += 2) hystart.onRoundTrip(20 * MILLI, 20 * MILLI, atMs * MILLI)
    expect(hystart.found).toBe(false)
    hystart.onRoundTrip(20 * MILLI, 20 * MILLI, 22 * MILLI)
    expect(hystart.found).toBe(true)
  })

  test('one gap of more than 2 ms breaks the train for the rest of the round; the next round begins another', () => {
    const hystart = inRound()
    for (let atMs = 3; atMs <= 60; atMs++) hystart.onRoundTrip(20 * MILLI, 20 * MILLI, atMs * MILLI)
    expect(hystart.found).toBe(false)
    hystart.onAcknowledged(60 * MILLI, 10_000, 20_000)
    hystart.onRoundTrip(20 * MILLI, 20 * MILLI, 61 * MILLI)
    expect(hystart.found).toBe(false)
    hystart.onAcknowledged(62 * MILLI, 10_001, 20_000)
    for (let atMs = 63; atMs <= 83; atMs++) hystart.onRoundTrip(20 * MILLI, 20 * MILLI, atMs * MILLI)
    expect(hystart.found).toBe(true)
  })

  test('the shortest of a round’s first eight round trips counts: one short one among them is enough to go on', () => {
    const hystart = inRound()
    for (let ack = 0; ack < 7; ack++) hystart.onRoundTrip(90 * MILLI, 30 * MILLI, (10 + ack * 5) * MILLI)
    hystart.onRoundTrip(60 * MILLI, 30 * MILLI, 50 * MILLI)
    hystart.onRoundTrip(90 * MILLI, 30 * MILLI, 55 * MILLI)
    expect(hystart.found).toBe(false)
  })

  test('on a short path four milliseconds more are needed', () => {
    const slower = (roundTripMs: number) => {
      const hystart = inRound()
      for (let ack = 0; ack < 9; ack++) hystart.onRoundTrip(roundTripMs * MILLI, MILLI, (10 + ack * 5) * MILLI)
      return hystart.found
    }
    expect([slower(5), slower(5.1)]).toEqual([false, true])
  })

  test('found stays found, until a timeout', () => {
    const hystart = inRound()
    for (let ack = 0; ack < 9; ack++) hystart.onRoundTrip(90 * MILLI, 30 * MILLI, (10 + ack * 5) * MILLI)
    expect(hystart.found).toBe(true)
    hystart.onAcknowledged(100 * MILLI, 20_000, 30_000)
    expect(hystart.found).toBe(true)
    hystart.restart(100 * MILLI, 30_000)
    expect(hystart.found).toBe(false)
  })
})
