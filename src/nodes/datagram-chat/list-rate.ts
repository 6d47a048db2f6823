// The rate of a download whose client, like those of the seed, says nothing but which packets are missing after a while.
// Each list judges the round before it: few packets lost, faster; many lost, as fast as they got through.
//
// A list need not name all that is missing, ours to old servers do not: only packets of the round count, up to the highest
// that the list names.
import { countCommon, mergeRanges, type NumberRange } from '../../wire/datagram-chat/number-list.ts'
import { INITIAL_PLAIN_RATE, MAX_PLAIN_RATE, MIN_RATE } from './limits.ts'
import type { RateControl } from './pace.ts'

/** So much may be lost by chance: a datagram of 2 KB travels in two pieces on most links. */
const CHANCE_LOSS = 0.15
const GROWTH = 1.5
/** Fewer packets in a round say nothing. */
const MIN_ROUND = 16

export class ListRate implements RateControl {
  readonly isPromise = false
  readonly firstPackets = 1
  #rate = INITIAL_PLAIN_RATE
  /** What left in this round because a list asked for it, and from where on what left for the first time. */
  #again: readonly NumberRange[] = []
  #from = 0

  rateAt(): number {
    return this.#rate
  }

  /** `cursor`: first sendings stand there. `isRoundOver`: all that was due has left, else it is too early to judge. */
  onList(missing: readonly NumberRange[], cursor: number, isRoundOver: boolean): void {
    const listed = mergeRanges(missing)
    if (!isRoundOver) {
      this.#again = mergeRanges([...this.#again, ...listed])
      return
    }
    this.#judge(listed, cursor)
    this.#again = listed
    this.#from = cursor
  }

  #judge(listed: readonly NumberRange[], cursor: number): void {
    const first: readonly NumberRange[] = cursor > this.#from ? [[this.#from, cursor - 1]] : []
    const round = mergeRanges([...this.#again, ...first])
    const sent = countCommon(round, [[0, listed.at(-1)?.[1] ?? 0]])
    if (sent < MIN_ROUND) return
    const loss = countCommon(round, listed) / sent
    if (loss <= CHANCE_LOSS) this.#rate = Math.min(MAX_PLAIN_RATE, this.#rate * GROWTH)
    else this.#rate = Math.max(MIN_RATE, this.#rate * (1 - loss))
  }
}
