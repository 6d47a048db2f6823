// Spoils bits of a buffer in place.
import type { Dice } from './latency.ts'

const BITS_PER_BYTE = 8

/** Flips `bits` (1..8) different bits of one byte. */
export function flipBits(bytes: Uint8Array, at: number, bits: number, dice: Dice): void {
  const left = [0, 1, 2, 3, 4, 5, 6, 7]
  let mask = 0
  for (let flipped = 0; flipped < bits && left.length > 0; flipped++) {
    const [bit = 0] = left.splice(Math.floor(dice() * left.length), 1)
    mask |= 1 << bit
  }
  bytes[at] = (bytes[at] ?? 0) ^ mask
}

/** Flips one bit anywhere in bytes `from` to `to` (exclusive). */
export function flipOneBit(bytes: Uint8Array, from: number, to: number, dice: Dice): void {
  const bit = Math.floor(dice() * (to - from) * BITS_PER_BYTE)
  const at = from + Math.floor(bit / BITS_PER_BYTE)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % BITS_PER_BYTE))
}
