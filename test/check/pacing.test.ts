// The check that a sender keeps its pace, at its bounds.
import { expect, test } from 'vitest'
import { runCheck } from '../../src/check/check.ts'
import { keepsPace } from '../../src/check/pacing.ts'
import { aRecord } from './a-record.ts'

function blocksAt(...times: readonly number[]) {
  return aRecord(...times.map((atMs) => ['a', 'block-sent', {}, atMs] as const), ['b', 'block-sent', {}, 5])
}

const pace = keepsPace({ host: 'a', minGapMs: 1000, maxGapMs: 1001 })

test.each([
  ['pauses within the bounds', [0, 1000, 2001], true],
  ['a pause a little too short', [0, 1000, 1999.999], false],
  ['a pause a little too long', [0, 1001.001, 2002], false],
  ['one block only, so no pause at all', [0], false],
])('%s: passed is %s', async (_, times, isKept) => {
  expect((await runCheck(pace, blocksAt(...(times as number[])))).passed).toBe(isKept)
})

test('the detail has the shortest and the longest pause', async () => {
  expect((await runCheck(pace, blocksAt(0, 1000, 2000.5))).detail).toBe('2 pauses from 1000.000 to 1000.500 ms')
})
