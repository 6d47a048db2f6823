// Parameters of a scenario: declared with type, default, range and help, and read from the texts of `--param k=v`.

interface ParamBase<T> {
  readonly default: T
  /** One line for `sim list` and the help, with the unit. */
  readonly help: string
}

export interface NumberParam extends ParamBase<number> {
  readonly type: 'integer' | 'number'
  readonly min: number
  readonly max: number
}

export interface TextParam extends ParamBase<string> {
  readonly type: 'text'
  /** The only values allowed, if given. */
  readonly choices?: readonly string[]
}

export interface BooleanParam extends ParamBase<boolean> {
  readonly type: 'boolean'
}

export type Param = NumberParam | TextParam | BooleanParam
export type ParamSpecs = { readonly [name: string]: Param }

/** The values of the parameters that `Specs` declares. */
export type ParamValues<Specs extends ParamSpecs> = { readonly [K in keyof Specs]: Specs[K]['default'] }

/** Values of parameters whose declaration is not known statically. */
export type AnyParamValues = { readonly [name: string]: number | string | boolean }

interface Range {
  readonly min?: number
  readonly max?: number
}

/** A whole number; the range defaults to all that are exact and not negative. */
export function integer(defaultValue: number, help: string, { min = 0, max = Number.MAX_SAFE_INTEGER }: Range = {}) {
  return { type: 'integer', default: defaultValue, min, max, help } satisfies NumberParam
}

/** A number with a fraction; the range defaults to all that are not negative. */
export function number(defaultValue: number, help: string, { min = 0, max = Number.MAX_VALUE }: Range = {}) {
  return { type: 'number', default: defaultValue, min, max, help } satisfies NumberParam
}

export function text(defaultValue: string, help: string, choices?: readonly string[]): TextParam {
  return { type: 'text', default: defaultValue, help, ...(choices && { choices }) }
}

export function boolean(defaultValue: boolean, help: string) {
  return { type: 'boolean', default: defaultValue, help } satisfies BooleanParam
}

/** A parameter that does not exist, or a value that it cannot take: the user's mistake. */
export class ParamError extends Error {
  override name = 'ParamError'
}

/** Defaults, overridden by what is given. Texts are read according to the type. Throws `ParamError`. */
export function readParams<Specs extends ParamSpecs>(specs: Specs, given: AnyParamValues): ParamValues<Specs> {
  const values: Record<string, number | string | boolean> = {}
  for (const [name, spec] of Object.entries(specs)) values[name] = spec.default
  for (const [name, value] of Object.entries(given)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (spec === undefined) throw new ParamError(unknownName(name, Object.keys(specs)))
    values[name] = readValue(name, spec, value)
  }
  return values as ParamValues<Specs>
}

/** `name` to `default`, with the range, for help texts. */
export function describeParam(spec: Param): string {
  if (spec.type === 'boolean') return 'true or false'
  if (spec.type === 'text') return spec.choices?.join(' | ') ?? 'text'
  const upper = spec.max >= Number.MAX_SAFE_INTEGER ? '' : spec.max
  return `${spec.type} ${spec.min}..${upper}`
}

function readValue(name: string, spec: Param, value: number | string | boolean): number | string | boolean {
  switch (spec.type) {
    case 'boolean':
      if (value === true || value === 'true') return true
      if (value === false || value === 'false') return false
      throw new ParamError(`parameter ${name} must be true or false, not ${quote(value)}`)
    case 'text':
      if (typeof value !== 'string') throw new ParamError(`parameter ${name} must be text, not ${quote(value)}`)
      if (spec.choices === undefined || spec.choices.includes(value)) return value
      throw new ParamError(`parameter ${name} must be one of ${spec.choices.join(', ')}, not ${quote(value)}`)
    default:
      return readNumber(name, spec, value)
  }
}

function readNumber(name: string, spec: NumberParam, value: number | string | boolean): number {
  const isNumeral = typeof value !== 'string' || /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)
  const read = isNumeral && typeof value !== 'boolean' ? Number(value) : Number.NaN
  const isOfType = spec.type === 'integer' ? Number.isSafeInteger(read) : Number.isFinite(read)
  if (isOfType && read >= spec.min && read <= spec.max) return read
  const kind = spec.type === 'integer' ? 'a whole number' : 'a number'
  const range = spec.max >= Number.MAX_SAFE_INTEGER ? `of at least ${spec.min}` : `from ${spec.min} to ${spec.max}`
  throw new ParamError(`parameter ${name} must be ${kind} ${range}, not ${quote(value)}`)
}

function unknownName(name: string, known: readonly string[]): string {
  if (known.length === 0) return `there is no parameter ${quote(name)}: this scenario has none`
  return `there is no parameter ${quote(name)}; there are ${known.join(', ')}`
}

function quote(value: number | string | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
