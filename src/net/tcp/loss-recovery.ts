// What an acknowledgment means for the congestion window, and when losses are repaired: RFC 5681 and 6582 around the
// scoreboard of RFC 6675. It sends nothing itself: it moves the window, and leaves two wishes to the sender.
//
// open → recovery: three ACKs told of new SACKed data, or the scoreboard has the oldest segment for lost. Everything out by
//   then is to be repaired (the recovery point); the window follows proportional rate reduction.
// any → loss: the retransmission timer expired. Slow start up to the recovery point.
// recovery, loss → open: the recovery point is acknowledged.
import type { Nanos } from '../nanos.ts'
import type { CongestionControl } from './congestion-control.ts'
import { DUPLICATE_ACK_THRESHOLD } from './parameters.ts'
import { ProportionalRate } from './proportional-rate.ts'
import type { Scoreboard } from './scoreboard.ts'

type Phase = 'open' | 'recovery' | 'loss'

export class LossRecovery {
  phase: Phase = 'open'
  /** Wishes of the last acknowledgment: one segment goes out whatever is in flight; the retransmission timer starts anew. */
  sendsOne = false
  restartsTimer = false
  readonly #board: Scoreboard
  readonly #congestion: CongestionControl
  readonly #mss: number
  readonly #rate = new ProportionalRate()
  /** ACKs since the last progress that told of newly arrived data beyond a gap. */
  #duplicates = 0
  /** SND.NXT when the repair began; no new one begins before this is acknowledged. */
  #point = 0
  #hadPartial = false

  constructor(board: Scoreboard, congestion: CongestionControl, mss: number) {
    this.#board = board
    this.#congestion = congestion
    this.#mss = mss
  }

  /** The scoreboard knows of the ACK already. `isLimited`: the window, not the program, set the pace. */
  onAck(acknowledged: number, una: number, next: number, isLimited: boolean, now: Nanos): void {
    this.sendsOne = false
    this.restartsTimer = false
    const hasSacked = this.#board.sackedBytes > 0
    if (hasSacked) this.#onDuplicate(una, next)
    if (acknowledged === 0) return
    if (!hasSacked) this.#duplicates = 0
    if (una < this.#point) {
      if (this.phase === 'recovery') {
        this.#onPartial(acknowledged)
        return
      }
    } else if (this.phase !== 'open') {
      acknowledged = this.#close(acknowledged, una)
    }
    // Data is missing: until that is found to be lost, or comes late, the window and the timer stay as they are.
    if (this.phase === 'open' && this.#duplicates > 0) return
    this.restartsTimer = true
    if (isLimited) this.#congestion.onAcknowledged(acknowledged, now, una, next)
  }

  /** Bytes went out. */
  onSent(bytes: number): void {
    if (this.phase === 'recovery') this.#rate.sentBytes += bytes
  }

  onTimeout(next: number, now: Nanos): void {
    const flight = this.#board.pipeBytes
    this.#board.markAllLost()
    this.#duplicates = 0
    this.#point = next
    this.#congestion.onTimeout(flight, now, next)
    this.phase = 'loss'
  }

  /** RFC 6675 section 5, steps 1 to 4. */
  #onDuplicate(una: number, next: number): void {
    if (this.phase === 'loss') return
    if (this.phase === 'open') {
      this.#duplicates++
      const isLost = this.#duplicates >= DUPLICATE_ACK_THRESHOLD || this.#board.isOldestLost
      if (!isLost) return
      this.#board.markOldestLost()
      this.phase = 'recovery'
      this.#point = next
      // What was lost and what has arrived is no measure of what the path bears: the pipe is.
      this.#congestion.onLoss(this.#board.pipeBytes)
      this.#rate.start(next - una)
      this.sendsOne = true
    }
    this.#reduce()
  }

  /** RFC 6582 section 3.2: the next hole, too, is filled at once. Only the first partial ACK starts the timer anew. */
  #onPartial(acknowledged: number): void {
    if (acknowledged >= this.#mss) this.#reduce()
    this.sendsOne = !this.#board.isOldestResent
    this.restartsTimer = !this.#hadPartial
    this.#hadPartial = true
  }

  /** The repair is over. Returns the bytes that open the window further. */
  #close(acknowledged: number, una: number): number {
    const wasRecovery = this.phase === 'recovery'
    this.phase = 'open'
    this.#hadPartial = false
    this.#duplicates = 0
    if (!wasRecovery) return una - this.#point
    this.#congestion.windowBytes = this.#congestion.thresholdBytes
    return acknowledged
  }

  #reduce(): void {
    const { deliveredBytes, pipeBytes, hasResentArrived } = this.#board
    const { thresholdBytes } = this.#congestion
    const allowed = this.#rate.allow(deliveredBytes, pipeBytes, thresholdBytes, this.#mss, hasResentArrived)
    this.#congestion.windowBytes = pipeBytes + allowed
  }
}
