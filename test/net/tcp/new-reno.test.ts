// Slow start, congestion avoidance and what a loss does to the window, in bytes (RFC 5681).
import { describe, expect, test } from 'vitest'
import { NewReno } from '../../../src/net/tcp/new-reno.ts'

const MSS = 1000

describe('New Reno', () => {
  test('it begins with ten segments (RFC 6928) and no threshold', () => {
    const control = new NewReno(MSS)
    expect(control.windowBytes).toBe(10_000)
    expect(control.thresholdBytes).toBeGreaterThan(1e15)
  })

  test('in slow start ten acknowledged segments open the window by ten', () => {
    const control = new NewReno(MSS)
    for (let count = 0; count < 10; count++) control.onAcknowledged(MSS)
    expect(control.windowBytes).toBe(20_000)
  })

  test('in slow start an acknowledgment of less than a segment counts by its bytes', () => {
    const control = new NewReno(MSS)
    control.onAcknowledged(300)
    expect(control.windowBytes).toBe(10_300)
  })

  test('in congestion avoidance a whole window acknowledged opens it by about one segment', () => {
    const control = new NewReno(MSS)
    control.thresholdBytes = 10_000
    for (let count = 0; count < 10; count++) control.onAcknowledged(MSS)
    expect(Math.abs(control.windowBytes - 11_000)).toBeLessThan(50)
    expect(control.windowBytes).toBeLessThan(11_000)
  })

  test('an acknowledgment that leads over the threshold counts for both: one segment, and a part of one', () => {
    const control = new NewReno(MSS)
    control.windowBytes = 1000
    control.thresholdBytes = 2000
    control.onAcknowledged(3000)
    expect(control.windowBytes).toBe(2500)
    control.windowBytes = 1000
    control.onAcknowledged(1000)
    expect(control.windowBytes).toBe(2000)
  })

  test('a loss halves the flight into the threshold, and never below two segments', () => {
    const control = new NewReno(MSS)
    control.onLoss(30_000)
    expect(control.thresholdBytes).toBe(15_000)
    expect(control.windowBytes).toBe(10_000)
    control.onLoss(1000)
    expect(control.thresholdBytes).toBe(2000)
  })

  test('a timeout leaves one segment of window, and half the flight as threshold', () => {
    const control = new NewReno(MSS)
    control.onTimeout(30_000)
    expect(control.windowBytes).toBe(1000)
    expect(control.thresholdBytes).toBe(15_000)
  })
})
