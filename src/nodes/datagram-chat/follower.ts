// How a client follows its download: it hears of packets and of time, and tells the server what is missing. One kind for servers
// of the seed's time, one for ours.

export interface Follower {
  /** Packets can come from now on. */
  start(): void
  /** A datagram of the download came; its packet may have been here already. */
  onPacket(packet: number): void
  /** All that was asked for is out. */
  onAllSent(): void
  /** Nothing is expected until `resume()`: the user is being asked. */
  pause(): void
  resume(): void
  close(): void
}

export interface FollowerContext {
  /** Nothing has come for too long. */
  onSilence(): void
}
