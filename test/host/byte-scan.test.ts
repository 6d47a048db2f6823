// A pattern that is looked for byte by byte.
import { expect, test } from 'vitest'
import { ByteScan } from '../../src/host/byte-scan.ts'

const bytesOf = (text: string) => Buffer.from(text, 'latin1')

/** Places where finds end, going on afresh after each. */
function ends(pattern: string, text: string): number[] {
  const scan = new ByteScan(pattern)
  const found: number[] = []
  let matched = 0
  for (const [index, byte] of bytesOf(text).entries()) {
    matched = scan.advance(matched, byte)
    if (matched < scan.length) continue
    found.push(index)
    matched = 0
  }
  return found
}

test('a find is seen at its last byte, also after a false start that overlaps it', () => {
  expect(ends('aab', 'aaab aab')).toEqual([3, 7])
  expect(ends('abcabd', 'abcabcabd')).toEqual([8])
  expect(ends('x', 'axxb')).toEqual([1, 2])
})

test('finds do not overlap', () => {
  expect(ends('aa', 'aaaa')).toEqual([1, 3])
})

test('every place of every pattern over two letters is the one that indexOf finds', () => {
  const texts = Array.from({ length: 128 }, (_, number) => number.toString(2).padStart(7, '0'))
  for (const text of texts) {
    for (const pattern of ['0', '01', '010', '0011', '01011', '1101011']) {
      expect(new ByteScan(pattern).indexIn(bytesOf(text))).toBe(text.indexOf(pattern))
    }
  }
})

test('hex digits are bytes, and a text is UTF-8', () => {
  expect([...new ByteScan({ hex: '00fF10' }).bytes]).toEqual([0, 255, 16])
  expect([...new ByteScan('é').bytes]).toEqual([0xc3, 0xa9])
})
