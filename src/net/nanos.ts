// Virtual time: whole nanoseconds since the run began, in a double (exact for 104 days).

export type Nanos = number

export const NANOS_PER_MILLI = 1_000_000

/** Milliseconds, with fractions, to whole nanoseconds. */
export function millisToNanos(millis: number): Nanos {
  return Math.round(millis * NANOS_PER_MILLI)
}

export function nanosToMillis(nanos: Nanos): number {
  return nanos / NANOS_PER_MILLI
}
