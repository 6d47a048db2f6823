// One direction of a connection as the rules on its link see it: how far it was looked at, what is wrong in it, whether it
// stands still. Sequence numbers are places: the SYN has 0, the first byte 1.
import type { Nanos } from '../nanos.ts'
import type { Packet } from '../packet.ts'
import type { ArmedRule } from './armed-rule.ts'
import { BitFlips } from './bit-flips.ts'

/** Bytes are sent again only from within the send buffer; twice its size behind the newest byte nothing matters any more. */
const REACH_BYTES = 16 * 1024 * 1024

/** A find in a stream: the sequence number of its first byte. */
export type OnFind = (rule: ArmedRule, sequence: number) => void

export class WatchedStream {
  readonly flips = new BitFlips()
  /** It stands still until then, and these wait. */
  standsUntil: Nanos = 0
  readonly waiting: Packet[] = []
  /** The next byte to look at. */
  #next: number
  readonly #matched = new Map<ArmedRule, number>()

  constructor(next: number) {
    this.#next = next
  }

  /**
   * Looks at the bytes that the segment carries for the first time. A sender sends each byte in order the first time, so
   * nothing is looked at twice or left out, whatever is lost on the way.
   */
  look(rules: readonly ArmedRule[], packet: Packet, onFind: OnFind): void {
    const { sequence, length } = packet
    const end = sequence + length
    if (end <= this.#next) return
    // Bytes that were sent before anybody looked.
    if (sequence > this.#next) this.#matched.clear()
    const bytes = packet.viewPayload()
    const first = Math.max(0, this.#next - sequence)
    for (const rule of rules) if (rule.watches(packet)) this.#seek(rule, bytes, first, sequence, onFind)
    this.#next = end
    if (this.flips.size > 0) this.flips.forgetBefore(end - REACH_BYTES)
  }

  #seek(rule: ArmedRule, bytes: Uint8Array, first: number, sequence: number, onFind: OnFind): void {
    const { scan } = rule
    if (scan === null) return
    let matched = this.#matched.get(rule) ?? 0
    for (let index = first; index < bytes.length && !rule.isSpent; index++) {
      matched = scan.advance(matched, bytes[index] as number)
      if (matched < scan.length) continue
      matched = 0
      const start = sequence + index + 1 - scan.length
      if ((rule.rule.match.atStart !== true || start === 1) && rule.counts()) onFind(rule, start)
    }
    this.#matched.set(rule, matched)
  }
}
