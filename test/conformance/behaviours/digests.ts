// Digests and dice: the small things of a host that are neither time nor network.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { pattern } from '../tools/events.ts'

const ABC = new TextEncoder().encode('abc')

export const digests = topic('digests and dice', [
  behaviour('SHA-1 and SHA-256 of "abc" are those of FIPS 180-4, in lower-case hex', async ({ a }) => {
    assert.equal(a.crypto.hash('sha1', ABC), 'a9993e364706816aba3e25717850c26c9cd0d89d')
    assert.equal(a.crypto.hash('sha256', ABC), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  }),

  behaviour('the digest of nothing', async ({ a }) => {
    assert.equal(a.crypto.hash('sha1', new Uint8Array(0)), 'da39a3ee5e6b4b0d3255bfef95601890afd80709')
  }),

  behaviour('a digest taken piece by piece is that of the whole', async ({ a }) => {
    const bytes = pattern(100_000)
    for (const algorithm of ['sha1', 'sha256'] as const) {
      const hasher = a.crypto.createHash(algorithm)
      for (let at = 0; at < bytes.length; at += 7_777) hasher.update(bytes.subarray(at, at + 7_777))
      assert.equal(hasher.digest(), a.crypto.hash(algorithm, bytes))
    }
  }),

  behaviour('a digest is of the bytes as they were at update()', async ({ a }) => {
    const hasher = a.crypto.createHash('sha1')
    const bytes = ABC.slice()
    hasher.update(bytes)
    bytes.fill(0)
    assert.equal(hasher.digest(), a.crypto.hash('sha1', ABC))
  }),

  behaviour('next() is in [0, 1), below(n) a whole number in [0, n)', async ({ a }) => {
    for (let turn = 0; turn < 1_000; turn++) {
      const dice = a.random.next()
      assert.equal(dice >= 0 && dice < 1, true)
      const whole = a.random.below(6)
      assert.equal(Number.isInteger(whole) && whole >= 0 && whole < 6, true)
    }
    assert.equal(a.random.below(1), 0)
    assert.equal(a.random.below(2 ** 32) < 2 ** 32, true)
  }),

  behaviour('below(2) gives both in a hundred throws, and hosts do not throw alike', async ({ a, b }) => {
    const throws = (random: typeof a.random) => Array.from({ length: 100 }, () => random.below(2)).join('')
    const [ofA, ofB] = [throws(a.random), throws(b.random)]
    assert.equal(ofA.includes('0') && ofA.includes('1'), true)
    assert.notEqual(ofA, ofB)
  }),
])
