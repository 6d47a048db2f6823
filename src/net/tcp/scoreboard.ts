// What was sent and not yet acknowledged, segment by segment: RFC 6675. It decides which segments are lost and how much
// is in flight; when to send is the sender's business.
//
// Segments stand without gaps in the order of their numbers, and are named by their place counted from the oldest. They are
// numbers in a typed array rather than objects, because thousands of them are on the way on a fast path.
import { EMPTY_RING, nextCapacity, unrolled } from '../ring.ts'
import { DUPLICATE_ACK_THRESHOLD } from './parameters.ts'

/** The flags it was sent with (SYN, FIN, ACK: RFC 9293 section 3.1) are the lower bits; then what became of it. */
const FLAGS = 0x3f
const SACKED = 0x40
const LOST = 0x80
/** Sent again since it was last taken for lost. */
const RETRANSMITTED = 0x100
/** Nobody can tell which of its copies an acknowledgment is for (Karn's algorithm, RFC 6298 section 3). */
const AMBIGUOUS = 0x200

const NONE = -1

export class Scoreboard {
  /** Bytes that are on the way: RFC 6675's pipe. */
  pipeBytes = 0
  /** Bytes that the last acknowledgment newly reported as arrived, in order or not. */
  deliveredBytes = 0
  /** The part of them that was reported by SACK blocks. */
  sackedBytes = 0
  /** It acknowledged a segment that was sent again and not sacked: the repair works. */
  hasResentArrived = false
  /** The oldest segment that it acknowledged was sent once only: its time tells the round trip. */
  isMeasure = false
  /** Segments marked lost and not yet sent again. */
  lostSegments = 0
  /** Sequence number of the oldest segment. */
  #start = 0
  /** A ring of pairs: of each segment the number after it, and its bits. The oldest at `#head`; a power of 2 of them. */
  #segments = EMPTY_RING
  #head = 0
  #count = 0
  /** Sacked segments. */
  #sacked = 0
  /** Segments before this place (from the oldest) are known to be lost or sacked; and the sacked ones among them. */
  #judged = 0
  #judgedSacked = 0
  /** No segment before this place is lost and still to be sent again. */
  #resendFrom = 0
  /** The blocks that came last: what lies within one of them is marked. */
  #lastBlocks: readonly number[] = []

  get count(): number {
    return this.#count
  }

  /** Sequence number of the segment. */
  startOf(index: number): number {
    return index === 0 ? this.#start : this.#endAt(this.#place(index - 1))
  }

  /** Sequence number after the segment. */
  endOf(index: number): number {
    return this.#endAt(this.#place(index))
  }

  /** The flags it was sent with. */
  flagsOf(index: number): number {
    return this.#bitsAt(this.#place(index)) & FLAGS
  }

  get isOldestLost(): boolean {
    return this.#count > 0 && (this.#bitsAt(this.#head) & LOST) !== 0
  }

  get isOldestResent(): boolean {
    return this.#count > 0 && (this.#bitsAt(this.#head) & RETRANSMITTED) !== 0
  }

