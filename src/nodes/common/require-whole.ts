// Options of programs that must be whole numbers.
import { invariant } from '../../host/errors.ts'

/** The longest delay that a timer takes, and a generous most for counts. */
export const MAX_INT32 = 2 ** 31 - 1

/** Throws `InvariantError` unless `value` is a whole number in the range: options are written by programmers. */
export function requireWhole(name: string, value: number, least: number, most: number): void {
  invariant(
    Number.isInteger(value) && value >= least && value <= most,
    () => `${name} must be a whole number from ${least} to ${most}, not ${value}`,
  )
}
