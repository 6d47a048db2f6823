// CUBIC, RFC 9438: the window grows with the cube of the time since the last loss, flat around the size it had then.
// Counts segments, as Linux does: a window moves by whole segments once enough of them were acknowledged.
import { cubeRoot } from '../exact-math.ts'
import type { Nanos } from '../nanos.ts'
import type { CongestionControl } from './congestion-control.ts'
import { HyStart } from './hystart.ts'
import { INITIAL_WINDOW_SEGMENTS } from './parameters.ts'

/** Sections 4.6 and 5: the window is multiplied by this at a loss, and C sets how steep the cube is (segments / s³). */
const BETA = 0.7
const C = 0.4
/** HyStart pays off from such a window on. */
const HYSTART_LOW_SEGMENTS = 16
/** Round trips right after the start of an epoch still show the queue of before. */
const SETTLING: Nanos = 10_000_000
/** Before the first loss of an epoch nothing says where the path's limit lies: one segment for every 20 at least. */
const BLIND_SEGMENTS = 20
/** At most one segment for every two acknowledged: × 1.5 a round trip. */
const FASTEST_SEGMENTS = 2
/** Where the curve says stay, the window still grows a little: by 1 % of itself for each of itself acknowledged. */
const IDLE_WINDOWS = 100
const NANOS_PER_SECOND = 1_000_000_000
const NONE = -1

export class Cubic implements CongestionControl {
  windowBytes: number
  thresholdBytes = Number.MAX_SAFE_INTEGER
  readonly #mss: number
  readonly #hystart = new HyStart()
  /** W_max, in segments; 0: no loss since the last timeout. */
  #largest = 0
  /** When the epoch began; NONE between a loss and the first growth after it. */
  #epochStart: Nanos = NONE
  /** Where the curve is flat: the window in segments, and the seconds from the start of the epoch (K). */
  #originSegments = 0
  #originSeconds = 0
  #shortestRoundTrip: Nanos = Number.POSITIVE_INFINITY
  /** Bytes acknowledged that do not make a segment yet, and segments that have not moved the window yet. */
  #spareBytes = 0
  #spareSegments = 0

  constructor(mss: number) {
    this.#mss = mss
    this.windowBytes = INITIAL_WINDOW_SEGMENTS * mss
  }

  onRoundTrip(smoothed: Nanos, now: Nanos): void {
    if (this.#epochStart !== NONE && now - this.#epochStart < SETTLING) return
    if (smoothed < this.#shortestRoundTrip) this.#shortestRoundTrip = smoothed
    if (this.windowBytes > this.thresholdBytes || this.windowBytes < HYSTART_LOW_SEGMENTS * this.#mss) return
    if (this.#hystart.found) return
    this.#hystart.onRoundTrip(smoothed, this.#shortestRoundTrip, now)
    if (this.#hystart.found) this.thresholdBytes = this.windowBytes
  }

  onAcknowledged(bytes: number, now: Nanos, unacknowledged: number, next: number): void {
    this.#spareBytes += bytes
    const segments = Math.floor(this.#spareBytes / this.#mss)
    this.#spareBytes -= segments * this.#mss
    if (this.windowBytes < this.thresholdBytes) {
      this.#hystart.onAcknowledged(now, unacknowledged, next)
      this.windowBytes += segments * this.#mss
    } else if (segments > 0) {
      this.#avoidCongestion(segments, now)
    }
  }

  onLoss(): void {
    const segments = this.#windowSegments()
    // Section 4.7, fast convergence: who loses below its last maximum gives way to newcomers.
    this.#largest = segments < this.#largest ? Math.floor((segments * (1 + BETA)) / 2) : segments
    this.#epochStart = NONE
    this.thresholdBytes = Math.max(Math.floor(segments * BETA), 2) * this.#mss
  }

  onTimeout(_flightBytes: number, now: Nanos, next: number): void {
    this.onLoss()
    this.#largest = 0
    this.#originSegments = 0
    this.#originSeconds = 0
    this.#shortestRoundTrip = Number.POSITIVE_INFINITY
    this.#hystart.restart(now, next)
    this.windowBytes = this.#mss
  }

  #avoidCongestion(segments: number, now: Nanos): void {
    this.#spareSegments += segments
    const needed = this.#segmentsForOneMore(now)
    if (this.#spareSegments < needed) return
    this.#spareSegments -= needed
    this.windowBytes += this.#mss
  }

  /** How many segments must be acknowledged for the window to grow by one. */
  #segmentsForOneMore(now: Nanos): number {
    const window = this.#windowSegments()
    if (this.#epochStart === NONE) this.#startEpoch(window, now)
    const target = this.#target(now)
    let needed = target > window ? Math.floor(window / (target - window)) : IDLE_WINDOWS * window
    if (this.#largest === 0 && needed > BLIND_SEGMENTS) needed = BLIND_SEGMENTS
    return Math.max(needed, FASTEST_SEGMENTS)
  }

  #startEpoch(window: number, now: Nanos): void {
    this.#epochStart = now
    this.#originSegments = Math.max(this.#largest, window)
    this.#originSeconds = this.#largest > window ? cubeRoot((this.#largest - window) / C) : 0
  }

  /** Section 4.2, W_cubic(t) one round trip ahead, in segments. */
  #target(now: Nanos): number {
    const seconds = (now + this.#shortestRoundTrip - this.#epochStart) / NANOS_PER_SECOND - this.#originSeconds
    const distance = Math.floor(C * Math.abs(seconds * seconds * seconds))
    return seconds < 0 ? this.#originSegments - distance : this.#originSegments + distance
  }

  #windowSegments(): number {
    return Math.floor(this.windowBytes / this.#mss)
  }
}
