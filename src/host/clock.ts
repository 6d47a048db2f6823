// A host's clock and timers: virtual time in the virtual network, the wall's on real sockets.

/** A pending timer; a real `NodeJS.Timeout` is one. */
export interface Timer {
  /** A timer that is unref'd keeps nothing alive by itself. */
  ref(): unknown
  unref(): unknown
}

export interface Clock {
  /** The host's idea of the date: milliseconds since 1970, whole. It may be skewed and may jump. */
  now(): number
  /** Milliseconds since some start, never going back, with fractions: for measuring. */
  monotonicNow(): number
  /** Calls back once after at least `delayMs`: as in Node, less than 1 counts as 1; above 2,147,483,647 (24.8 days) as that. */
  setTimeout(callback: () => void, delayMs: number): Timer
  clearTimeout(timer: Timer | undefined): void
  /**
   * Calls back once, as soon as all that has come in by now is dealt with, before time moves on: for what is better done once for
   * many events than once for each. It cannot be cleared.
   */
  setImmediate(callback: () => void): void
  setInterval(callback: () => void, periodMs: number): Timer
  clearInterval(timer: Timer | undefined): void
}
