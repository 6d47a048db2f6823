// The check over a whole record: partitions, what it says when it fails, and when it has nothing to go by.
import { expect, test } from 'vitest'
import { isLinearizable } from '../../../src/check/linearizability/is-linearizable.ts'
import type { Operation } from '../../../src/check/linearizability/operation.ts'
import { aRecord } from '../a-record.ts'
import { lostWrite, read, type RegisterInput, type RegisterOutput, register, write } from './a-history.ts'

type Named = { readonly of: string; readonly what: RegisterInput }

function of(
  name: string,
  history: readonly Operation<RegisterInput, RegisterOutput>[],
): Operation<Named, RegisterOutput>[] {
  return history.map((operation) => ({ ...operation, input: { of: name, what: operation.input } }))
}

function verify(history: readonly Operation<Named, RegisterOutput>[], options: { maxAttempts?: number } = {}) {
  const check = isLinearizable({
    name: 'registers are linearizable',
    model: {
      initial: 0,
      step: (state, { what }, output) => register.step(state, what, output),
      keyOf: String,
      partitionOf: (input: Named) => input.of,
      describe: ({ what }, output) => register.describe(what, output),
    },
    history: () => history,
    ...options,
  })
  return check.verify(aRecord())
}

test('each partition is looked at alone', () => {
  const history = [...of('x', [write(1, 0, 1), read(1, 2, 3)]), ...of('y', [read(0, 2, 3), lostWrite(1, 4)])]
  expect(verify(history)).toEqual({ passed: true, detail: '4 operations, 1 of unknown outcome, in 2 partitions' })
})

test('one bad partition fails it, with the operation that fits nowhere', () => {
  const history = [...of('x', [write(1, 0, 1)]), ...of('y', [write(1, 0, 1), read(1, 2, 3), read(0, 4, 5)])]
  expect(verify(history)).toEqual({
    passed: false,
    detail:
      "4 operations, 0 of unknown outcome, in 2 partitions; no order explains reader's read: 0 (4.000 to 5.000 ms); " +
      "the best one places 2 operations before it, the last of them reader's read: 1 (2.000 to 3.000 ms), and comes to 1",
  })
})

test('no operation at all proves nothing', () => {
  expect(verify([])).toMatchObject({ passed: false, detail: expect.stringContaining('1 are needed') })
})

test('a search that is given up is not a pass', () => {
  const history = [...Array.from({ length: 9 }, (_, value) => write(value, 0, 100)), read(99, 101, 102)]
  expect(verify(of('x', history), { maxAttempts: 50 })).toMatchObject({
    passed: false,
    detail: expect.stringContaining('not decided after 50 attempts'),
  })
})
