// The check that a sender keeps its pace, at its bounds.
import { expect, test } from 'vitest'
import { runCheck } from '../../src/check/check.ts'
import { isNeverAheadOfItsPace, keepsPace, staysWithinRate } from '../../src/check/pacing.ts'
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

const beat = isNeverAheadOfItsPace({ host: 'a', periodMs: 1000 })

test.each([
  ['late blocks', [0, 1000, 2500, 3500], true],
  ['a block that makes up for a late one before it, in its time', [0, 1900, 2000], true],
  ['a block before its time', [0, 1900, 1999.9], false],
  ['one block only', [0], false],
])('%s', async (_, times, isKept) => {
  expect((await runCheck(beat, blocksAt(...(times as number[])))).passed).toBe(isKept)
})

test('the block that is most ahead is told', async () => {
  expect((await runCheck(beat, blocksAt(0, 999, 1500))).detail).toBe('block 2 is 500.000 ms early')
})

const rate = staysWithinRate({ host: 'a', event: 'sent', bytesPerSecond: 1000, burstBytes: 500 })

function sent(...sends: readonly (readonly [atMs: number, bytes: number])[]) {
  return aRecord(...sends.map(([atMs, bytes]) => ['a', 'sent', { bytes }, atMs] as const))
}

test.each([
  ['a burst, then what flows in', sent([0, 500], [100, 100], [300, 200]), true],
  ['a burst after a pause, no larger than the bucket', sent([0, 500], [60_000, 500]), true],
  ['a byte too many at once', sent([0, 501]), false],
  ['more than flows in', sent([0, 500], [100, 101]), false],
  ['nothing at all', aRecord(), false],
])('%s', async (_, record, isKept) => {
  expect((await runCheck(rate, record)).passed).toBe(isKept)
})
