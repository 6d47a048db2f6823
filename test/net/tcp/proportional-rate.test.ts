// How much may be sent for each ACK of a recovery (RFC 6937): both of its parts.
import { describe, expect, test } from 'vitest'
import { ProportionalRate } from '../../../src/net/tcp/proportional-rate.ts'

const MSS = 1000

describe('proportional rate reduction', () => {
  test('while the pipe is above the threshold, half of what is delivered goes out: one segment for every second ACK', () => {
    const rate = new ProportionalRate()
    // 20 segments in flight, the threshold is 10.
    rate.start(20_000)
    const sent: number[] = []
    let pipe = 19_000
    for (let ack = 0; ack < 8; ack++) {
      const allowed = rate.allow(MSS, pipe, 10_000, MSS)
      const segments = Math.floor(allowed / MSS)
      rate.sentBytes += segments * MSS
      pipe += segments * MSS - MSS
      sent.push(segments)
    }
    expect(sent).toEqual([0, 1, 0, 1, 0, 1, 0, 1])
  })

  test('an odd share is rounded up: 3 segments delivered of 20, to a third, allow 1,000 bytes', () => {
    const rate = new ProportionalRate()
    rate.start(20_000)
    expect(rate.allow(3000, 17_000, 6_667, MSS)).toBe(1001)
  })

  test('below the threshold it catches up by what was delivered and one segment more (SSRB)', () => {
    const rate = new ProportionalRate()
    rate.start(20_000)
    expect(rate.allow(1000, 4000, 10_000, MSS)).toBe(2000)
    rate.sentBytes += 2000
    expect(rate.allow(1000, 5000, 10_000, MSS)).toBe(2000)
  })

  test('below the threshold it never goes beyond it', () => {
    const rate = new ProportionalRate()
    rate.start(20_000)
    expect(rate.allow(5000, 9500, 10_000, MSS)).toBe(500)
    expect(rate.allow(0, 10_000, 10_000, MSS)).toBe(0)
  })

  test('what was sent too much is made up for: nothing is allowed, and never less than nothing', () => {
    const rate = new ProportionalRate()
    rate.start(20_000)
    rate.sentBytes = 5000
    expect(rate.allow(1000, 19_000, 10_000, MSS)).toBe(0)
  })

  test('the next recovery begins with clean books', () => {
    const rate = new ProportionalRate()
    rate.start(20_000)
    rate.allow(10_000, 15_000, 10_000, MSS)
    rate.sentBytes += 5000
    rate.start(10_000)
    expect(rate.sentBytes).toBe(0)
    expect(rate.allow(2000, 9000, 5000, MSS)).toBe(1000)
  })
})
