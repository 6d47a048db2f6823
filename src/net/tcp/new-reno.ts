// Slow start and congestion avoidance of RFC 5681, counted in bytes.
import type { CongestionControl } from './congestion-control.ts'
import { INITIAL_WINDOW_SEGMENTS } from './parameters.ts'

export class NewReno implements CongestionControl {
  windowBytes: number
  thresholdBytes = Number.MAX_SAFE_INTEGER
  readonly #mss: number

  constructor(mss: number) {
    this.#mss = mss
    this.windowBytes = INITIAL_WINDOW_SEGMENTS * mss
  }

  onRoundTrip(): void {}

  onAcknowledged(bytes: number): void {
    const mss = this.#mss
    let left = bytes
    if (this.windowBytes < this.thresholdBytes) {
      const opened = Math.min(bytes, mss)
      this.windowBytes += opened
      left -= opened
    }
    // What slow start leaves of an ACK that takes it over the threshold counts for congestion avoidance, as in Linux.
    if (left > 0 && this.windowBytes >= this.thresholdBytes) {
      this.windowBytes += Math.max(1, Math.floor((mss * mss) / this.windowBytes))
    }
  }

  onLoss(flightBytes: number): void {
    this.thresholdBytes = Math.max(Math.floor(flightBytes / 2), 2 * this.#mss)
  }

  onTimeout(flightBytes: number): void {
    this.onLoss(flightBytes)
    this.windowBytes = this.#mss
  }
}
