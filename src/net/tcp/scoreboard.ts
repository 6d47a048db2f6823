// What was sent and not yet acknowledged, segment by segment: RFC 6675. It decides which segments are lost and how much
// is in flight; when to send is the sender's business.
import { DUPLICATE_ACK_THRESHOLD } from './parameters.ts'

/** A segment that was sent. Reused, because a bulk transfer makes millions. */
export class SentSegment {
  sequence = 0
  /** Sequence number after it. */
  end = 0
  payload: Uint8Array | null = null
  /** SYN or FIN. */
  flags = 0
  sacked = false
  lost = false
  retransmitted = false
  /** Counted as being on the way. */
  inFlight = false
}

const INITIAL_CAPACITY = 4

export class Scoreboard {
  /** Bytes that are on the way: RFC 6675's pipe. */
  pipeBytes = 0
  /** Bytes that the last acknowledgment newly reported as arrived, in order or not. */
  deliveredBytes = 0
  /** Segments marked lost and not yet sent again. */
  lostSegments = 0
  readonly #mss: number
  /** A ring: the oldest at `#head`. Its size is a power of 2. */
  #ring: SentSegment[] = []
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

  get oldest(): SentSegment | undefined {
    return this.#count === 0 ? undefined : this.#at(0)
  }

  /** Makes room for a segment that is about to be sent; the caller fills it in. */
  push(): SentSegment {
    if (this.#count === this.#ring.length) this.#grow()
    const segment = this.#at(this.#count++)
    segment.sacked = false
    segment.lost = false
    segment.retransmitted = false
    segment.inFlight = false
    return segment
  }

  /** It goes out (again). */
  noteSent(segment: SentSegment): void {
    if (needsResending(segment)) this.lostSegments--
    if (segment.lost) segment.retransmitted = true
    if (!segment.inFlight) this.pipeBytes += segment.end - segment.sequence
    segment.inFlight = true
  }

  /** Forgets what lies before `sequence`. Returns the bytes of payload that were freed. */
  acknowledge(sequence: number): number {
    this.deliveredBytes = 0
    let freedBytes = 0
    while (this.#count > 0) {
      const segment = this.#at(0)
      if (segment.end > sequence) break
      const bytes = segment.end - segment.sequence
      if (segment.inFlight) this.pipeBytes -= bytes
      if (needsResending(segment)) this.lostSegments--
      if (segment.sacked) this.#sackedBytes -= bytes
      else this.deliveredBytes += bytes
      freedBytes += segment.payload?.length ?? 0
      if (this.#resendFrom > 0) this.#resendFrom--
      if (this.#judged > 0) {
        this.#judged--
        if (segment.sacked) this.#judgedSackedBytes -= bytes
      }
      segment.payload = null
      this.#head = (this.#head + 1) & (this.#ring.length - 1)
      this.#count--
    }
    return freedBytes
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
      const segment = this.#at(this.#judged)
      if (segment.sacked) {
        this.#judgedSackedBytes += segment.end - segment.sequence
      } else if (!segment.lost) {
        this.#markLost(segment)
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
      const segment = this.#at(index)
      if (segment.sacked) continue
      if (segment.lost && segment.retransmitted) {
        segment.retransmitted = false
        this.lostSegments++
        if (segment.inFlight) this.pipeBytes -= segment.end - segment.sequence
        segment.inFlight = false
      } else if (!segment.lost) {
        this.#markLost(segment)
      }
    }
  }

  /** The first segment that is lost and has not been sent again. */
  nextLost(): SentSegment | undefined {
    if (this.lostSegments === 0) return undefined
    while (this.#resendFrom < this.#count) {
      const segment = this.#at(this.#resendFrom)
      if (needsResending(segment)) return segment
      this.#resendFrom++
    }
    return undefined
  }

  #markLost(segment: SentSegment): void {
    segment.lost = true
    segment.retransmitted = false
    this.lostSegments++
    if (segment.inFlight) this.pipeBytes -= segment.end - segment.sequence
    segment.inFlight = false
  }

  #sackRange(start: number, end: number): void {
    for (let index = this.#firstAtOrAfter(start); index < this.#count; index++) {
      const segment = this.#at(index)
      if (segment.end > end) return
      if (segment.sacked) continue
      const bytes = segment.end - segment.sequence
      if (needsResending(segment)) this.lostSegments--
      segment.sacked = true
      if (segment.inFlight) this.pipeBytes -= bytes
      segment.inFlight = false
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
      if (this.#at(middle).sequence < sequence) low = middle + 1
      else high = middle
    }
    return low
  }

  #at(index: number): SentSegment {
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)] as SentSegment
  }

  #grow(): void {
    const old = this.#ring
    const capacity = Math.max(INITIAL_CAPACITY, old.length * 2)
    const ring: SentSegment[] = []
    for (let index = 0; index < capacity; index++) {
      ring.push(index < old.length ? (old[(this.#head + index) & (old.length - 1)] as SentSegment) : new SentSegment())
    }
    this.#ring = ring
    this.#head = 0
  }
}

/** Lost, and nothing has been done about it yet. */
function needsResending(segment: SentSegment): boolean {
  return segment.lost && !segment.retransmitted && !segment.sacked
}
