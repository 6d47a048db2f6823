// What a power cut leaves of bytes that were written and not synced: some of it, as the dice say.
import type { Random } from '../../host/random.ts'

export class Tear {
  readonly #kind: 'prefix' | 'sectors'
  readonly #sectorBytes: number
  readonly #random: Random

  constructor(kind: 'prefix' | 'sectors', sectorBytes: number, random: Random) {
    this.#kind = kind
    this.#sectorBytes = sectorBytes
    this.#random = random
  }

  /** So many of `count` changes of names, the first ones, were in the journal already. */
  names(count: number): number {
    return count === 0 ? 0 : this.#random.below(count + 1)
  }

  /** The content of a file after the cut, out of what was `synced` and what the program had `written`. */
  file(synced: Uint8Array, written: Uint8Array): Uint8Array {
    const changed = this.#changedSectors(synced, written)
    if (changed.length === 0 && written.length === synced.length) return synced
    const isCutShort = written.length < synced.length && this.#random.below(2) === 1
    const survivors = this.#kind === 'prefix' ? this.#prefixOf(changed) : this.#someOf(changed)
    const torn = new Uint8Array(Math.max(synced.length, written.length))
    torn.set(synced)
    let size = isCutShort ? written.length : synced.length
    for (const [start, end] of survivors) {
      const stop = Math.min(end, written.length)
      torn.set(written.subarray(start, stop), start)
      size = Math.max(size, stop)
    }
    return torn.subarray(0, size)
  }

  /** Where the two differ, or only the written one has bytes. */
  #changedSectors(synced: Uint8Array, written: Uint8Array): number[] {
    const changed: number[] = []
    for (let start = 0; start < written.length; start += this.#sectorBytes) {
      const end = Math.min(start + this.#sectorBytes, written.length)
      if (end > synced.length || differ(synced, written, start, end)) changed.push(start)
    }
    return changed
  }

  #prefixOf(sectors: readonly number[]): [start: number, end: number][] {
    const cut = this.#random.below(sectors.length * this.#sectorBytes + 1)
    const whole = Math.floor(cut / this.#sectorBytes)
    const ranges = sectors.slice(0, whole).map((start): [number, number] => [start, start + this.#sectorBytes])
    const torn = sectors[whole]
    if (torn !== undefined) ranges.push([torn, torn + (cut % this.#sectorBytes)])
    return ranges.filter(([start, end]) => end > start)
  }

  #someOf(sectors: readonly number[]): [start: number, end: number][] {
    return sectors
      .filter(() => this.#random.below(2) === 1)
      .map((start): [number, number] => [start, start + this.#sectorBytes])
  }
}

function differ(one: Uint8Array, other: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (one[index] !== other[index]) return true
  return false
}
