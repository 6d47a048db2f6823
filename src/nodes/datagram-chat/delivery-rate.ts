// The rate of a download whose client reports what arrives. It follows the rate at which packets are delivered, not the losses:
// a link that loses 5 % by chance is used in full, and one that is full is not flooded.
//
// 1. Start: twice what gets through, until that stops growing.
// 2. Then in turns: a little more than what gets through, to see whether there is more to have; less, so that queues empty,
//    and what is lost now is lost by chance and not by us; then just what it takes for the link to be full.
// What gets through is the best of the last reports; chance losses are made up for, so that the link itself is full. They are
// counted while we go slowly, and while round trips are so short that there cannot be a queue.
import { FIRST_FLIGHT_PACKETS, INITIAL_RATE, MAX_RATE, MIN_RATE } from './limits.ts'
import type { RateControl } from './pace.ts'
import type { RoundTrips } from './resend-gate.ts'
import type { SendMark } from './send-log.ts'

export interface DeliveryReport {
  /** Packets that arrived so far, duplicates included. */
  readonly received: number
  /** The receiver's clock since its first packet. */
  readonly elapsedMs: number
}

type Phase = 'start' | 'probe' | 'measure' | 'cruise'

const GAIN: Readonly<Record<Phase, number>> = { start: 2, probe: 1.25, measure: 0.85, cruise: 1 }
/** Of the growth of a round below which the start is over, and how many such rounds in a row. */
const START_GROWTH = 1.25
const START_ROUNDS = 2
/** So many times more sent than arrived, over so many packets, is no chance. */
const FLOOD_RATIO = 1.7
const FLOOD_PACKETS = 100
/** A round takes at least this: four reports; at the start two, so that a fast link is found soon. */
const MIN_ROUND_MS = 100
const MIN_START_ROUND_MS = 50
const MEASURE_MS = 250
const CRUISE_ROUNDS = 12
/** What got through longer ago says nothing about now. */
const MEMORY_MS = 2000
/** Round trips this much above the shortest: no queue worth the name. */
const QUIET_RATIO = 1.25
const QUIET_MS = 5
/** Fewer packets say nothing about losses, and more loss than this is no chance. */
const MIN_MEASURED = 60
const MAX_CHANCE_LOSS = 0.5
/** Reports closer to each other tell more about timers than about the link. */
const MIN_SAMPLE_MS = 45
/** At the start it is the magnitude that counts; where round trips are short, a few packets tell it. */
const MIN_START_SAMPLE_MS = 20
const MIN_SHORT_SAMPLE_MS = 1
const MIN_SHORT_SAMPLE_PACKETS = 4
/** Reports further from each other lie on both sides of a pause. */
const PAUSE_MS = 700
/** What is left, of the longest round trip of late, after a step. */
const FALL = 0.9
const FALL_STEP_MS = 25
/** Without news for so long, only the least is sent. */
const SILENCE_MS = 1000

export class DeliveryRate implements RateControl, RoundTrips {
  /** It is found anew all the time: what was missed says nothing about now. */
  readonly isPromise = false
  readonly firstPackets = FIRST_FLIGHT_PACKETS
  readonly #packetBytes: number
  #phase: Phase = 'start'
  #phaseEndsAt = Infinity
  #roundEndsAt = 0
  #bestOfRound = 0
  #slowRounds = 0
  #roundTripMs = 0
  #fellAtMs = 0
  #shortestMs = Infinity
  #wasQuiet = false
  #chanceLoss = 0
  #hasMeasured = false
  #samples: { readonly atMs: number; readonly rate: number }[] = []
  #lastReport: (DeliveryReport & { readonly sentAtMs: number | null }) | null = null
  #lastMark: { readonly mark: SendMark; readonly received: number } | null = null
  #flood = { sent: 0, arrived: 0 }
  #measured = { sent: 0, received: 0 }
  #heardAt: number
  /** Until then, what is delivered is less than what could be, because we had nothing to send. */
  #idleUntil = 0

  constructor(packetBytes: number, nowMs: number) {
    this.#packetBytes = packetBytes
    this.#heardAt = nowMs
  }

  get isMeasuring(): boolean {
    return this.#phase === 'measure'
  }

