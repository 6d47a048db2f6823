// Keys in the order they were written.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memberKeyOrder } from '../../src/wire/json-key-order.ts'

test('file names that look like numbers stay where they were written', () => {
  const text = '{"message":2,"length":3,"files":{"bse":{"a:1":[1]},"23":{"b:2":[1,2]},"1":{}}}'
  expect(memberKeyOrder(text, 'files')).toEqual(['bse', '23', '1'])
  expect(memberKeyOrder(text, 'peers')).toEqual([])
})

test('any keys come back in their order, whatever stands around them', () => {
  const keys = fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 12 })
  fc.assert(
    fc.property(keys, fc.jsonValue(), (names, value) => {
      const inner = names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')
      const text = `{"other":${JSON.stringify({ files: value })},"files":{${inner}},"last":[{"files":{"no":1}}]}`
      expect(memberKeyOrder(text, 'files')).toEqual(names)
    }),
  )
})
