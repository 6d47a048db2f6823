// Wall time less the time in which this process stood still: stopped by Ctrl-Z, or on a machine that slept. It is what
// somebody has seen who looks now and then.

/** A longer gap between two looks says that nobody could look. */
export const MAX_GAP_MS = 1000

export class AwakeTime {
  ms = 0
  #lookedAt: number

  constructor(now: number) {
    this.#lookedAt = now
  }

  restart(now: number): void {
    this.ms = 0
    this.#lookedAt = now
  }

  look(now: number): void {
    this.ms += Math.min(now - this.#lookedAt, MAX_GAP_MS)
    this.#lookedAt = now
  }
}
