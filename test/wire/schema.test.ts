// What JSON values are taken for what they should be, and what is said of the others.
import { describe, expect, test } from 'vitest'
import {
  anything,
  decodeAs,
  either,
  integer,
  list,
  matching,
  object,
  oneOf,
  optional,
  pair,
  record,
  type Schema,
  text,
} from '../../src/wire/schema.ts'

function verdict(schema: Schema<unknown>, value: unknown): string {
  const result = decodeAs(schema, value)
  return result.ok ? 'taken' : result.reason
}

describe('a value', () => {
  test.each<[string, Schema<unknown>, unknown, string]>([
    ['the least', integer(1, 9), 1, 'taken'],
    ['the most', integer(1, 9), 9, 'taken'],
    ['one more', integer(1, 9), 10, 'the message must be a whole number from 1 to 9'],
    ['a fraction', integer(1), 1.5, 'the message must be a whole number from 1'],
    ['digits', integer(1), '1', 'the message must be a whole number from 1'],
    ['a text as long as allowed', text(3), 'abc', 'taken'],
    ['a longer one', text(3), 'abcd', 'the message must be a text of at most 3 characters'],
    ['no text', text(), 5, 'the message must be a text'],
    ['what matches', matching(/^a+$/, 'some a'), 'aa', 'taken'],
    ['what does not', matching(/^a+$/, 'some a'), 'ab', 'the message must be some a'],
    ['one of some', oneOf(true, 1), 1, 'taken'],
    ['none of them', oneOf(true, 1), '1', 'the message must be true or 1'],
    ['anything', anything, null, 'taken'],
    ['a list as long as allowed', list(integer(0), 2), [1, 2], 'taken'],
    ['a longer list', list(integer(0), 2), [1, 2, 3], 'the message must be a list of at most 2'],
    ['a wrong item', list(integer(0)), [1, -1], '"1" must be a whole number from 0'],
    ['a pair', pair(text(), integer(0)), ['a', 1], 'taken'],
    ['three', pair(text(), integer(0)), ['a', 1, 2], 'the message must be a list of two'],
    ['a wrong second', pair(text(), integer(0)), ['a', 'b'], '"1" must be a whole number from 0'],
    ['a table', record(integer(0)), { a: 1, b: 2 }, 'taken'],
    ['a table with a wrong field', record(integer(0)), { a: 1, b: 'x' }, '"b" must be a whole number from 0'],
    ['a list for a table', record(integer(0)), [1], 'the message must be an object'],
    ['the first of two', either(text(), integer(0)), 'a', 'taken'],
    ['the second of two', either(text(), integer(0)), 4, 'taken'],
    ['neither', either(text(), integer(0)), null, 'the message must be a whole number from 0'],
  ])('%s', (_what, schema, value, expected) => {
    expect(verdict(schema, value)).toBe(expected)
  })
})

describe('an object', () => {
  const message = object({ id: integer(1), name: optional(text()), inner: optional(object({ at: list(integer(0)) })) })

  test.each<[string, unknown, string]>([
    ['with what it must have', { id: 1 }, 'taken'],
    ['with more than that', { id: 1, name: 'x', other: [] }, 'taken'],
    ['without a field that it must have', { name: 'x' }, '"id" must be a whole number from 1'],
    ['with a wrong field that may be absent', { id: 1, name: 2 }, '"name" must be a text'],
    ['that is wrong deep inside', { id: 1, inner: { at: [0, 'x'] } }, '"inner.at.1" must be a whole number from 0'],
    ['that is null', null, 'the message must be an object'],
  ])('%s', (_what, value, expected) => {
    expect(verdict(message, value)).toBe(expected)
  })

  test('what it inherits does not count', () => {
    expect(verdict(object({ constructor: anything, id: integer(1) }), { id: 1 })).toBe('taken')
    expect(verdict(object({ toString: text() }), {})).toBe('"toString" must be a text')
  })
})
