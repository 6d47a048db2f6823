// Checks that files arrive complete, in time and right.
import { describe, expect, test } from 'vitest'
import { runCheck } from '../../src/check/check.ts'
import { everyHostCompletes, listSome, noBadHashIsAccepted } from '../../src/check/completion.ts'
import { aRecord } from './a-record.ts'

const record = aRecord(
  ['a', 'file-complete', { file: 10, bytes: 20_000, hash: 'good' }, 1000],
  ['b', 'file-complete', { file: 10, bytes: 20_000, hash: 'good' }, 2000],
  ['b', 'file-complete', { file: 11, bytes: 20_000, hash: 'other' }, 9000],
)

describe('everyone completes', () => {
  test.each([
    [{ hosts: ['a', 'b'], file: 10 }, true],
    [{ hosts: ['a', 'b'], file: 10, withinMs: 2000 }, true],
    [{ hosts: ['a', 'b'], file: 10, withinMs: 1999 }, false],
    [{ hosts: ['a', 'b'], file: 11 }, false],
    [{ hosts: ['a', 'b', 'c'] }, false],
  ])('%j: passed is %s', async (options, isKept) => {
    expect((await runCheck(everyHostCompletes(options), record)).passed).toBe(isKept)
  })

  test('the detail names who did not', async () => {
    const result = await runCheck(everyHostCompletes({ hosts: ['a', 'c', 'd'], file: 10 }), record)
    expect(result.detail).toBe('1 of 3 hosts, the last at 1000.000 ms; not c, d')
  })
})

describe('no bad hash is accepted', () => {
  test('every complete file must have its own hash', async () => {
    expect((await runCheck(noBadHashIsAccepted({ 10: 'good', 11: 'other' }), record)).passed).toBe(true)
    const swapped = await runCheck(noBadHashIsAccepted({ 10: 'good', 11: 'good' }), record)
    expect(swapped).toMatchObject({ passed: false, detail: expect.stringContaining('b: file 11 with other') })
  })

  test('a file nobody knows the hash of is a bad one', async () => {
    expect((await runCheck(noBadHashIsAccepted({ 10: 'good' }), record)).passed).toBe(false)
  })
})

test('of many items the first five are listed', () => {
  expect(listSome(['1', '2', '3', '4', '5'])).toBe('1, 2, 3, 4, 5')
  expect(listSome(['1', '2', '3', '4', '5', '6', '7'])).toBe('1, 2, 3, 4, 5 and 2 more')
})
