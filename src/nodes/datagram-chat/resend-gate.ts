// Which packets that a report names are really lost: one that was sent again a moment ago is still on its way.

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

  /** `roundTripMs`: how long a packet and the report on it take. */
  maySend(packet: number, nowMs: number, roundTripMs: number): boolean {
    const sentAt = this.#sentAgainAt.get(packet)
    return sentAt === undefined || nowMs - sentAt > roundTripMs
  }
}
