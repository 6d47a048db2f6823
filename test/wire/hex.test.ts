// Hex digits beside Node's own.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToHex, hexToBytes } from '../../src/wire/hex.ts'

test('any bytes are written as Node writes them, and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const hex = bytesToHex(bytes)
      expect(hex).toBe(Buffer.from(bytes).toString('hex'))
      expect(hexToBytes(hex)).toEqual(bytes)
    }),
  )
})

test.each(['0', 'A0', '0x', 'é0'])('%j is a bug of whoever passes it', (hex) => {
  expect(() => hexToBytes(hex)).toThrow('is not lower-case hex')
})
