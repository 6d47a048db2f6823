// Ephemeral ports of a host, in turn from a place drawn by its dice. It outlives a crash, so that a host that comes back
// does not take up a port on which packets of its former life may still be on the way.

/** Linux's ip_local_port_range. */
const FIRST = 32_768
const LAST = 60_999
const COUNT = LAST - FIRST + 1

export class PortAllocator {
  #cursor: number

  /** `offset` is any whole number from 0. */
  constructor(offset: number) {
    this.#cursor = offset % COUNT
  }

  /** A port that is not taken; null when there is none. */
  next(isTaken: (port: number) => boolean): number | null {
    for (let tries = 0; tries < COUNT; tries++) {
      const port = FIRST + this.#cursor
      this.#cursor = (this.#cursor + 1) % COUNT
      if (!isTaken(port)) return port
    }
    return null
  }
}
