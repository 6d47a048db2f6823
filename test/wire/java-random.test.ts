// Java's generator against its documented recurrence, and the generated files against the hashes of the Java programs.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { generateFile } from '../../src/wire/index/generated-file.ts'
import { fillWithJavaRandom } from '../../src/wire/java-random.ts'

/** The generator as its documentation writes it, slow and plain. */
function javaRandomBytes(seed: number, length: number): Uint8Array {
  const mask = (1n << 48n) - 1n
  let state = (BigInt(seed) ^ 0x5deece66dn) & mask
  const bytes = new Uint8Array(length)
  let word = 0
  for (let at = 0; at < length; at++) {
    if (at % 4 === 0) {
      state = (state * 0x5deece66dn + 0xbn) & mask
      word = Number(state >> 16n)
    }
    bytes[at] = Math.floor(word / 256 ** (at % 4)) % 256
  }
  return bytes
}

describe('the generated files', () => {
  it.each([
    [0, 'ed0b2f9383a5f8273eff2be510cd03fe37ff1915', '60b420bb3851d9d4'],
    [1, '31e668c4558183c8231cd70c515721f6cea88b52', '73d51abbd89cb819'],
    [10, '503673c3b0a55dd71a7d55c9980605b05c6993c4', 'd27afdbaf8161572'],
    [63, '392226a432b9df4e61661fde805d8865fc85ebb3', '633182ba174b6618'],
  ])('file %i is the one that the Java programs generate', (index, sha1, first) => {
    const file = generateFile(index, 20_000)
    expect(createHash('sha1').update(file).digest('hex')).toBe(sha1)
    expect(Buffer.from(file.subarray(0, 8)).toString('hex')).toBe(first)
  })

  it('a shorter file is the beginning of a longer one, whatever its length', () => {
    const whole = generateFile(7)
    for (const length of [0, 1, 2, 3, 4, 5, 999]) expect(generateFile(7, length)).toEqual(whole.slice(0, length))
  })

  it('any seed of 48 bits gives the bytes of the documented recurrence', () => {
    for (const seed of [0, 1, 0xffffff, 0x1000000, 0x5deece66d, 2 ** 47, 2 ** 48 - 1]) {
      const bytes = new Uint8Array(4001)
      fillWithJavaRandom(seed, bytes)
      expect(Buffer.from(bytes).equals(Buffer.from(javaRandomBytes(seed, 4001)))).toBe(true)
    }
  })
})
