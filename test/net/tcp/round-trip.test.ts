// The retransmission timeout of RFC 6298, number by number.
import { describe, expect, test } from 'vitest'
import { RoundTrip } from '../../../src/net/tcp/round-trip.ts'

const MILLI = 1_000_000

describe('the retransmission timeout', () => {
  test('before anything was measured it is one second (2.1)', () => {
    expect(new RoundTrip().timeout).toBe(1000 * MILLI)
  })

  test('the first measurement R gives SRTT = R and RTO = R + 4 × R/2 (2.2)', () => {
    const roundTrip = new RoundTrip()
    roundTrip.measure(100 * MILLI, 0)
    expect(roundTrip.smoothed).toBe(100 * MILLI)
    expect(roundTrip.timeout).toBe(300 * MILLI)
  })

  test('the next gives RTTVAR = ¾ RTTVAR + ¼ |SRTT − R|, then SRTT = ⅞ SRTT + ⅛ R (2.3)', () => {
    const roundTrip = new RoundTrip()
    roundTrip.measure(100 * MILLI, 0)
    roundTrip.measure(180 * MILLI, 0)
    // RTTVAR 0.75 × 50 + 0.25 × 80 = 57.5; SRTT 0.875 × 100 + 0.125 × 180 = 110.
    expect(roundTrip.smoothed).toBe(110 * MILLI)
    expect(roundTrip.timeout).toBe(340 * MILLI)
  })

  test('a steady round trip lets the variation die out, but the clock’s millisecond stays on top', () => {
    const roundTrip = new RoundTrip()
    for (let count = 0; count < 200; count++) roundTrip.measure(500 * MILLI, 0)
    expect(roundTrip.smoothed).toBe(500 * MILLI)
    expect(roundTrip.timeout).toBe(501 * MILLI)
  })

  test('it is never below 200 ms, however near the other end is', () => {
    const roundTrip = new RoundTrip()
    roundTrip.measure(0.04 * MILLI, 0)
    expect(roundTrip.timeout).toBe(200 * MILLI)
  })

  test('timestamps tick once a millisecond: a round trip is so many ticks, and within one tick a microsecond (RFC 7323)', () => {
    const roundTrip = new RoundTrip()
    roundTrip.measure(12.1 * MILLI, 1)
    expect(roundTrip.smoothed).toBe(11 * MILLI)
    const near = new RoundTrip()
    near.measure(1.9 * MILLI, 1)
    expect(near.smoothed).toBe(0.001 * MILLI)
  })

  test('each expiry doubles it, up to 120 s and no further (5.5)', () => {
    const roundTrip = new RoundTrip()
    const seconds: number[] = []
    for (let count = 0; count < 9; count++) {
      roundTrip.backOff()
      seconds.push(roundTrip.timeout / 1000 / MILLI)
    }
    expect(seconds).toEqual([2, 4, 8, 16, 32, 64, 120, 120, 120])
  })

  test('a measurement ends the back-off (5.7)', () => {
    const roundTrip = new RoundTrip()
    roundTrip.measure(100 * MILLI, 0)
    for (let count = 0; count < 3; count++) roundTrip.backOff()
    expect(roundTrip.timeout).toBe(2400 * MILLI)
    roundTrip.measure(100 * MILLI, 0)
    // RTTVAR is now 0.75 × 50 ms.
    expect(roundTrip.timeout).toBe(250 * MILLI)
  })

  test('new data acknowledged ends it too, measured or not', () => {
    const roundTrip = new RoundTrip()
    roundTrip.measure(100 * MILLI, 0)
    roundTrip.backOff()
    roundTrip.onProgress()
    expect(roundTrip.timeout).toBe(300 * MILLI)
  })
})
