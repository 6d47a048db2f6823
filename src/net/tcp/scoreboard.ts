// What was sent and not yet acknowledged, segment by segment: RFC 6675. It decides which segments are lost and how much
// is in flight; when to send is the sender's business.
//
// Segments stand without gaps in the order of their numbers, and are named by their place counted from the oldest. They are
// bits and ends in typed arrays rather than objects, because thousands of them are on the way on a fast path.
import { DUPLICATE_ACK_THRESHOLD } from './parameters.ts'

const INITIAL_CAPACITY = 4

/** The flags it was sent with (SYN, FIN, ACK: RFC 9293 section 3.1) are the lower bits; then what became of it. */
const FLAGS = 0x3f
const SACKED = 0x40
const LOST = 0x80
const RETRANSMITTED = 0x100
/** Counted as being on the way. */
const IN_FLIGHT = 0x200

const NONE = -1

export class Scoreboard {
  /** Bytes that are on the way: RFC 6675's pipe. */
  pipeBytes = 0
  /** Bytes that the last acknowledgment newly reported as arrived, in order or not. */
  deliveredBytes = 0
  /** Segments marked lost and not yet sent again. */
  lostSegments = 0
  readonly #mss: number
  /** Sequence number of the oldest segment. */
  #start = 0
  /** A ring: the oldest at `#head`. Its size is a power of 2. Of each segment the number after it, and its bits. */
  #ends = new Float64Array(0)
  #bits = new Uint16Array(0)
  #head = 0
  #count = 0
  #sackedBytes = 0
  /** Segments before this place (from the oldest) are known to be lost or sacked; and the sacked bytes among them. */
  #judged = 0
  #judgedSackedBytes = 0
  /** No segment before this place is lost and still to be sent again. */
  #resendFrom = 0

  constructor(mss: number) {
    this.#mss = mss
  }

  get count(): number {
    return this.#count
  }

  /** Sequence number of the segment. */
  startOf(index: number): number {
    return index === 0 ? this.#start : (this.#ends[this.#place(index - 1)] as number)
  }

  /** Sequence number after the segment. */
  endOf(index: number): number {
    return this.#ends[this.#place(index)] as number
  }

  /** The flags it was sent with. */
  flagsOf(index: number): number {
    return (this.#bits[this.#place(index)] as number) & FLAGS
  }

  /** A new segment goes out, right behind the others. */
  push(end: number, flags: number): void {
    if (this.#count === this.#ends.length) this.#grow()
    const place = this.#place(this.#count)
    this.pipeBytes += end - this.startOf(this.#count)
    this.#count++
    this.#ends[place] = end
    this.#bits[place] = flags | IN_FLIGHT
  }

  /** A lost segment goes out again. */
  noteResent(index: number): void {
    const place = this.#place(index)
    const bits = this.#bits[place] as number
    if (needsResending(bits)) this.lostSegments--
    if ((bits & IN_FLIGHT) === 0) this.pipeBytes += this.#bytesOf(index)
    this.#bits[place] = bits | IN_FLIGHT | ((bits & LOST) !== 0 ? RETRANSMITTED : 0)
  }

  /** Forgets the segments that lie before `sequence`. */
  acknowledge(sequence: number): void {
    this.deliveredBytes = 0
    while (this.#count > 0) {
      const end = this.#ends[this.#head] as number
      if (end > sequence) return
      const bits = this.#bits[this.#head] as number
      const bytes = end - this.#start
      if ((bits & IN_FLIGHT) !== 0) this.pipeBytes -= bytes
      if (needsResending(bits)) this.lostSegments--
      if ((bits & SACKED) !== 0) this.#sackedBytes -= bytes
      else this.deliveredBytes += bytes
      if (this.#resendFrom > 0) this.#resendFrom--
      if (this.#judged > 0) {
        this.#judged--
        if ((bits & SACKED) !== 0) this.#judgedSackedBytes -= bytes
      }
      this.#start = end
      this.#head = (this.#head + 1) & (this.#ends.length - 1)
      this.#count--
    }
  }

  /** Marks what the blocks [start, end, …] say has arrived. */
  sack(blocks: readonly number[]): void {
    for (let index = 0; index < blocks.length; index += 2) {
      this.#sackRange(blocks[index] as number, blocks[index + 1] as number)
    }
  }

  /** RFC 6675 IsLost: enough has arrived above a segment that it cannot just be late. True when some are newly lost. */
  findLost(): boolean {
    const enough = (DUPLICATE_ACK_THRESHOLD - 1) * this.#mss
    let found = false
    while (this.#judged < this.#count && this.#sackedBytes - this.#judgedSackedBytes > enough) {
      const bits = this.#bits[this.#place(this.#judged)] as number
      if ((bits & SACKED) !== 0) {
        this.#judgedSackedBytes += this.#bytesOf(this.#judged)
      } else if ((bits & LOST) === 0) {
        this.#markLost(this.#judged)
        this.#resendFrom = Math.min(this.#resendFrom, this.#judged)
        found = true
      }
      this.#judged++
    }
    return found
  }

  /** After a timeout nothing that was not reported is thought to be on the way. */
  markAllLost(): void {
    this.#resendFrom = 0
    for (let index = 0; index < this.#count; index++) {
      const bits = this.#bits[this.#place(index)] as number
      if ((bits & SACKED) === 0 && !needsResending(bits)) this.#markLost(index)
    }
  }

  /** The first segment that is lost and has not been sent again; negative when there is none. */
  nextLost(): number {
    if (this.lostSegments === 0) return NONE
    for (; this.#resendFrom < this.#count; this.#resendFrom++) {
      if (needsResending(this.#bits[this.#place(this.#resendFrom)] as number)) return this.#resendFrom
    }
    return NONE
  }

  #markLost(index: number): void {
    const place = this.#place(index)
    const bits = this.#bits[place] as number
    this.lostSegments++
    if ((bits & IN_FLIGHT) !== 0) this.pipeBytes -= this.#bytesOf(index)
    this.#bits[place] = (bits | LOST) & ~(RETRANSMITTED | IN_FLIGHT)
  }

  #sackRange(start: number, end: number): void {
    for (let index = this.#firstAtOrAfter(start); index < this.#count; index++) {
      const place = this.#place(index)
      if ((this.#ends[place] as number) > end) return
      const bits = this.#bits[place] as number
      if ((bits & SACKED) !== 0) continue
      const bytes = this.#bytesOf(index)
      if (needsResending(bits)) this.lostSegments--
      if ((bits & IN_FLIGHT) !== 0) this.pipeBytes -= bytes
      this.#bits[place] = (bits | SACKED) & ~IN_FLIGHT
      this.#sackedBytes += bytes
      if (index < this.#judged) this.#judgedSackedBytes += bytes
      this.deliveredBytes += bytes
    }
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

  #place(index: number): number {
    return (this.#head + index) & (this.#ends.length - 1)
  }

  #grow(): void {
    const size = this.#ends.length
    const capacity = Math.max(INITIAL_CAPACITY, size * 2)
    const ends = new Float64Array(capacity)
    const bits = new Uint16Array(capacity)
    for (let index = 0; index < size; index++) {
      const place = this.#place(index)
      ends[index] = this.#ends[place] as number
      bits[index] = this.#bits[place] as number
    }
    this.#ends = ends
    this.#bits = bits
    this.#head = 0
  }
}

/** Lost, and nothing has been done about it yet. */
function needsResending(bits: number): boolean {
  return (bits & (LOST | RETRANSMITTED | SACKED)) === LOST
}
