// Finds a pattern in bytes that come piece by piece (Knuth, Morris and Pratt): how far a match has come is one number,
// which the caller keeps for each stream.
import type { BytePattern } from './traffic-rule.ts'

export class ByteScan {
  readonly bytes: Uint8Array
  /** By bytes matched: how many are matched still when the next one differs. */
  readonly #fallback: Int32Array

  constructor(pattern: BytePattern) {
    this.bytes = typeof pattern === 'string' ? new TextEncoder().encode(pattern) : fromHex(pattern.hex)
    this.#fallback = fallbackOf(this.bytes)
  }

  get length(): number {
    return this.bytes.length
  }

  /** Bytes matched after one more byte; `length` is a find, after which the caller goes on with 0. */
  advance(matched: number, byte: number): number {
    const { bytes } = this
    let state = matched
    while (state > 0 && bytes[state] !== byte) state = this.#fallback[state - 1] as number
    return bytes[state] === byte ? state + 1 : 0
  }

  /** Index of the first find in these bytes, or −1. */
  indexIn(bytes: Uint8Array): number {
    let matched = 0
    for (let index = 0; index < bytes.length; index++) {
      matched = this.advance(matched, bytes[index] as number)
      if (matched === this.length) return index + 1 - matched
    }
    return -1
  }
}

function fallbackOf(bytes: Uint8Array): Int32Array {
  const fallback = new Int32Array(bytes.length)
  let matched = 0
  for (let index = 1; index < bytes.length; index++) {
    while (matched > 0 && bytes[matched] !== bytes[index]) matched = fallback[matched - 1] as number
    if (bytes[matched] === bytes[index]) matched++
    fallback[index] = matched
  }
  return fallback
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  )
}
