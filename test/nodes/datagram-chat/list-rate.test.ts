// What a list of missing packets says about the rate.
import { expect, it } from 'vitest'
import { ListRate } from '../../../src/nodes/datagram-chat/list-rate.ts'
import { INITIAL_PLAIN_RATE, MIN_RATE } from '../../../src/nodes/datagram-chat/limits.ts'

it('goes up by half after a round of which 15 % are missing, and down to what got through after one of which more are', () => {
  const [good, bad] = [new ListRate(), new ListRate()]
  good.onList([[85, 99]], 100, true)
  expect(good.rateAt()).toBe(INITIAL_PLAIN_RATE * 1.5)
  bad.onList([[80, 99]], 100, true)
  expect(bad.rateAt()).toBe(INITIAL_PLAIN_RATE * 0.8)
})

it('says nothing of a round of fewer than 16 packets, or one that is not over', () => {
  const rate = new ListRate()
  rate.onList([[0, 14]], 15, true)
  rate.onList([[0, 99]], 100, false)
  expect(rate.rateAt()).toBe(INITIAL_PLAIN_RATE)
})

it('of a list that names only the first that are missing: only those sent in the round count, up to the last it names', () => {
  const rate = new ListRate()
  // One in ten is missing; the list stops at the tenth of them.
  rate.onList(
    Array.from({ length: 10 }, (_, at) => [at * 10, at * 10] as const),
    1000,
    true,
  )
  expect(rate.rateAt()).toBe(INITIAL_PLAIN_RATE * 1.5)
  // Those ten came; the next list names the others, which were not sent again.
  rate.onList([[100, 119]], 1000, true)
  expect(rate.rateAt()).toBe(INITIAL_PLAIN_RATE * 1.5)
  // Of these twenty, a quarter is lost.
  rate.onList(
    [
      [500, 504],
      [100, 104],
      [115, 119],
    ],
    1000,
    true,
  )
  expect(rate.rateAt()).toBe(INITIAL_PLAIN_RATE * 1.5 * 0.5)
})

it('never goes below the least', () => {
  const rate = new ListRate()
  rate.onList([[0, 99]], 100, true)
  expect(rate.rateAt()).toBe(MIN_RATE)
})