  /** A new segment goes out, right behind the others. */
  push(end: number, flags: number): void {
    if (2 * this.#count === this.#segments.length) this.#grow()
    const place = this.#place(this.#count)
    this.pipeBytes += end - this.startOf(this.#count)
    this.#count++
    this.#segments[2 * place] = end
    this.#segments[2 * place + 1] = flags
  }

  /** A segment goes out again. */
  noteResent(index: number): void {
    this.#change(index, RETRANSMITTED | AMBIGUOUS, 0)
  }

  /** A new acknowledgment comes. */
  beginAck(): void {
    this.deliveredBytes = 0
    this.sackedBytes = 0
    this.hasResentArrived = false
    this.isMeasure = false
  }

  /** Forgets the segments that lie before `sequence`. */
  acknowledge(sequence: number): void {
    this.isMeasure = this.#count > 0 && (this.#bitsAt(this.#head) & AMBIGUOUS) === 0
    while (this.#count > 0) {
      const end = this.#endAt(this.#head)
      if (end > sequence) return
      const bits = this.#bitsAt(this.#head)
      const bytes = end - this.#start
      this.pipeBytes -= copiesOnTheWay(bits) * bytes
      if (needsResending(bits)) this.lostSegments--
      if ((bits & SACKED) !== 0) this.#sacked--
      else {
        this.deliveredBytes += bytes
        if ((bits & RETRANSMITTED) !== 0) this.hasResentArrived = true
      }
      if (this.#resendFrom > 0) this.#resendFrom--
      if (this.#judged > 0) {
        this.#judged--
        if ((bits & SACKED) !== 0) this.#judgedSacked--
      }
      this.#start = end
      this.#head = this.#place(1)
      this.#count--
    }
  }

  /** Marks what the blocks [start, end, …] say has arrived, and what is lost by that. */
  sack(blocks: readonly number[]): void {
    for (let index = 0; index < blocks.length; index += 2) {
      this.#sackBlock(blocks[index] as number, blocks[index + 1] as number)
    }
    this.#lastBlocks = blocks
    this.deliveredBytes += this.sackedBytes
    if (this.sackedBytes > 0) this.#findLost()
  }

  /** Starts a repair: the oldest segment is lost, whatever else is known. */
  markOldestLost(): void {
    if (this.isOldestLost) return
    this.#change(0, LOST, RETRANSMITTED)
    this.#resendFrom = 0
  }

  /** After a timeout nothing that was not reported is thought to be on the way. */
  markAllLost(): void {
    this.#resendFrom = 0
    for (let index = 0; index < this.#count; index++) {
      const isSacked = (this.#bitsAt(this.#place(index)) & SACKED) !== 0
      this.#change(index, isSacked ? AMBIGUOUS : LOST | AMBIGUOUS, RETRANSMITTED)
    }
  }

  /** The first segment that is lost and has not been sent again; negative when there is none. */
  nextLost(): number {
    if (this.lostSegments === 0) return NONE
    for (; this.#resendFrom < this.#count; this.#resendFrom++) {
      if (needsResending(this.#bitsAt(this.#place(this.#resendFrom)))) return this.#resendFrom
    }
    return NONE
  }

  /** RFC 6675 section 4, NextSeg, rule 3: the first that is neither sacked nor lost nor sent again; negative: none. */
  nextDoubtful(): number {
    for (let index = 0; index < this.#count; index++) {
      if ((this.#bitsAt(this.#place(index)) & (SACKED | LOST | RETRANSMITTED)) === 0) return index
    }
    return NONE
  }

  /** RFC 6675 IsLost, in segments as Linux counts: so many have arrived above a segment that it cannot just be late. */
  #findLost(): void {
    while (this.#judged < this.#count && this.#sacked - this.#judgedSacked >= DUPLICATE_ACK_THRESHOLD) {
      const bits = this.#bitsAt(this.#place(this.#judged))
      if ((bits & SACKED) !== 0) {
        this.#judgedSacked++
      } else if ((bits & LOST) === 0) {
        this.#change(this.#judged, LOST, 0)
        if (this.#judged < this.#resendFrom) this.#resendFrom = this.#judged
      }
      this.#judged++
    }
  }

  /** Blocks grow, or stay as they are: only what is new of one is looked at, as Linux does (tcp_sacktag_write_queue). */
  #sackBlock(start: number, end: number): void {
    const known = this.#lastBlocks
    for (let index = 0; index < known.length; index += 2) {
      const knownStart = known[index] as number
      const knownEnd = known[index + 1] as number
      if (knownStart < start || knownEnd > end) continue
      this.#sackRange(start, knownStart)
      this.#sackRange(knownEnd, end)
      return
    }
    this.#sackRange(start, end)
  }

  #sackRange(start: number, end: number): void {
    if (start >= end) return
    for (let index = this.#firstAtOrAfter(start); index < this.#count; index++) {
      const place = this.#place(index)
      if (this.#endAt(place) > end) return
      if ((this.#bitsAt(place) & SACKED) !== 0) continue
      this.#change(index, SACKED, LOST)
      this.#sacked++
      if (index < this.#judged) this.#judgedSacked++
      this.sackedBytes += this.#bytesOf(index)
    }
  }

  /** Sets and clears bits of a segment, and counts anew what depends on them. */
  #change(index: number, set: number, clear: number): void {
    const place = this.#place(index)
    const before = this.#bitsAt(place)
    const after = (before & ~clear) | set
    this.#segments[2 * place + 1] = after
    this.pipeBytes += (copiesOnTheWay(after) - copiesOnTheWay(before)) * this.#bytesOf(index)
    this.lostSegments += Number(needsResending(after)) - Number(needsResending(before))
  }

  #firstAtOrAfter(sequence: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.startOf(middle) < sequence) low = middle + 1
      else high = middle
    }
    return low
  }

  #bytesOf(index: number): number {
    return this.endOf(index) - this.startOf(index)
  }

  #endAt(place: number): number {
    return this.#segments[2 * place] as number
  }

  #bitsAt(place: number): number {
    return (this.#segments[2 * place + 1] as number) | 0
  }

  #place(index: number): number {
    return (this.#head + index) & ((this.#segments.length >> 1) - 1)
  }

  #grow(): void {
    this.#segments = unrolled(this.#segments, 2 * this.#head, new Float64Array(2 * nextCapacity(this.#count)))
    this.#head = 0
  }
}

/** Linux: what was sent, less what is sacked or lost, and what was sent again. */
function copiesOnTheWay(bits: number): number {
  return ((bits & (SACKED | LOST)) === 0 ? 1 : 0) + ((bits & RETRANSMITTED) === 0 ? 0 : 1)
}

/** Lost, and nothing has been done about it yet. */
function needsResending(bits: number): boolean {
  return (bits & (LOST | RETRANSMITTED | SACKED)) === LOST
}
