// Base64 beside Node's own.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../src/wire/base64.ts'

test('any bytes are written as Node writes them, and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = encodeBase64(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64'))
      expect(decodeBase64(text)).toEqual({ ok: true, value: bytes })
    }),
  )
})

test('any text at all gives bytes or a reason', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[A-Za-z0-9+/=]{0,12}$/))
  fc.assert(
    fc.property(text, (any) => {
      const result = decodeBase64(any)
      if (result.ok) expect([...result.value]).toEqual([...Buffer.from(any, 'base64')])
      else expect(result.reason).toMatch(/^base64 text (must|has)/)
    }),
  )
})
