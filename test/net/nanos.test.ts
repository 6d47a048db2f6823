// Milliseconds to whole nanoseconds and back.
import { expect, test } from 'vitest'
import { millisToNanos, nanosToMillis } from '../../src/net/nanos.ts'

test('milliseconds become whole nanoseconds, the nearest', () => {
  expect(millisToNanos(1)).toBe(1_000_000)
  expect(millisToNanos(0.1)).toBe(100_000)
  expect(millisToNanos(0.000_000_4)).toBe(0)
  expect(millisToNanos(0.000_000_5)).toBe(1)
})

test('a hundred days come back exactly, to the nanosecond', () => {
  const hundredDays = 100 * 86_400_000
  expect(millisToNanos(hundredDays)).toBe(hundredDays * 1e6)
  expect(nanosToMillis(millisToNanos(hundredDays))).toBe(hundredDays)
  expect(nanosToMillis(1_500_000)).toBe(1.5)
})
