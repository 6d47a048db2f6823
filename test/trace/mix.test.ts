// The hash below the fingerprint: fixed values, and no change without a trace.
import { describe, expect, test } from 'vitest'
import { Mix } from '../../src/trace/mix.ts'

function digestOf(feed: (mix: Mix) => void): string {
  const mix = new Mix()
  feed(mix)
  return mix.digest()
}

describe('the running hash', () => {
  test('a known sequence of words, texts and numbers has the same digest on every machine and Node version', () => {
    const digest = digestOf((mix) => {
      mix.words(1, 2, 3, 0xffffffff)
      mix.text('naïve → 文')
      mix.number(2 ** 53 - 1)
      mix.number(0.1)
    })
    expect(digest).toBe('7e78708dcf8b955ac1fbb0e42ae9d8ff')
  })

  test('taking the digest does not change what follows', () => {
    const once = digestOf((mix) => mix.text('ab'))
    const twice = digestOf((mix) => {
      mix.digest()
      mix.text('ab')
    })
    expect(twice).toBe(once)
  })

  test('every bit of each of the four words counts', () => {
    const digests = new Set<string>()
    for (let word = 0; word < 4; word++) {
      for (let bit = 0; bit < 32; bit++) {
        const words = [0, 0, 0, 0]
        words[word] = 1 << bit
        digests.add(digestOf((mix) => mix.words(words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 0)))
      }
    }
    expect(digests.size).toBe(128)
  })

  test('a changed bit changes about half of the digest', () => {
    const bits = (hex: string) => BigInt(`0x${hex}`)
    const difference = bits(digestOf((mix) => mix.words(0, 0, 0, 0))) ^ bits(digestOf((mix) => mix.words(0, 0, 0, 1)))
    const flipped = [...difference.toString(2)].filter((bit) => bit === '1').length
    expect(flipped).toBeGreaterThan(40)
    expect(flipped).toBeLessThan(88)
  })

  test.each([
    ['an integer and the text of it', (mix: Mix) => mix.number(1), (mix: Mix) => mix.text('1')],
    ['2^32 and 0', (mix: Mix) => mix.number(2 ** 32), (mix: Mix) => mix.number(0)],
    ['-1 and 2^32 - 1', (mix: Mix) => mix.number(-1), (mix: Mix) => mix.number(2 ** 32 - 1)],
    ['0 and -0', (mix: Mix) => mix.number(0), (mix: Mix) => mix.number(-0)],
    ['two fractions that differ in the last bit', (mix: Mix) => mix.number(0.1), (mix: Mix) => mix.number(0.1 + 2e-17)],
    ['a text cut in two', (mix: Mix) => mix.text('ab'), (mix: Mix) => (mix.text('a'), mix.text('b'))],
    ['texts with their letters swapped', (mix: Mix) => mix.text('ab'), (mix: Mix) => mix.text('ba')],
    ['a text and the same with a zero unit', (mix: Mix) => mix.text('a'), (mix: Mix) => mix.text('a\0')],
  ])('%s differ', (_, one, other) => {
    expect(digestOf(one)).not.toBe(digestOf(other))
  })
})
