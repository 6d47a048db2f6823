// java.util.Random, as far as `nextBytes` needs it: the 48-bit linear congruential generator of its documentation.
// The state is kept in two halves of 24 bits, so that every product stays exact in a double and no BigInt is needed.

const HALF = 0x1000000
const HALF_MASK = 0xffffff
/** 0x5DEECE66D, the multiplier and also what the seed is scrambled with. */
const MULTIPLIER_HIGH = 0x5de
const MULTIPLIER_LOW = 0xece66d
const INCREMENT = 0xb

/** Fills `target` with what `new java.util.Random(seed).nextBytes(target)` gives. `seed`: a whole number, 0..2^48 - 1. */
export function fillWithJavaRandom(seed: number, target: Uint8Array): void {
  let high = Math.floor(seed / HALF) ^ MULTIPLIER_HIGH
  let low = (seed % HALF) ^ MULTIPLIER_LOW
  for (let at = 0; at < target.length; at += 4) {
    // Below 2^24. All the rest needs the low 24 bits of its products only, for which `Math.imul` and `&` stay with integers.
    const carry = ((low * MULTIPLIER_LOW + INCREMENT) / HALF) | 0
    high = (Math.imul(high, MULTIPLIER_LOW) + Math.imul(low, MULTIPLIER_HIGH) + carry) & HALF_MASK
    low = (Math.imul(low, MULTIPLIER_LOW) + INCREMENT) & HALF_MASK
    // The upper 32 of the 48 bits, lowest byte first. Writes past the end of a typed array are ignored.
    target[at] = (low >>> 16) & 0xff
    target[at + 1] = high & 0xff
    target[at + 2] = (high >>> 8) & 0xff
    target[at + 3] = high >>> 16
  }
}
