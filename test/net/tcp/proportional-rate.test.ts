// How much may be sent for each ACK of a recovery (RFC 6937): both of its parts.
import { describe, expect, test } from 'vitest'
import { ProportionalRate } from '../../../src/net/tcp/proportional-rate.ts'

const MSS = 1000

/** A recovery that began with so much in flight, and has sent so much. */
function started({ flight = 20_000, sent = 0 } = {}): ProportionalRate {
  const rate = new ProportionalRate()
  rate.start(flight)
  rate.sentBytes = sent
  return rate
}

describe('proportional rate reduction', () => {
  test('the first lost segment goes out at once, however much is in flight', () => {
    expect(started().allow(0, 19_000, 10_000, MSS, false)).toBe(MSS)
    expect(started().allow(0, 10_000, 10_000, MSS, false)).toBe(MSS)
    expect(started({ sent: 1 }).allow(0, 19_000, 10_000, MSS, false)).toBe(0)
  })

  test('while the pipe is above the threshold, half of what is delivered goes out: one segment for every second ACK', () => {
    const rate = started()
    // 20 segments in flight, the threshold is 10.
    const sent: number[] = []
    let pipe = 19_000
    for (let ack = 0; ack < 9; ack++) {
      const segments = Math.floor(rate.allow(MSS, pipe, 10_000, MSS, false) / MSS)
      rate.sentBytes += segments * MSS
      pipe += segments * MSS - MSS
      sent.push(segments)
    }
    expect(sent).toEqual([1, 0, 0, 1, 0, 1, 0, 1, 0])
  })

  test('an odd share is rounded up: 3 segments delivered of 20, to a third, allow 1,001 bytes', () => {
    expect(started().allow(3000, 17_000, 6_667, MSS, false)).toBe(1001)
  })

  test('below the threshold a repair that works catches up by what was delivered and one segment more (SSRB)', () => {
    const rate = started()
    expect(rate.allow(1000, 4000, 10_000, MSS, true)).toBe(2000)
    rate.sentBytes += 2000
    // Never more in all than was delivered, and one segment.
    expect(rate.allow(1000, 5000, 10_000, MSS, true)).toBe(2000)
    rate.sentBytes += 4000
    expect(rate.allow(1000, 5000, 10_000, MSS, true)).toBe(0)
  })

  test('below the threshold, as long as nothing sent again has arrived, as much goes out as was delivered', () => {
    const rate = started({ sent: 1000 })
    expect(rate.allow(1500, 4000, 10_000, MSS, false)).toBe(1500)
  })

  test('below the threshold it never goes beyond it', () => {
    const rate = started({ sent: 1 })
    expect(rate.allow(5000, 9500, 10_000, MSS, true)).toBe(500)
    expect(rate.allow(0, 10_000, 10_000, MSS, true)).toBe(0)
  })

  test('what was sent too much is made up for: nothing is allowed, and never less than nothing', () => {
    expect(started({ sent: 5000 }).allow(1000, 19_000, 10_000, MSS, false)).toBe(0)
  })

  test('the product of what was delivered and the threshold is one of 32 bits, as in the reference', () => {
    const rate = started({ flight: 200_000, sent: 1 })
    // 40,000 × 107,374 = 2^32 − 7,296, and one segment more wraps.
    expect(rate.allow(40_000, 150_000, 107_374, MSS, false)).toBe(21_474)
    expect(rate.allow(1000, 149_000, 107_374, MSS, false)).toBe(536)
  })

  test('the next recovery begins with clean books', () => {
    const rate = started()
    rate.allow(10_000, 15_000, 10_000, MSS, false)
    rate.sentBytes += 5000
    rate.start(10_000)
    expect(rate.sentBytes).toBe(0)
    expect(rate.allow(2000, 9000, 5000, MSS, false)).toBe(1000)
  })
})
