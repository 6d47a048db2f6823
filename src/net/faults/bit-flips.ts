// Which bits of a stream or a datagram are wrong, by place; the same places stay wrong when bytes are sent again.
import type { Random } from '../../host/random.ts'

const BITS_PER_BYTE = 8

export class BitFlips {
  /** Place of a byte to the bits that are wrong in it. */
  readonly #masks = new Map<number, number>()

  get size(): number {
    return this.#masks.size
  }

  /** Flips these bits of one byte. */
  add(place: number, mask: number): void {
    this.#masks.set(place, (this.#masks.get(place) ?? 0) ^ mask)
  }

  /** Flips `bits` different bits, drawn, of the `length` bytes from `first` on; all of them when there are no more. */
  draw(random: Random, bits: number, first: number, length: number): void {
    const room = length * BITS_PER_BYTE
    const drawn = new Set<number>()
    while (drawn.size < Math.min(bits, room)) drawn.add(random.below(room))
    for (const bit of drawn) this.add(first + Math.floor(bit / BITS_PER_BYTE), 1 << (bit % BITS_PER_BYTE))
  }

  /** True when one of the `length` bytes from `first` on is to be wrong. */
  touches(first: number, length: number): boolean {
    for (const place of this.#masks.keys()) if (place >= first && place < first + length) return true
    return false
  }

  /** Spoils bytes of which the first has the place `first`. */
  apply(bytes: Uint8Array, first: number): void {
    for (const [place, mask] of this.#masks) {
      const index = place - first
      if (index >= 0 && index < bytes.length) bytes[index] = (bytes[index] as number) ^ mask
    }
  }

  /** Forgets what lies before a place. */
  forgetBefore(place: number): void {
    for (const known of this.#masks.keys()) if (known < place) this.#masks.delete(known)
  }
}
