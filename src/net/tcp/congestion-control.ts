// How fast a sender may go: the part of TCP that algorithms differ in. It counts bytes and knows no segments.

export interface CongestionControl {
  /** cwnd. Recovery sets it too. */
  windowBytes: number
  /** ssthresh. */
  thresholdBytes: number
  /** New data was acknowledged outside of recovery, and the window was the limit. */
  onAcknowledged(bytes: number, atNanos: number): void
  /** A loss was found by duplicate ACKs: lowers the threshold. The sender then drives the window through recovery. */
  onLoss(flightBytes: number, atNanos: number): void
  /** The retransmission timer expired with so much in flight: back to one segment. */
  onTimeout(flightBytes: number, atNanos: number): void
}
