// Percentiles by nearest rank.
import { expect, test } from 'vitest'
import { percentile } from '../../src/scenarios/percentile.ts'

test.each([
  [[3, 1, 2], 50, 2],
  [[3, 1, 2, 4], 50, 2],
  [[3, 1, 2], 100, 3],
  [[3, 1, 2], 0, 1],
  [[10, 9], 90, 10],
  [[], 50, Number.NaN],
])('of %j the %i th is %d', (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected)
})
