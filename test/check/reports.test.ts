// Checks that count reports and look at their order.
import { describe, expect, test } from 'vitest'
import { runCheck } from '../../src/check/check.ts'
import { neverReports, reportsAtLeast, reportsExactly, reportsInOrder } from '../../src/check/reports.ts'
import { aRecord } from './a-record.ts'

const record = aRecord(
  ['a', 'ack-sent', { file: 10, positive: false }],
  ['b', 'ack-sent', { file: 11, positive: true }],
  ['a', 'ack-sent', { file: 10, positive: true }],
)

describe('a check that counts reports', () => {
  test('exactly as many pass, one more or less fails', async () => {
    const outcomes = [1, 2, 3].map((times) => runCheck(reportsExactly(times, { event: 'ack-sent', host: 'a' }), record))
    expect((await Promise.all(outcomes)).map(({ passed }) => passed)).toEqual([false, true, false])
  })

  test('its name and detail say what was counted', async () => {
    const check = reportsExactly(2, { event: 'ack-sent', host: 'a', where: { positive: false } })
    expect(await runCheck(check, record)).toEqual({
      name: 'ack-sent (positive false) at a happens exactly 2 times',
      passed: false,
      detail: '1 report of ack-sent (positive false) at a, expected 2',
    })
  })

  test('at least: as many or more pass', async () => {
    const outcomes = [2, 3, 4].map((times) => runCheck(reportsAtLeast(times, { event: 'ack-sent' }), record))
    expect((await Promise.all(outcomes)).map(({ passed }) => passed)).toEqual([true, true, false])
  })

  test('never: one report is one too many', async () => {
    expect((await runCheck(neverReports({ event: 'ack-sent', host: 'b' }), record)).passed).toBe(false)
    expect((await runCheck(neverReports({ event: 'ack-sent', host: 'c' }), record)).passed).toBe(true)
  })
})

describe('a check of order', () => {
  const nackThenAck = (host: string) =>
    reportsInOrder({ event: 'ack-sent', host }, [{ positive: false }, { positive: true }], 'a NACK, then an ACK')

  test('the very sequence passes, whatever other hosts report in between', async () => {
    expect(await runCheck(nackThenAck('a'), record)).toEqual({
      name: 'a NACK, then an ACK',
      passed: true,
      detail: 'ack-sent: positive false, then positive true',
    })
  })

  test.each([
    ['the other way round', [true, false]],
    ['one too few', [false]],
    ['one too many', [false, true, true]],
    ['none', []],
  ])('%s fails', async (_, positives) => {
    const other = aRecord(...positives.map((positive) => ['a', 'ack-sent', { positive }] as const))
    expect((await runCheck(nackThenAck('a'), other)).passed).toBe(false)
  })
})

test('a check that throws has failed, with the reason', async () => {
  const broken = {
    name: 'broken',
    verify(): never {
      throw new Error('no such field')
    },
  }
  expect(await runCheck(broken, record)).toEqual({
    name: 'broken',
    passed: false,
    detail: 'the check itself failed: Error: no such field',
  })
})
