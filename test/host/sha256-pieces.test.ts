// Digests of many pieces at once, against Node's of each.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { realCrypto } from '../../src/real/crypto.ts'
import { virtualCrypto } from '../../src/net/virtual-crypto.ts'

const BYTES = Uint8Array.from({ length: 300_000 }, (_, index) => (index * index * 31 + index) >>> 3)

function oneByOne(bytes: Uint8Array, pieceBytes: number): string[] {
  const digests: string[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    digests.push(
      createHash('sha256')
        .update(bytes.subarray(at, at + pieceBytes))
        .digest('hex'),
    )
  }
  return digests
}

function together(crypto: typeof realCrypto, bytes: Uint8Array, pieceBytes: number, offset = 0): string[] {
  const count = Math.ceil(bytes.length / pieceBytes)
  const into = new Uint8Array(offset + count * 32)
  crypto.sha256Pieces(bytes, pieceBytes, into, offset)
  expect(into.subarray(0, offset).every((byte) => byte === 0)).toBe(true)
  return Array.from({ length: count }, (_, index) =>
    Buffer.from(into.subarray(offset + index * 32, offset + index * 32 + 32)).toString('hex'),
  )
}

describe.each([
  ['real', realCrypto],
  ['virtual', virtualCrypto],
])('the %s digests of pieces', (_, crypto) => {
  it.each([
    ['no bytes', 0, 1024],
    ['less than one piece', 700, 1024],
    ['three pieces', 3 * 1024, 1024],
    ['four pieces', 4 * 1024, 1024],
    ['four pieces and a byte', 4 * 1024 + 1, 1024],
    ['many pieces', 292 * 1024 + 5, 1024],
    ['pieces of one block', 64 * 9, 64],
    ['pieces that are no whole blocks', 100 * 9, 100],
    ['long pieces', 4 * 32_768, 32_768],
  ])('%s', (_what, sizeBytes, pieceBytes) => {
    const bytes = BYTES.subarray(0, sizeBytes)
    expect(together(crypto, bytes, pieceBytes)).toEqual(oneByOne(bytes, pieceBytes))
  })

  it('a view into a larger array, written behind what is there already', () => {
    const bytes = BYTES.subarray(777, 777 + 9 * 1024)
    expect(together(crypto, bytes, 1024, 96)).toEqual(oneByOne(bytes, 1024))
  })

  it('pieces of another length after those of one', () => {
    expect(together(crypto, BYTES.subarray(0, 8192), 1024)).toEqual(oneByOne(BYTES.subarray(0, 8192), 1024))
    expect(together(crypto, BYTES.subarray(0, 8192), 2048)).toEqual(oneByOne(BYTES.subarray(0, 8192), 2048))
  })
})
