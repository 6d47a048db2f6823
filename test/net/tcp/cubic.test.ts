// CUBIC's window (RFC 9438), in segments of 1,000 bytes and at chosen times.
import { describe, expect, test } from 'vitest'
import { Cubic } from '../../../src/net/tcp/cubic.ts'

const MSS = 1000
const MILLI = 1_000_000
const SECOND = 1000 * MILLI

/** At the threshold, a loss behind it: the window was `before` segments and is now seven tenths of them. */
function afterLoss(before: number, roundTripMs = 100): Cubic {
  const control = new Cubic(MSS)
  control.windowBytes = before * MSS
  control.thresholdBytes = before * MSS
  control.onLoss()
  control.windowBytes = control.thresholdBytes
  control.onRoundTrip(roundTripMs * MILLI, 0)
  return control
}

/** A window's worth of segments is acknowledged every 100 ms. The window after each second. */
function everySecond(control: Cubic, seconds: number): number[] {
  const windows: number[] = []
  for (let round = 1; round <= seconds * 10; round++) {
    const segments = control.windowBytes / MSS
    for (let count = 0; count < segments; count++) control.onAcknowledged(MSS, round * 100 * MILLI, 0, 0)
    if (round % 10 === 0) windows.push(control.windowBytes / MSS)
  }
  return windows
}

describe('CUBIC', () => {
  test('it begins with ten segments (RFC 6928), and counts every segment in slow start', () => {
    const control = new Cubic(MSS)
    expect(control.windowBytes).toBe(10_000)
    control.onAcknowledged(2 * MSS, MILLI, 2001, 10_001)
    expect(control.windowBytes).toBe(12_000)
    // Bytes that are no whole segment wait for the rest.
    control.onAcknowledged(700, MILLI, 2701, 10_001)
    control.onAcknowledged(300, MILLI, 3001, 10_001)
    expect(control.windowBytes).toBe(13_000)
  })

  test('a loss leaves seven tenths of the window as threshold, in whole segments and never below two (section 4.6)', () => {
    const control = new Cubic(MSS)
    control.windowBytes = 15_000
    control.onLoss()
    expect(control.thresholdBytes).toBe(10_000)
    control.windowBytes = 1500
    control.onLoss()
    expect(control.thresholdBytes).toBe(2000)
  })

  test('the window comes back to its size at the loss after K = ∛(W_max × 0.3 / C) seconds, and goes on from there', () => {
    const control = afterLoss(100)
    // K = ∛(30 / 0.4) = 4.217 s: steep, flat around the old maximum, steep again.
    expect(everySecond(control, 8)).toEqual([87, 96, 100, 100, 100, 102, 108, 121])
  })

  test('who loses again below the old maximum makes room: the curve aims lower (section 4.7)', () => {
    const control = afterLoss(100)
    control.onLoss()
    control.windowBytes = control.thresholdBytes
    expect(control.windowBytes).toBe(49_000)
    // Flat at 70 × 1.7 / 2 = 59 instead of 70.
    expect(everySecond(control, 4)).toEqual([57, 59, 59, 59])
  })

  test('a timeout leaves one segment, and forgets the maximum: then one segment more for every twenty at least', () => {
    const control = new Cubic(MSS)
    control.windowBytes = 100_000
    control.onTimeout(0, 0, 0)
    expect(control.windowBytes).toBe(1000)
    expect(control.thresholdBytes).toBe(70_000)
    control.windowBytes = 70_000
    control.onRoundTrip(100 * MILLI, 0)
    for (let count = 0; count < 60; count++) control.onAcknowledged(MSS, MILLI, 0, 0)
    expect(control.windowBytes).toBe(73_000)
  })

  test('however far the curve is ahead, two segments must be acknowledged for one more', () => {
    const control = afterLoss(100)
    control.onAcknowledged(MSS, MILLI, 0, 0)
    for (let count = 0; count < 10; count++) control.onAcknowledged(MSS, 100 * SECOND, 0, 0)
    expect(control.windowBytes).toBe(75_000)
  })
})

describe('CUBIC leaves slow start', () => {
  test('when round trips are twice as long as the shortest, from sixteen segments on', () => {
    const control = new Cubic(MSS)
    control.onRoundTrip(50 * MILLI, SECOND)
    control.onAcknowledged(2 * MSS, SECOND, 2001, 12_001)
    expect(control.windowBytes).toBe(12_000)
    for (let ack = 0; ack < 20; ack++) control.onRoundTrip(150 * MILLI, 2 * SECOND + ack * 10 * MILLI)
    expect(control.thresholdBytes).toBeGreaterThan(1e9)
    control.windowBytes = 16_000
    for (let ack = 0; ack < 8; ack++) control.onRoundTrip(150 * MILLI, 3 * SECOND + ack * 10 * MILLI)
    expect(control.thresholdBytes).toBeGreaterThan(1e9)
    control.onRoundTrip(150 * MILLI, 4 * SECOND)
    expect(control.thresholdBytes).toBe(16_000)
  })
})