  /** From a packet's departure to the report on it, longest of late, without the report's wait; 0 while unknown. */
  get roundTripMs(): number {
    return this.#roundTripMs
  }

  /** The shortest of all; 0 while unknown. */
  get shortestRoundTripMs(): number {
    return this.#shortestMs === Infinity ? 0 : this.#shortestMs
  }

  /** That are on their way when none waits in a queue. */
  get pathPackets(): number {
    return Math.ceil((this.#delivered * this.shortestRoundTripMs) / 1000 / this.#packetBytes)
  }

  rateAt(nowMs: number): number {
    if (nowMs - this.#heardAt > SILENCE_MS + this.#roundTripMs) return MIN_RATE
    if (nowMs >= this.#phaseEndsAt) this.#nextPhase(nowMs)
    const delivered = this.#delivered
    if (delivered === 0) return INITIAL_RATE
    const isFilling = this.#phase === 'probe' || this.#phase === 'cruise'
    const filling = isFilling ? delivered / (1 - this.#chanceLoss) : delivered
    return Math.min(MAX_RATE, Math.max(MIN_RATE, filling * GAIN[this.#phase]))
  }

  /** The sender has nothing to send, or waits for its disk. */
  onIdle(nowMs: number): void {
    this.#idleUntil = nowMs + Math.max(this.#roundTripMs, MIN_ROUND_MS)
    this.#heardAt = nowMs
  }

  /** `mark`: that of the highest packet that has arrived, `arrivedAtMs`: when it would have been reported at once. */
  onReport(report: DeliveryReport, mark: SendMark | null, arrivedAtMs: number, nowMs: number): void {
    this.#heardAt = nowMs
    if (mark !== null) this.#onMark(mark, report.received, arrivedAtMs)
    const last = this.#lastReport
    if (last === null && mark !== null) this.#onFirstReport(report, mark, arrivedAtMs, nowMs)
    const next = { ...report, sentAtMs: mark?.atMs ?? null }
    const elapsedMs = report.elapsedMs - (last?.elapsedMs ?? 0)
    if (last === null || elapsedMs < 0 || elapsedMs > PAUSE_MS) {
      this.#lastReport = next
      // After a pause, what was known before it is all there is to know.
      const rate = this.#delivered
      this.#samples = rate > 0 ? [{ atMs: nowMs, rate }] : []
      return
    }
    const received = Math.max(0, report.received - last.received)
    if (!this.#isEnough(received, elapsedMs)) return
    this.#lastReport = next
    // What waited for a busy receiver arrives all at once; no more gets through than was sent.
    const sentForMs = next.sentAtMs === null || last.sentAtMs === null ? 0 : next.sentAtMs - last.sentAtMs
    const rate = (received * this.#packetBytes * 1000) / Math.max(elapsedMs, sentForMs)
    this.#onSample(Math.min(rate, this.#mostExpected), nowMs)
  }

  /** All that came in all the time since the first left: less than the path carries, but often more than we began with. */
  #onFirstReport(report: DeliveryReport, mark: SendMark, arrivedAtMs: number, nowMs: number): void {
    const packets = Math.min(report.received, mark.sent)
    const tookMs = Math.max(MIN_SHORT_SAMPLE_MS, report.elapsedMs + arrivedAtMs - mark.atMs)
    const rate = (packets * this.#packetBytes * 1000) / tookMs
    if (rate > INITIAL_RATE) this.#samples = [{ atMs: nowMs, rate }]
  }

  #isEnough(received: number, elapsedMs: number): boolean {
    if (this.#phase !== 'start') return elapsedMs >= MIN_SAMPLE_MS
    const isShortOne =
      received >= MIN_SHORT_SAMPLE_PACKETS && elapsedMs >= Math.max(MIN_SHORT_SAMPLE_MS, this.#shortestMs)
    return isShortOne || elapsedMs >= MIN_START_SAMPLE_MS
  }

  /** The fastest that we have gone of late. A sample above it has caught a burst. */
  get #mostExpected(): number {
    const delivered = this.#delivered
    if (delivered === 0) return INITIAL_RATE
    return delivered * (this.#phase === 'start' ? GAIN.start : GAIN.probe)
  }

  #onSample(rate: number, nowMs: number): void {
    // An idle sender's sample counts only if it is good news.
    if (nowMs < this.#idleUntil && rate < this.#delivered) return
    const samples = this.#samples.filter(({ atMs }) => nowMs - atMs < MEMORY_MS)
    this.#samples = [...samples, { atMs: nowMs, rate }]
    if (this.#phase === 'start') this.#onStartSample(nowMs)
  }

  #onStartSample(nowMs: number): void {
    if (nowMs < this.#roundEndsAt) return
    this.#roundEndsAt = nowMs + this.#roundMs
    const best = this.#delivered
    this.#slowRounds = best < this.#bestOfRound * START_GROWTH ? this.#slowRounds + 1 : 0
    this.#bestOfRound = Math.max(best, this.#bestOfRound)
    if (this.#slowRounds === START_ROUNDS) this.#enter('measure', MEASURE_MS, nowMs)
  }

  /** Half of all that was sent is lost: the start is over, however little there was to send. */
  #onStartMark(sent: number, arrived: number, nowMs: number): void {
    this.#flood.sent += sent
    this.#flood.arrived += arrived
    if (this.#flood.sent < FLOOD_PACKETS) return
    const isFlood = this.#flood.arrived * FLOOD_RATIO < this.#flood.sent
    this.#flood = { sent: 0, arrived: 0 }
    if (isFlood) this.#enter('measure', MEASURE_MS, nowMs)
  }

  /** What of the packets that met no queue has not arrived, was lost by chance. */
  #onMark(mark: SendMark, received: number, arrivedAtMs: number): void {
    const last = this.#lastMark
    if (last !== null && mark.sequence <= last.mark.sequence) return
    this.#lastMark = { mark, received }
    const roundTripMs = Math.max(0, arrivedAtMs - mark.atMs)
    this.#remember(roundTripMs, arrivedAtMs)
    this.#shortestMs = Math.min(roundTripMs, this.#shortestMs)
    const isQuiet = mark.isMeasuring || roundTripMs < this.#shortestMs * QUIET_RATIO + QUIET_MS
    const sent = mark.sent - (last?.mark.sent ?? 0)
    const arrived = received - (last?.received ?? 0)
    if (this.#phase === 'start') this.#onStartMark(sent, arrived, arrivedAtMs)
    if (last !== null && isQuiet && this.#wasQuiet) {
      this.#measured.sent += sent
      this.#measured.received += arrived
      this.#conclude()
    }
    this.#wasQuiet = isQuiet
  }

  /** Falls slowly, so that one quick report does not make the rest look late. */
  #remember(roundTripMs: number, nowMs: number): void {
    if (nowMs - this.#fellAtMs >= FALL_STEP_MS) {
      this.#roundTripMs *= FALL
      this.#fellAtMs = nowMs
    }
    this.#roundTripMs = Math.max(roundTripMs, this.#roundTripMs)
  }

  #conclude(): void {
    const { sent, received } = this.#measured
    if (sent < MIN_MEASURED) return
    const loss = Math.min(MAX_CHANCE_LOSS, Math.max(0, 1 - received / sent))
    this.#chanceLoss = this.#hasMeasured ? (3 * this.#chanceLoss + loss) / 4 : loss
    this.#hasMeasured = true
    this.#measured = { sent: 0, received: 0 }
  }

  #nextPhase(nowMs: number): void {
    if (this.#phase === 'probe') this.#enter('measure', MEASURE_MS, nowMs)
    else if (this.#phase === 'measure') this.#enter('cruise', CRUISE_ROUNDS * this.#roundMs, nowMs)
    else this.#enter('probe', this.#roundMs, nowMs)
  }

  #enter(phase: Phase, durationMs: number, nowMs: number): void {
    this.#phase = phase
    this.#phaseEndsAt = nowMs + durationMs
  }

  get #roundMs(): number {
    return Math.max(this.#phase === 'start' ? MIN_START_ROUND_MS : MIN_ROUND_MS, this.#roundTripMs)
  }

  get #delivered(): number {
    let best = 0
    for (const { rate } of this.#samples) best = Math.max(best, rate)
    return best
  }
}
