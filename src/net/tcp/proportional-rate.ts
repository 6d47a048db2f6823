// Proportional rate reduction, RFC 6937: how much may be sent for each ACK while losses are repaired, so that the flight
// shrinks smoothly to ssthresh instead of stopping for half a round trip.

export class ProportionalRate {
  /** prr_out: bytes sent since the recovery began. */
  sentBytes = 0
  /** prr_delivered */
  #deliveredBytes = 0
  /** RecoverFS: bytes in flight when it began. */
  #flightBytes = 0

  start(flightBytes: number): void {
    this.#flightBytes = Math.max(flightBytes, 1)
    this.#deliveredBytes = 0
    this.sentBytes = 0
  }

  /** Bytes that may be sent now, given what the last ACK reported as delivered. */
  allow(deliveredBytes: number, pipeBytes: number, thresholdBytes: number, mss: number): number {
    this.#deliveredBytes += deliveredBytes
    if (pipeBytes > thresholdBytes) {
      const wanted = Math.ceil((this.#deliveredBytes * thresholdBytes) / this.#flightBytes)
      return Math.max(0, wanted - this.sentBytes)
    }
    // The slow start part (SSRB): catches up with the threshold, by at most one segment more than was delivered.
    const limit = Math.max(this.#deliveredBytes - this.sentBytes, deliveredBytes) + mss
    return Math.max(0, Math.min(thresholdBytes - pipeBytes, limit))
  }
}
