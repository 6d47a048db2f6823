// How fast a sender goes after the first reports: the numbers that a path of some length gives.
import { describe, expect, it } from 'vitest'
import { DeliveryRate } from '../../../src/nodes/datagram-chat/delivery-rate.ts'
import { FIRST_FLIGHT_PACKETS, INITIAL_RATE } from '../../../src/nodes/datagram-chat/limits.ts'

const PACKET_BYTES = 2000

/** After a report that so many came, and it took so long from the first departure to it. */
function rateAfterFirst(received: number, tookMs: number, sent = FIRST_FLIGHT_PACKETS): DeliveryRate {
  const rate = new DeliveryRate(PACKET_BYTES, 0)
  const mark = { sequence: received - 1, sent, atMs: 0, isMeasuring: false }
  rate.onReport({ received, elapsedMs: 0 }, mark, tookMs, tookMs)
  return rate
}

describe('the rate of a download', () => {
  it('is twice what came of the first flight in a round trip', () => {
    expect(rateAfterFirst(4, 2).rateAt(2)).toBe((2 * 4 * PACKET_BYTES * 1000) / 2)
  })

  it('counts a round trip that is shorter than a millisecond as one', () => {
    expect(rateAfterFirst(4, 0.1).rateAt(1)).toBe(2 * 4 * PACKET_BYTES * 1000)
  })

  it('stays what it was where the way is so long that the first flight tells less', () => {
    expect(rateAfterFirst(4, 100).rateAt(100)).toBe(INITIAL_RATE)
  })

  it('takes no more packets for arrived than were sent', () => {
    expect(rateAfterFirst(1_000_000, 2).rateAt(2)).toBe((2 * FIRST_FLIGHT_PACKETS * PACKET_BYTES * 1000) / 2)
  })

  it('doubles with each millisecond that brings twice as much', () => {
    const rate = rateAfterFirst(4, 1)
    let received = 4
    const rates = [1, 2, 3].map((elapsedMs) => {
      received += 8 * 2 ** (elapsedMs - 1)
      const mark = { sequence: received - 1, sent: received, atMs: elapsedMs, isMeasuring: false }
      rate.onReport({ received, elapsedMs }, mark, elapsedMs + 1, elapsedMs + 1)
      return rate.rateAt(elapsedMs + 1) / (PACKET_BYTES * 1000)
    })
    expect(rates).toEqual([16, 32, 62.5])
  })
})
