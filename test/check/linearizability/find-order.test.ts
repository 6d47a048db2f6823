// The search for an order: histories that are known to have one, histories that are known to have none, and random small
// ones held against trying every order there is.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findOrder } from '../../../src/check/linearizability/find-order.ts'
import type { Operation } from '../../../src/check/linearizability/operation.ts'
import { lostWrite, read, type RegisterInput, type RegisterOutput, register, write } from './a-history.ts'

type RegisterOperation = Operation<RegisterInput, RegisterOutput>

const kindOf = (...history: RegisterOperation[]) => findOrder(history, register).kind

describe('histories that have an order', () => {
  test.each<[string, RegisterOperation[]]>([
    ['nothing at all', []],
    ['one after the other', [write(1, 0, 1), read(1, 2, 3), write(2, 4, 5), read(2, 6, 7)]],
    ['a read during a write sees the old value', [write(1, 0, 1), write(2, 2, 9), read(1, 3, 4)]],
    ['or the new one', [write(1, 0, 1), write(2, 2, 9), read(2, 3, 4)]],
    ['two reads during one write see the old one, then the new', [write(1, 0, 9), read(0, 1, 2), read(1, 3, 4)]],
    ['two concurrent writes in either order', [write(1, 0, 9), write(2, 0, 9), read(1, 10, 11)]],
    ['operations that touch in time are concurrent', [write(1, 0, 5), read(0, 5, 6)]],
    ['a lost write that was never seen', [lostWrite(1, 0), read(0, 1, 2), read(0, 8, 9)]],
    ['a lost write that is seen late', [lostWrite(1, 0), read(0, 1, 2), read(1, 8, 9)]],
    ['a lost write that could only take effect before it was seen', [lostWrite(1, 0, 5), read(1, 4, 9)]],
  ])('%s', (_, history) => {
    expect(kindOf(...history)).toBe('order')
  })

  test('the order that is found is one: operations that never happened are not in it', () => {
    const history = [read(2, 5, 6), lostWrite(7, 0), write(2, 1, 2), lostWrite(9, 0, 1)]
    expect(findOrder(history, register)).toEqual({ kind: 'order', order: [2, 0] })
    expect(findOrder([lostWrite(7, 0, 1), read(0, 2, 3)], register)).toEqual({ kind: 'order', order: [1] })
  })
})

describe('histories that have none', () => {
  test.each<[string, RegisterOperation[]]>([
    ['a value that nobody wrote', [read(5, 0, 1)]],
    ['a stale read', [write(1, 0, 1), write(2, 2, 3), read(1, 4, 5)]],
    ['an answered write that is lost', [write(1, 0, 1), read(0, 2, 3)]],
    ['a read that goes back', [write(1, 0, 9), read(1, 1, 2), read(0, 3, 4)]],
    [
      'two readers that see two writes in two orders',
      [write(1, 0, 1), write(2, 0, 1), read(1, 2, 3), read(2, 4, 5), read(1, 6, 7)],
    ],
    ['a lost write that was seen and then was not', [lostWrite(1, 0), read(1, 1, 2), read(0, 3, 4)]],
    [
      'a lost write that is seen twice, with another between',
      [lostWrite(1, 0), read(1, 1, 2), write(2, 3, 4), read(2, 5, 6), read(1, 7, 8)],
    ],
    ['a lost write that first shows after it could take effect', [lostWrite(1, 0, 5), read(0, 6, 7), read(1, 8, 9)]],
    ['a read of a write that had not begun', [read(1, 0, 1), write(1, 2, 3)]],
  ])('%s', (_, history) => {
    expect(kindOf(...history)).toBe('none')
  })

  test('it is told how far the best order came, and what could not follow', () => {
    const history = [write(1, 0, 1), write(2, 2, 3), read(1, 4, 5), read(1, 6, 7)]
    expect(findOrder(history, register)).toEqual({ kind: 'none', placed: 2, last: 1, state: 2, stuck: 2 })
  })
})

test('a search that takes too many attempts is given up', () => {
  const history = Array.from({ length: 12 }, (_, value) => write(value, 0, 100))
  expect(findOrder([...history, read(99, 101, 102)], register, 1000)).toEqual({ kind: 'undecided', attempts: 1000 })
})

test('long histories with little overlap take little', () => {
  const history = Array.from({ length: 2000 }, (_, at) => [
    write(at, 4 * at, 4 * at + 5),
    read(at, 4 * at + 6, 4 * at + 7),
  ])
  expect(findOrder(history.flat(), register, 20_000).kind).toBe('order')
})

/** Tries every order of every choice of the operations that may not have happened. */
function hasOrder(history: readonly RegisterOperation[], state: number): boolean {
  if (history.every(({ output }) => output === undefined)) return true
  return history.some((candidate, index) => {
    if (history.some(({ returnedMs }) => returnedMs < candidate.invokedMs)) {
      // Something must come first; unless it never happened.
      const first = history.findIndex((other) => other.output === undefined && other.returnedMs < candidate.invokedMs)
      return (
        first !== -1 &&
        hasOrder(
          history.filter((_, at) => at !== first),
          state,
        )
      )
    }
    const after = register.step(state, candidate.input, candidate.output)
    return (
      after !== undefined &&
      hasOrder(
        history.filter((_, at) => at !== index),
        after,
      )
    )
  })
}

test('every small history is judged as trying all orders judges it', () => {
  const time = fc.integer({ min: 0, max: 12 })
  const span = fc.tuple(time, fc.integer({ min: 0, max: 6 }))
  const value = fc.integer({ min: 0, max: 2 })
  const aWrite = fc.tuple(value, span).map(([written, [at, long]]) => write(written, at, at + long))
  const aRead = fc.tuple(value, span).map(([seen, [at, long]]) => read(seen, at, at + long))
  const lost = fc
    .tuple(value, time, fc.option(fc.integer({ min: 0, max: 6 })))
    .map(([written, at, long]) => lostWrite(written, at, long === null ? Infinity : at + long))
  const histories = fc.array(fc.oneof({ weight: 3, arbitrary: aWrite }, { weight: 4, arbitrary: aRead }, lost), {
    maxLength: 7,
  })
  const seen = { order: 0, none: 0 }
  fc.assert(
    fc.property(histories, (history) => {
      const { kind } = findOrder(history, register)
      if (kind !== 'undecided') seen[kind]++
      expect(kind).toBe(hasOrder(history, 0) ? 'order' : 'none')
    }),
    { numRuns: 400, seed: 4 },
  )
  // The property says something only when there are many of both.
  expect(Math.min(seen.order, seen.none)).toBeGreaterThan(80)
})
