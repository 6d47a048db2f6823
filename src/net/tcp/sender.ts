// The sending half of a connection: what goes out when. RFC 5681 (congestion), 6298 (timer), 6675 (SACK recovery),
// 6937 (proportional rate reduction). It counts sequence numbers from 0 without wrapping; SYN and FIN take one each.
//
// 1. `write` queues; `transmit` sends what the windows allow: lost segments first, then new ones, then the FIN.
// 2. `acknowledge` takes an ACK in: frees what arrived, finds what was lost, moves the congestion window.
// 3. Losses found by SACK start a recovery that ends when all that was out by then is acknowledged.
// 4. The retransmission timer expires: everything counts as lost, and slow start begins again.
import { Timed } from '../deadline-timer.ts'
import type { Nanos } from '../nanos.ts'
import type { Scheduler } from '../scheduler.ts'
import type { Slab } from '../slab.ts'
import type { CongestionControl } from './congestion-control.ts'
import * as Flag from './flag.ts'
import { LossRecovery } from './loss-recovery.ts'
import { INITIAL_WINDOW_SEGMENTS } from './parameters.ts'
import { RoundTrip } from './round-trip.ts'
import { Scoreboard } from './scoreboard.ts'
import type { SendBuffer } from './send-buffer.ts'

/** What the sender needs of its connection. */
export interface SegmentOutput {
  /** The payload: `length` bytes of the slab from `offset` on; null when there is none. */
  sendSegment(flags: number, sequence: number, slab: Slab | null, offset: number, length: number): void
  /**
   * The timer expired for the `retries`th time without anything new acknowledged, and for the `unanswered`th time without
   * any answer at all: a closed window that the other end confirms is no reason to give up. False: give up.
   */
  mayRetry(retries: number, unanswered: number): boolean
}

export class Sender extends Timed {
  /** SND.UNA */
  unacknowledged = 0
  /** SND.NXT */
  next = 0
  /** SND.WND */
  peerWindowBytes = 0
  /** False: Nagle's algorithm holds back small segments while something is unacknowledged (RFC 896). */
  noDelay = false
  readonly roundTrip = new RoundTrip()
  readonly #output: SegmentOutput
  readonly #mss: number
  readonly #congestion: CongestionControl
  readonly #scoreboard: Scoreboard
  readonly #buffer: SendBuffer
  readonly #recovery: LossRecovery
  #retries = 0
  #unanswered = 0
  #finQueued = false
  #finSent = false
  #lastSentAt: Nanos = 0

  constructor(
    scheduler: Scheduler,
    output: SegmentOutput,
    mss: number,
    congestion: CongestionControl,
    buffer: SendBuffer,
  ) {
    super(scheduler)
    this.#output = output
    this.#mss = mss
    this.#congestion = congestion
    this.#scoreboard = new Scoreboard()
    this.#buffer = buffer
    this.#recovery = new LossRecovery(this.#scoreboard, congestion, mss)
  }

  /** Everything, the FIN included, has been acknowledged. */
  get isFinished(): boolean {
    return this.#finSent && this.unacknowledged === this.next
  }

  get hasUnacknowledged(): boolean {
    return this.unacknowledged < this.next
  }

  /** Room in the send buffer; negative when the buffer holds more than its size. */
  get freeBytes(): number {
    return this.#buffer.room(this.unacknowledged, this.#congestion.windowBytes)
  }

  /** Sends SYN or SYN and ACK: outside of every window. */
  sendSyn(flags: number): void {
    this.#sendControl(flags)
  }

  /** Takes a copy of the first `length` of the bytes (at least one) into the send buffer. */
  write(bytes: Uint8Array, length: number): void {
    this.#buffer.push(bytes, length)
  }

  /** FIN after all that is buffered. */
  finish(): void {
    this.#finQueued = true
  }

