// Which packets that a report names are really lost: one that left a moment ago is still on its way.

/** What a packet is given beside a round trip, because queues grow: less where round trips are short. */
const LEAST_WAIT_MS = 10
const MOST_WAIT_MS = 50
/** Less than the client waits before it says again what is missing. */
const LEAST_TAIL_WAIT_MS = 4

/** In milliseconds: how long a packet and an immediate report on it took, of late and at least. */
export interface RoundTrips {
  readonly roundTripMs: number
  readonly shortestRoundTripMs: number
}

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

  /** `firstSentAt`: null for long ago. `waitMs`: since it left last. */
  maySend(packet: number, firstSentAt: number | null, nowMs: number, waitMs: number): boolean {
    const sentAt = this.#sentAgainAt.get(packet) ?? firstSentAt
    return sentAt === null || nowMs - sentAt > waitMs
  }
}

/** How long a packet is waited for. `isTail`: none stands in its way, and none is left to be sent meanwhile. */
export function resendWaitMs({ roundTripMs, shortestRoundTripMs }: RoundTrips, isTail: boolean): number {
  const least = isTail ? LEAST_TAIL_WAIT_MS : LEAST_WAIT_MS
  const trip = isTail ? shortestRoundTripMs : roundTripMs
  return Math.min(MOST_WAIT_MS, least + 2 * shortestRoundTripMs) + 1.25 * trip
}
