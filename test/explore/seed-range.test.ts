// Ranges of seeds as users write them, and their parts.
import { expect, test } from 'vitest'
import { cutRange, readSeedRange, seedCount, SeedRangeError } from '../../src/explore/seed-range.ts'

test.each([
  ['1..1000', { first: 1, last: 1000 }, 1000],
  ['7', { first: 7, last: 7 }, 1],
  ['0..0', { first: 0, last: 0 }, 1],
])('%s', (text, range, count) => {
  expect(readSeedRange(text)).toEqual(range)
  expect(seedCount(readSeedRange(text))).toBe(count)
})

test.each(['', '1..', '..5', '5..1', '1-5', '1...5', 'a..b', '-1..5', '1.5..2', '9007199254740993'])(
  '"%s" is no range',
  (text) => {
    expect(() => readSeedRange(text)).toThrow(SeedRangeError)
  },
)

test('the parts of a range hold each seed once, in order, and the last part may be smaller', () => {
  expect([...cutRange({ first: 3, last: 9 }, 3)]).toEqual([
    { first: 3, last: 5 },
    { first: 6, last: 8 },
    { first: 9, last: 9 },
  ])
})
