// JSON documents without delimiter, cut anywhere, and what is none.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonDocumentReader, MAX_JSON_DEPTH } from '../../src/wire/json-document.ts'

const utf8 = new TextEncoder()

function readAll(text: string | Uint8Array, cuts: readonly number[] = [], maxBytes = 1_000_000) {
  const bytes = typeof text === 'string' ? utf8.encode(text) : text
  const reader = new JsonDocumentReader(maxBytes)
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  let at = 0
  for (const end of [...ends, bytes.length]) {
    const result = reader.push(bytes.subarray(at, end))
    if (result !== null) return { result, taken: end }
    at = end
  }
  return { result: null, taken: bytes.length }
}

function reasonOf(text: string | Uint8Array, maxBytes?: number): string | undefined {
  const { result } = readAll(text, [], maxBytes)
  return result !== null && !result.ok ? result.reason : undefined
}

describe('a JSON document without delimiter', () => {
  test('any object is read back, however the bytes are cut', () => {
    const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 }))
    fc.assert(
      fc.property(object, fc.array(fc.nat(5_000), { maxLength: 8 }), (value, cuts) => {
        const text = JSON.stringify(value)
        const { result, taken } = readAll(text, cuts)
        expect(taken).toBe(utf8.encode(text).length)
        expect(result).toEqual({ ok: true, value: { value: JSON.parse(text), text, rest: new Uint8Array(0) } })
      }),
    )
  })

  test('what comes behind the document is handed back, what comes later is not asked for', () => {
    const { result } = readAll(' \r\n\t{"a":"}"}\0\x01rest')
    expect(result?.ok === true && result.value.value).toEqual({ a: '}' })
    expect(result?.ok === true && [...result.value.rest]).toEqual([...utf8.encode('\0\x01rest')])
  })

  test('any bytes at all give a document, a reason, or a wait for more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(200)), (bytes, cuts) => {
        const { result } = readAll(bytes, cuts)
        expect(result === null || typeof result.ok === 'boolean').toBe(true)
      }),
    )
  })

  test.each([
    ['text', 'hello', 'the message is not a JSON object'],
    ['a number', '12', 'the message is not a JSON object'],
    ['a list', '[1]', 'the message is not a JSON object'],
    ['a bracket that does not fit', '{"a":[}', 'the message is not valid JSON'],
    ['words without quotes', '{message: 1}', 'the message is not valid JSON'],
    [
      'half a UTF-8 character',
      new Uint8Array([0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d]),
      'the message is not valid UTF-8',
    ],
  ])('%s is refused with a reason', (_what, bytes, reason) => {
    expect(reasonOf(bytes)).toBe(reason)
  })

  test('a document of exactly the limit passes, one byte more does not', () => {
    const text = '{"a":12345}'
    expect(reasonOf(text, text.length)).toBeUndefined()
    expect(reasonOf(text, text.length - 1)).toBe('the message is larger than 10 bytes')
    expect(reasonOf(' '.repeat(50), 40)).toBe('the message is larger than 40 bytes')
  })

  test('the deepest nesting passes, one level more does not', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
    expect(reasonOf(nested(MAX_JSON_DEPTH))).toBeUndefined()
    expect(reasonOf(nested(MAX_JSON_DEPTH + 1))).toBe('the message nests deeper than 32')
  })

  test('brackets and quotes inside strings are text', () => {
    const value = { 'a}"{': 'x\\"}]', b: ['{', '\\'] }
    const { result } = readAll(JSON.stringify(value), [1, 3, 5, 8, 9, 10])
    expect(result?.ok === true && result.value.value).toEqual(value)
  })
})
