// Checks of plain data that came from outside (JSON, a scenario's lists): small parts that are put together to a shape, and
// problems that name the path of the wrong value and say what is allowed there.
import { isObject } from './is-object.ts'

/** Data that cannot be used: the mistake of whoever wrote it. A line for each problem. */
export class DataError extends Error {
  override name = 'DataError'
}

/** So many problems are told at once. */
export const MAX_PROBLEMS_TOLD = 10

export class Problems {
  readonly found: string[] = []
  /** Names of hosts that data may speak of; null: any. */
  readonly hosts: ReadonlySet<string> | null

  constructor(hosts: readonly string[] | null) {
    this.hosts = hosts === null ? null : new Set(hosts)
  }

  add(path: string, wanted: string, value: unknown): void {
    this.found.push(`${path}: ${wanted}, not ${shown(value)}`)
  }

  /** Throws `DataError`. */
  throwIfAny(): void {
    const { found } = this
    if (found.length === 0) return
    const left = found.length - MAX_PROBLEMS_TOLD
    throw new DataError((left > 0 ? [...found.slice(0, MAX_PROBLEMS_TOLD), `and ${left} more`] : found).join('\n'))
  }
}

/** Adds what is wrong with `value` to `problems`. */
export type DataCheck = (value: unknown, path: string, problems: Problems) => void

interface NumberRange {
  readonly min?: number
  readonly max?: number
  readonly whole?: boolean
}

/** `what` names it in messages: 'milliseconds', 'a ratio'. */
export function aNumber(
  what: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER, whole = false }: NumberRange,
): DataCheck {
  const upper = max === Number.MAX_SAFE_INTEGER ? (min === 0 ? 'not negative' : `${min} or more`) : `${min} to ${max}`
  const wanted = `must be ${what}, ${whole ? 'a whole number, ' : ''}${upper}`
  return (value, path, problems) => {
    const fits = typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))
    if (!fits) problems.add(path, wanted, value)
  }
}

export const trueOrFalse: DataCheck = (value, path, problems) => {
  if (typeof value !== 'boolean') problems.add(path, 'must be true or false', value)
}

export const someText: DataCheck = (value, path, problems) => {
  if (typeof value !== 'string' || value === '') problems.add(path, 'must be a text that is not empty', value)
}

export function oneOf(...allowed: readonly (string | number | null)[]): DataCheck {
  const wanted = `must be ${allowed.map((item) => JSON.stringify(item)).join(' or ')}`
  return (value, path, problems) => {
    if (!(allowed as readonly unknown[]).includes(value)) problems.add(path, wanted, value)
  }
}

/** The first check whose type of value it is; `wanted` when it is none. */
export function either(
  wanted: string,
  ...ways: readonly (readonly [is: (value: unknown) => boolean, check: DataCheck])[]
): DataCheck {
  return (value, path, problems) => {
    const way = ways.find(([is]) => is(value))
    if (way === undefined) problems.add(path, wanted, value)
    else way[1](value, path, problems)
  }
}

export function listOf(item: DataCheck, what: string, min = 0): DataCheck {
  const wanted = `must be a list of ${what}${min > 0 ? ' that is not empty' : ''}`
  return (value, path, problems) => {
    if (!Array.isArray(value) || value.length < min) problems.add(path, wanted, value)
    else for (const [index, entry] of value.entries()) item(entry, `${path}[${index}]`, problems)
  }
}

export function optional(check: DataCheck): DataCheck {
  return Object.assign((value: unknown, path: string, problems: Problems) => check(value, path, problems), {
    isOptional: true,
  })
}

/** An object with these fields and no others. */
export function fields(shape: Readonly<Record<string, DataCheck>>, what: string): DataCheck {
  const allowed = Object.keys(shape).join(', ')
  return (value, path, problems) => {
    if (!isObject(value)) {
      problems.add(path, `must be ${what}: an object with the fields ${allowed}`, value)
      return
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(shape, name))
        problems.found.push(`${path}.${name}: ${what} has no such field; it has ${allowed}`)
    }
    for (const [name, check] of Object.entries(shape)) {
      const field = value[name]
      if (field !== undefined) check(field, `${path}.${name}`, problems)
      else if (!('isOptional' in check)) problems.found.push(`${path}.${name}: is missing`)
    }
  }
}

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isNumber = (value: unknown): value is number => typeof value === 'number'

function shown(value: unknown): string {
  if (value === undefined) return 'absent'
  // NaN and the infinities are null in JSON.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value)
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`
}
