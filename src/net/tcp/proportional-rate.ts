// Proportional rate reduction, RFC 6937: how much may be sent for each ACK while losses are repaired, so that the flight
// shrinks smoothly to ssthresh instead of stopping for half a round trip.

/** The reference computes prr_delivered × ssthresh in 32 bits: see docs/decisions/tcp-model.md for what that means. */
const PRODUCT_LIMIT = 2 ** 32

export class ProportionalRate {
  /** prr_out: bytes sent since the recovery began. */
  sentBytes = 0
  /** prr_delivered */
  #deliveredBytes = 0
  /** RecoverFS: bytes sent and not acknowledged when it began. */
  #flightBytes = 0

  start(flightBytes: number): void {
    this.#flightBytes = Math.max(flightBytes, 1)
    this.#deliveredBytes = 0
    this.sentBytes = 0
  }

  /**
   * Bytes that may be sent now, given what the last ACK reported as delivered. `isProgress`: a segment that was sent again
   * has arrived, so that the repair is seen to work.
   */
  allow(deliveredBytes: number, pipeBytes: number, thresholdBytes: number, mss: number, isProgress: boolean): number {
    this.#deliveredBytes += deliveredBytes
    // The first segment that is lost goes out at once, whatever is in flight (RFC 6675 section 5, step 4.3).
    const least = this.sentBytes === 0 ? mss : 0
    const surplus = this.#deliveredBytes - this.sentBytes
    if (pipeBytes > thresholdBytes) {
      const product = (this.#deliveredBytes * thresholdBytes) % PRODUCT_LIMIT
      return Math.max(Math.ceil(product / this.#flightBytes) - this.sentBytes, least)
    }
    // Slow start back to the threshold while the repair works (SSRB); else a segment for each that has arrived.
    const limit = isProgress ? (surplus < 0 ? surplus : Math.max(surplus, deliveredBytes)) + mss : deliveredBytes
    return Math.max(Math.min(thresholdBytes - pipeBytes, limit), least)
  }
}
