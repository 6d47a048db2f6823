// What the values of `sim`'s options mean, each read from its text, or the one line that says what is wrong with it.
import { DEFAULT_LIMITS, type RunLimits } from '../explore/job.ts'
import type { LivenessOptions } from '../scenarios/liveness.ts'
import type { AnyParamValues } from '../scenarios/params.ts'

/** Wrong usage: one line for the user. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export function readLiveness(parsed: Readonly<Record<string, unknown>>): LivenessOptions | undefined {
  const healAt = single(parsed['heal-at'], 'heal-at')
  const within = single(parsed.within, 'within')
  if (parsed.liveness !== true) {
    if (healAt === undefined && within === undefined) return undefined
    throw new UsageError('--heal-at and --within belong to --liveness')
  }
  return {
    ...(healAt !== undefined && { healAtMs: wholeNumber('--heal-at', healAt) }),
    ...(within !== undefined && { withinMs: wholeNumber('--within', within) }),
  }
}

export function readLimits(given: string | string[] | undefined): RunLimits {
  const limits: Record<string, number | null> = { ...DEFAULT_LIMITS }
  for (const [name, value] of Object.entries(readPairs('limit', given))) {
    if (!Object.hasOwn(limits, name)) {
      throw new UsageError(`there is no limit "${name}"; there are ${Object.keys(limits).join(', ')}`)
    }
    limits[name] = wholeNumber(`limit ${name}`, String(value))
  }
  return limits as unknown as RunLimits
}

export function wholeNumber(what: string, given: string, max = Number.MAX_SAFE_INTEGER): number {
  const number = Number(given)
  if (/^\d+$/.test(given) && number >= 1 && number <= max) return number
  const range = max === Number.MAX_SAFE_INTEGER ? 'of at least 1' : `from 1 to ${max}`
  throw new UsageError(`${what} must be a whole number ${range}, not "${given}"`)
}

export function readPairs(option: string, given: string | string[] | undefined): AnyParamValues {
  const params: Record<string, string> = {}
  for (const pair of given === undefined ? [] : [given].flat()) {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`--${option} takes name=value, not "${pair}"`)
    const name = pair.slice(0, at)
    if (Object.hasOwn(params, name))
      throw new UsageError(`${option === 'param' ? 'parameter' : option} ${name} is given twice`)
    params[name] = pair.slice(at + 1)
  }
  return params
}

export function single(value: unknown, option: string): string | undefined {
  if (Array.isArray(value)) throw new UsageError(`--${option} is given more than once`)
  if (value === '') throw new UsageError(`--${option} needs a value`)
  return value as string | undefined
}
