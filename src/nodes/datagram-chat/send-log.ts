// When which packet left for the first time: what a report's highest packet says about time and loss. Knows no rates.
//
// First sendings go in order, so the highest packet that has arrived tells which of them the receiver has seen or lost.

export interface SendMark {
  /** First sendings up to and with this one had left. */
  readonly sequence: number
  /** All sendings so far, those of packets that were asked for again included. */
  readonly sent: number
  readonly atMs: number
  /** Whether the sender was going slower than what gets through, to see what is lost all the same. */
  readonly isMeasuring: boolean
}

/** Marks held: at one a millisecond, more than any round trip. */
const MAX_MARKS = 8192

export class SendLog {
  #marks: SendMark[] = []
  #start = 0

  /** Notes where the sender stands; once for each burst. */
  note(mark: SendMark): void {
    if ((this.#marks.at(-1)?.sequence ?? -1) >= mark.sequence) return
    this.#marks.push(mark)
    if (this.#marks.length - this.#start > MAX_MARKS) this.#start++
    this.#compact()
  }

  /**
   * Where the sender stood when packet `highest` left, to the burst in time and to the packet in numbers: what was asked for
   * again leaves first in a burst. Forgets what was before. Null when it is not known.
   */
  take(highest: number): SendMark | null {
    while (this.#start < this.#marks.length && (this.#marks[this.#start] as SendMark).sequence < highest) this.#start++
    this.#compact()
    const mark = this.#marks[this.#start]
    return mark === undefined ? null : { ...mark, sequence: highest, sent: mark.sent - (mark.sequence - highest) }
  }

  /** When a packet left that has neither arrived nor been overtaken, as far as is known. Null: longer ago. O(log n). */
  sentAt(packet: number): number | null {
    let low = this.#start
    let high = this.#marks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#marks[middle] as SendMark).sequence < packet) low = middle + 1
      else high = middle
    }
    const isOverdue = low === this.#start
    return isOverdue ? null : (this.#marks[low]?.atMs ?? null)
  }

  #compact(): void {
    if (this.#start < MAX_MARKS) return
    this.#marks = this.#marks.slice(this.#start)
    this.#start = 0
  }
}
