// Chunks as text and as base64.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../src/wire/base64.ts'
import { decodeChunkData, encodeChunkData } from '../../src/wire/chunk-data.ts'

test('any bytes come back, through JSON', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_024 }), (bytes) => {
      const result = decodeChunkData(JSON.parse(JSON.stringify(encodeChunkData(bytes))))
      expect(result).toEqual({ ok: true, value: bytes })
    }),
  )
})

test('text travels as text, a byte order mark included', () => {
  const bytes = new TextEncoder().encode('\ufeffGrüße, 蜂 🐝\0')
  expect(encodeChunkData(bytes)).toEqual({ data: '\ufeffGrüße, 蜂 🐝\0' })
})

test('a chunk that ends inside a character is base64 and says so', () => {
  expect(encodeChunkData(Uint8Array.of(0x61, 0xc3))).toEqual({ data: 'YcM=', encoding: 'base64' })
})

test('base64 is that of everybody else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    }),
  )
})

test.each(['YcM', 'Yc=M', 'Y*M=', '====', 'é==='])('base64 with a mistake is refused: %s', (text) => {
  expect(decodeBase64(text).ok).toBe(false)
})

test('half a surrogate pair is no chunk', () => {
  expect(decodeChunkData({ data: 'a\ud800' })).toEqual({ ok: false, reason: 'the chunk holds half a character' })
})
