// Packets on their way over a link, in the order of their arrivals: a ring whose times lie side by side in memory. Knows
// neither links nor what happens on arrival.
import type { Nanos } from './nanos.ts'
import type { Packet } from './packet.ts'
import { EMPTY_RING, nextCapacity, unrolled } from './ring.ts'

export class PacketLine {
  size = 0
  /** Of each packet its time of arrival and its place in the scheduler's order. Twice as long as the other one. */
  #moments = EMPTY_RING
  /** Its length is a power of 2, or 0. */
  #packets: (Packet | null)[] = []
  #head = 0

  /** When the first arrives. Only with a size above 0. */
  get firstTime(): Nanos {
    return this.#moments[2 * this.#head] as Nanos
  }

  /** The place of the first in the scheduler's order. Only with a size above 0. */
  get firstPlace(): number {
    return this.#moments[2 * this.#head + 1] as number
  }

  /** `time` is not before that of the last. */
  push(time: Nanos, place: number, packet: Packet): void {
    if (this.size === this.#packets.length) this.#grow()
    const index = (this.#head + this.size++) & (this.#packets.length - 1)
    this.#moments[2 * index] = time
    this.#moments[2 * index + 1] = place
    this.#packets[index] = packet
  }

  /** Takes the first out. Only with a size above 0. */
  shift(): Packet {
    const packet = this.#packets[this.#head] as Packet
    this.#packets[this.#head] = null
    this.#head = (this.#head + 1) & (this.#packets.length - 1)
    this.size--
    return packet
  }

  *packets(): Generator<Packet> {
    for (let index = 0; index < this.size; index++) {
      yield this.#packets[(this.#head + index) & (this.#packets.length - 1)] as Packet
    }
  }

  #grow(): void {
    const head = this.#head
    const capacity = nextCapacity(this.size)
    this.#moments = unrolled(this.#moments, 2 * head, new Float64Array(2 * capacity))
    const packets = [...this.#packets.slice(head), ...this.#packets.slice(0, head)]
    this.#packets = packets.concat(new Array(capacity - this.size).fill(null))
    this.#head = 0
  }
}