  /** Sends what may be sent now. */
  transmit(): void {
    if (this.#scoreboard.lostSegments > 0) this.#resendLost()
    if (this.next < this.#buffer.end) this.#sendQueued()
    else if (this.#recovery.phase === 'recovery') this.#resendDoubtful()
    if (this.#finQueued && !this.#finSent && this.next >= this.#buffer.end) {
      this.#finSent = true
      this.#sendControl(Flag.fin | Flag.ack)
    }
  }

  /** Takes in the acknowledging part of a segment. Returns true when it acknowledged something new. */
  acknowledge(acknowledgment: number, windowBytes: number, sack: readonly number[] | null, echo: number): boolean {
    if (acknowledgment > this.next || acknowledgment < this.unacknowledged) return false
    const board = this.#scoreboard
    const windowBefore = this.peerWindowBytes
    const wasOpening = this.unacknowledged === 0
    const wasLimited = this.#isWindowLimited()
    const acknowledged = acknowledgment - this.unacknowledged
    const { now } = this.scheduler
    this.peerWindowBytes = windowBytes
    board.beginAck()
    if (sack !== null) board.sack(sack)
    if (acknowledged > 0) {
      this.unacknowledged = acknowledgment
      board.acknowledge(acknowledgment)
      this.#buffer.release(acknowledgment)
      this.#retries = 0
      if (echo >= 0 && (board.isMeasure || wasOpening)) this.roundTrip.measure(now, echo)
    }
    if (!this.hasUnacknowledged || acknowledged > 0) this.#unanswered = 0
    this.#congestion.onRoundTrip(this.roundTrip.smoothed, now)
    this.#recovery.onAck(acknowledged, acknowledgment, this.next, wasLimited, now)
    if (this.#recovery.sendsOne) this.#sendOne()
    if (acknowledged > 0) this.#moveTimer()
    else if (windowBefore === 0 && windowBytes > 0 && !this.hasUnacknowledged) this.clearTimer()
    return acknowledged > 0
  }

  /** No timer stays set and no bytes are kept. */
  stop(): void {
    this.clearTimer()
    this.#buffer.clear()
  }

  /** RFC 7661 in its simplest form: a window that the program does not fill must not grow. */
  #isWindowLimited(): boolean {
    const { windowBytes, thresholdBytes } = this.#congestion
    const flight = this.next - this.unacknowledged
    return windowBytes < thresholdBytes ? flight * 2 >= windowBytes : flight + this.#mss >= windowBytes
  }

  #resendLost(): void {
    const board = this.#scoreboard
    for (let lost = board.nextLost(); lost >= 0; lost = board.nextLost()) {
      const sequence = board.startOf(lost)
      const bytes = board.endOf(lost) - sequence
      if (board.pipeBytes > 0 && board.pipeBytes + bytes > this.#congestion.windowBytes) return
      this.#resend(lost)
    }
  }

  /** One segment, whatever is in flight: a lost one, else a new one, else the oldest once more. */
  #sendOne(): void {
    const lost = this.#scoreboard.nextLost()
    const left = this.#buffer.end - this.next
    const room = this.unacknowledged + this.peerWindowBytes - this.next
    if (lost >= 0) this.#resend(lost)
    else if (left > 0 && room >= this.#mss) this.#sendNew(Flag.ack, Math.min(left, this.#mss))
    else if (this.hasUnacknowledged) this.#resend(0)
  }

  /** RFC 6675 section 4, NextSeg, rule 3: nothing else is left to send, so what may be lost goes out once more. */
  #resendDoubtful(): void {
    const board = this.#scoreboard
    for (let index = board.nextDoubtful(); index >= 0; index = board.nextDoubtful()) {
      if (board.pipeBytes + board.endOf(index) - board.startOf(index) > this.#congestion.windowBytes) return
      this.#resend(index)
    }
  }

  #resend(index: number): void {
    const board = this.#scoreboard
    const sequence = board.startOf(index)
    board.noteResent(index)
    this.#send(board.flagsOf(index), sequence, board.endOf(index) - sequence)
  }

  #sendQueued(): void {
    const { end } = this.#buffer
    if (this.unacknowledged === this.next) this.#restartAfterIdle()
    while (this.next < end) {
      const left = end - this.next
      const wanted = left < this.#mss ? left : this.#mss
      const room = this.unacknowledged + this.peerWindowBytes - this.next
      if (room < wanted && (room <= 0 || this.hasUnacknowledged)) {
        this.#guardClosedWindow()
        return
      }
      const bytes = room < wanted ? room : wanted
      if (this.#scoreboard.pipeBytes > 0 && this.#scoreboard.pipeBytes + bytes > this.#congestion.windowBytes) return
      if (bytes < this.#mss && !this.noDelay && this.hasUnacknowledged && !this.#finQueued) return
      this.#sendNew(Flag.ack, bytes)
    }
  }

  /** RFC 5681 section 4.1: after a pause longer than the timeout, start slowly again. */
  #restartAfterIdle(): void {
    if (this.scheduler.now - this.#lastSentAt <= this.roundTrip.timeout) return
    const restartBytes = INITIAL_WINDOW_SEGMENTS * this.#mss
    if (this.#congestion.windowBytes > restartBytes) this.#congestion.windowBytes = restartBytes
  }

  /** Nothing is on the way that could bring news of the window: ask for it, now and then (RFC 9293 section 3.8.6.1). */
  #guardClosedWindow(): void {
    if (!this.hasUnacknowledged && !this.isTimed) this.#startTimer()
  }

  /** SYN or FIN: it takes a sequence number and carries no bytes. */
  #sendControl(flags: number): void {
    this.#sendNew(flags, 1)
  }

  #sendNew(flags: number, length: number): void {
    const sequence = this.next
    this.next = sequence + length
    this.#scoreboard.push(this.next, flags)
    this.#send(flags, sequence, length)
  }

  #send(flags: number, sequence: number, length: number): void {
    this.#recovery.onSent(length)
    this.#lastSentAt = this.scheduler.now
    if (!this.isTimed) this.#startTimer()
    if ((flags & (Flag.syn | Flag.fin)) !== 0) {
      this.#output.sendSegment(flags, sequence, null, 0, 0)
      return
    }
    const buffer = this.#buffer
    buffer.locate(sequence, length)
    this.#output.sendSegment(flags, sequence, buffer.slab, buffer.offset, length)
  }

  #startTimer(): void {
    this.setTimer(this.scheduler.now + this.roundTrip.timeout)
  }

  #moveTimer(): void {
    if (this.hasUnacknowledged && !this.#recovery.restartsTimer) return
    this.roundTrip.onProgress()
    if (this.hasUnacknowledged) this.#startTimer()
    else this.clearTimer()
  }

  /** The retransmission timer: RFC 6298 section 5. */
  protected override expire(): void {
    if (!this.#output.mayRetry(++this.#retries, ++this.#unanswered)) return
    this.roundTrip.backOff()
    if (!this.hasUnacknowledged) {
      this.#probeWindow()
      return
    }
    this.#startTimer()
    // A SYN that is sent again leaves the window as it is: once is no congestion (Linux tcp_init_cwnd, RFC 6298 5.7).
    if (this.unacknowledged === 0) {
      this.#resend(0)
      return
    }
    this.#recovery.onTimeout(this.next, this.scheduler.now)
    this.transmit()
  }

  /** An old sequence number makes the other end answer with its window. */
  #probeWindow(): void {
    if (this.next >= this.#buffer.end) return
    this.#startTimer()
    this.#output.sendSegment(Flag.ack, this.unacknowledged - 1, null, 0, 0)
  }
}
