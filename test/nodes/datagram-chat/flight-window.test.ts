// How many packets may be under way when reports come, when they do not, and when packets are lost.
import { describe, expect, it } from 'vitest'
import { DeliveryRate } from '../../../src/nodes/datagram-chat/delivery-rate.ts'
import { FlightWindow } from '../../../src/nodes/datagram-chat/flight-window.ts'
import { MIN_FLIGHT_PACKETS, TAIL_PACKETS } from '../../../src/nodes/datagram-chat/limits.ts'

function windowAfter(sent: number): FlightWindow {
  const window = new FlightWindow(new DeliveryRate(2043, 0))
  window.onSent(sent, 0)
  return window
}

describe('a window', () => {
  it('is used up by what left', () => {
    expect(windowAfter(MIN_FLIGHT_PACKETS - 24).roomAt(1)).toBe(24)
    expect(windowAfter(MIN_FLIGHT_PACKETS + 24).roomAt(1)).toBe(0)
  })

  it('has the room of what has arrived', () => {
    const window = windowAfter(MIN_FLIGHT_PACKETS)
    window.onReport(100, null)
    window.onReport(130, null)
    expect(window.roomAt(1)).toBe(130)
  })

  it('has the room of what left before a packet that has arrived, and is lost', () => {
    const window = windowAfter(MIN_FLIGHT_PACKETS)
    window.onReport(100, { sequence: 119, sent: 120, atMs: 0, isMeasuring: false })
    expect(window.roomAt(1)).toBe(120)
    window.onReport(110, { sequence: 119, sent: 120, atMs: 0, isMeasuring: false })
    expect(window.roomAt(1)).toBe(130)
  })

  it('is not larger after a packet that came twice', () => {
    const window = windowAfter(10)
    window.onReport(12, null)
    expect(window.roomAt(1)).toBe(MIN_FLIGHT_PACKETS)
  })

  it('opens when nothing was heard for so long that nothing can be under way', () => {
    const window = windowAfter(MIN_FLIGHT_PACKETS)
    expect(window.roomAt(200)).toBe(0)
    expect(window.roomAt(201)).toBe(MIN_FLIGHT_PACKETS)
  })

  it('is nearly empty when so little is under way that it cannot stand in a queue', () => {
    const window = windowAfter(TAIL_PACKETS + 10)
    window.onReport(9, null)
    expect(window.isNearlyEmpty).toBe(false)
    window.onReport(10, null)
    expect(window.isNearlyEmpty).toBe(true)
  })
})
