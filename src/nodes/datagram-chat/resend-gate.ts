// Which packets that a report names are really lost: one that left a moment ago is still on its way.

/** What a packet is given beside a round trip: reports have a period. */
const MIN_WAIT_MS = 50
/** Packets remembered: the ones sent again longest ago are forgotten first. */
const MAX_REMEMBERED = 65_536

export class ResendGate {
  readonly #sentAgainAt = new Map<number, number>()

  onAgain(packet: number, nowMs: number): void {
    this.#sentAgainAt.delete(packet)
    this.#sentAgainAt.set(packet, nowMs)
    if (this.#sentAgainAt.size <= MAX_REMEMBERED) return
    for (const oldest of this.#sentAgainAt.keys()) {
      this.#sentAgainAt.delete(oldest)
      return
    }
  }

  /** `roundTripMs`: how long a packet and an immediate report on it take. `firstSentAt`: null for long ago. */
  maySend(packet: number, firstSentAt: number | null, nowMs: number, roundTripMs: number): boolean {
    const sentAt = this.#sentAgainAt.get(packet) ?? firstSentAt
    return sentAt === null || nowMs - sentAt > MIN_WAIT_MS + 1.25 * roundTripMs
  }
}
