// How fast a sender may go: the part of TCP that algorithms differ in. It counts bytes and knows no segments.
import type { Nanos } from '../nanos.ts'

export interface CongestionControl {
  /** cwnd. Recovery sets it too. */
  windowBytes: number
  /** ssthresh. */
  thresholdBytes: number
  /** An ACK brought news: the smoothed round trip as it now is. Comes before `onAcknowledged`. */
  onRoundTrip(smoothed: Nanos, now: Nanos): void
  /**
   * New data was acknowledged outside of a recovery, and the window was the limit. SND.UNA and SND.NXT tell the rounds
   * apart: one is over when what was out at its beginning is acknowledged.
   */
  onAcknowledged(bytes: number, now: Nanos, unacknowledged: number, next: number): void
  /** A loss was found by duplicate ACKs: lowers the threshold. The sender then drives the window through recovery. */
  onLoss(flightBytes: number): void
  /** The retransmission timer expired with so much in flight: back to one segment. */
  onTimeout(flightBytes: number, now: Nanos, next: number): void
}
