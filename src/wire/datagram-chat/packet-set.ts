// A set of the packets 0..n-1 of a file as bits. Constant time to ask, add and delete.
import type { NumberRange } from './number-list.ts'

const BITS = 32

export class PacketSet {
  /** Packets the file has. */
  readonly packets: number
  readonly #words: Uint32Array
  #count = 0

  constructor(packets: number) {
    this.packets = packets
    this.#words = new Uint32Array(Math.ceil(packets / BITS))
  }

  /** How many are in it. */
  get count(): number {
    return this.#count
  }

  get isFull(): boolean {
    return this.#count === this.packets
  }

  has(packet: number): boolean {
    return (((this.#words[packet >>> 5] as number) >>> (packet & 31)) & 1) === 1
  }

  /** False when it was in already. */
  add(packet: number): boolean {
    if (this.has(packet)) return false
    this.#words[packet >>> 5] = (this.#words[packet >>> 5] as number) | (1 << (packet & 31))
    this.#count++
    return true
  }

  /** False when it was not in. */
  delete(packet: number): boolean {
    if (!this.has(packet)) return false
    this.#words[packet >>> 5] = (this.#words[packet >>> 5] as number) & ~(1 << (packet & 31))
    this.#count--
    return true
  }

  addRange([first, last]: NumberRange): void {
    for (let packet = first; packet <= last; packet++) this.add(packet)
  }

  /** The first one in the set from `from` on, below `limit`; -1 when there is none. 32 packets a step. */
  nextIn(from: number, limit = this.packets): number {
    return this.#next(from, limit, 0)
  }

  /** The first one not in the set from `from` on, below `limit`; -1 when there is none. 32 packets a step. */
  nextMissing(from: number, limit = this.packets): number {
    return this.#next(from, limit, -1)
  }

  /** Runs of packets from `from` on, below `limit`, that are in the set, or with `missing` those that are not: at most `maxRanges`. */
  ranges(options: { from?: number; limit?: number; maxRanges?: number; missing?: boolean } = {}): NumberRange[] {
    const { from = 0, limit = this.packets, maxRanges = Infinity, missing = false } = options
    const ranges: NumberRange[] = []
    let first = missing ? this.nextMissing(from, limit) : this.nextIn(from, limit)
    while (first >= 0 && ranges.length < maxRanges) {
      const end = missing ? this.nextIn(first, limit) : this.nextMissing(first, limit)
      ranges.push([first, (end < 0 ? limit : end) - 1])
      if (end < 0) break
      first = missing ? this.nextMissing(end, limit) : this.nextIn(end, limit)
    }
    return ranges
  }

  /** `flip` -1 looks for zeros. */
  #next(from: number, limit: number, flip: 0 | -1): number {
    for (let at = from; at < limit; at = (at | 31) + 1) {
      const word = (((this.#words[at >>> 5] as number) ^ flip) >>> (at & 31)) >>> 0
      if (word === 0) continue
      const found = at + (31 - Math.clz32(word & -word))
      return found < limit ? found : -1
    }
    return -1
  }
}
