// The tracker's operations: what clients may see of register, leave and locate, and what they must not.
import { describe, expect, test } from 'vitest'
import { findOrder } from '../../../src/check/linearizability/find-order.ts'
import { ACCEPTED, locationsText, trackerModel } from '../../../src/check/linearizability/tracker-model.ts'
import { operation } from './a-history.ts'

const register = (peer: string, chunks: string, fromMs: number, toMs: number) =>
  operation(peer, { kind: 'register', file: 'film', peer, chunks } as const, ACCEPTED, fromMs, toMs)
const lostRegister = (peer: string, chunks: string, fromMs: number) =>
  operation(peer, { kind: 'register', file: 'film', peer, chunks } as const, undefined, fromMs)
const leave = (peer: string, fromMs: number, toMs: number) =>
  operation(peer, { kind: 'leave', file: 'film', peer } as const, ACCEPTED, fromMs, toMs)
const locate = (seen: string, fromMs: number, toMs: number) =>
  operation('asker', { kind: 'locate', file: 'film' } as const, seen, fromMs, toMs)
const kindOf = (...history: Parameters<typeof findOrder>[0]) => findOrder(history as never, trackerModel).kind

describe('a tracker that is right', () => {
  test('names those who registered, with their latest chunks, and not those who left', () => {
    const history = [
      locate('', 0, 1),
      register('b', '1-3', 2, 3),
      register('a', '2', 4, 5),
      locate('a 2; b 1-3', 6, 7),
      register('a', '2-4', 8, 9),
      leave('b', 10, 11),
      locate('a 2-4', 12, 13),
    ]
    expect(kindOf(...history)).toBe('order')
  })

  test('may or may not show a registration while it is under way', () => {
    expect(kindOf(register('a', '1', 0, 9), locate('', 1, 2), locate('a 1', 3, 4))).toBe('order')
  })

  test('may show a registration whose client died, late or never', () => {
    expect(kindOf(lostRegister('a', '1', 0), locate('', 5, 6), locate('a 1', 7, 8))).toBe('order')
    expect(kindOf(lostRegister('a', '1', 0), locate('', 5, 6), locate('', 7, 8))).toBe('order')
  })
})

describe('a tracker that is wrong', () => {
  test('forgets a registration that it acknowledged', () => {
    expect(kindOf(register('a', '1', 0, 1), locate('', 2, 3))).toBe('none')
  })

  test('shows chunks that were replaced', () => {
    expect(kindOf(register('a', '1', 0, 1), register('a', '1-2', 2, 3), locate('a 1', 4, 5))).toBe('none')
  })

  test('shows a peer that left', () => {
    expect(kindOf(register('a', '1', 0, 1), leave('a', 2, 3), locate('a 1', 4, 5))).toBe('none')
  })

  test('shows a registration to one, and then not to the next', () => {
    expect(kindOf(lostRegister('a', '1', 0), locate('a 1', 2, 3), locate('', 4, 5))).toBe('none')
  })

  test('shows two registrations to two askers in two orders', () => {
    const both = [register('a', '1', 0, 9), register('b', '1', 0, 9)]
    expect(kindOf(...both, locate('a 1', 1, 2), locate('b 1', 3, 4))).toBe('none')
  })

  test('answers a registration with something else', () => {
    const refused = operation('a', { kind: 'register', file: 'film', peer: 'a', chunks: '1' } as const, 'refused', 0, 1)
    expect(kindOf(refused)).toBe('none')
  })
})

test('files have nothing to do with each other', () => {
  expect(trackerModel.partitionOf?.({ kind: 'locate', file: 'x' })).toBe('x')
})

test('the text of who has what does not depend on the order in which they came', () => {
  expect(
    locationsText(
      new Map([
        ['b', '2'],
        ['a', '1'],
      ]),
    ),
  ).toBe('a 1; b 2')
})
