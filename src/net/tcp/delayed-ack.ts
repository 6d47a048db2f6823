// When what has come is acknowledged: RFC 1122 section 4.2.3.2, RFC 5681 section 4.2. It counts segments and has the timer;
// the connection sends, and every segment that it sends acknowledges all.
import { Timed } from '../deadline-timer.ts'
import type { Scheduler } from '../scheduler.ts'
import { ACK_EVERY_SEGMENTS, DELAYED_ACK } from './parameters.ts'

export class DelayedAck extends Timed {
  readonly #send: () => void
  /** Segments that came and are not acknowledged; and whether the answer must not wait. */
  #owed = 0
  #isUrgent = false
  #hurriesNext = false

  /** `send` acknowledges all, now. */
  constructor(scheduler: Scheduler, send: () => void) {
    super(scheduler)
    this.#send = send
  }

  /** The first segment with data is answered at once (Linux: quick ACKs), so that the other end learns the round trip. */
  hurryNext(): void {
    this.#hurriesNext = true
  }

  /** A segment with data has come. */
  owe(): void {
    this.#owed++
  }

  /** Its data is out of order, or fills a gap, or is in order: then the answer may wait. */
  onData(isOutOfOrder: boolean): void {
    if (isOutOfOrder || this.#hurriesNext) this.#isUrgent = true
    this.#hurriesNext = false
  }

  /** Something has come that is answered at once. */
  demand(): void {
    this.#owed++
    this.#isUrgent = true
  }

  /** A segment has been dealt with, and nothing was sent that acknowledges it: that happens now, or a little later. */
  settle(): void {
    if (this.#owed === 0) return
    if (this.#isUrgent || this.#owed >= ACK_EVERY_SEGMENTS) this.#send()
    else if (!this.isTimed) this.setTimer(this.scheduler.now + DELAYED_ACK)
  }

  /** A segment has left. */
  onSent(): void {
    this.#isUrgent = false
    if (this.#owed === 0) return
    this.#owed = 0
    this.clearTimer()
  }

  /** The connection is gone. */
  stop(): void {
    this.clearTimer()
  }

  protected override expire(): void {
    this.#send()
  }
}
