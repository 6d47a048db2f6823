// Ephemeral ports of a host, in an order drawn by its dice in which none comes again before all others. It outlives a crash, so that a host that comes back
// does not take up a port on which packets of its former life may still be on the way.

/** Linux's ip_local_port_range. */
const FIRST = 32_768
const LAST = 60_999
const COUNT = LAST - FIRST + 1

/** COUNT is 8 × 3529: a stride that is odd and no multiple of this reaches every port. */
const PRIME = 3529

export class PortAllocator {
  #cursor: number
  readonly #stride: number

  /** `offset` and `stride` are any whole numbers from 0. With a stride of 0 each port is the one after the last. */
  constructor(offset: number, stride = 0) {
    this.#cursor = offset % COUNT
    const odd = (stride % COUNT) | 1
    this.#stride = odd % PRIME === 0 ? odd + 2 : odd
  }

  /** A port that is not taken; null when there is none. */
  next(isTaken: (port: number) => boolean): number | null {
    for (let tries = 0; tries < COUNT; tries++) {
      const port = FIRST + this.#cursor
      this.#cursor = (this.#cursor + this.#stride) % COUNT
      if (!isTaken(port)) return port
    }
    return null
  }
}
