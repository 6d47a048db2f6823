// What a JSON value from outside must be, said once: as a check and, for the compiler, as a type. Small on purpose: a library
// for this took more memory and time at the start of a program than everything else in it.
import { isObject } from '../host/is-object.ts'
import { type Decoded, decoded, refused } from './decoded.ts'

/** Where a value is wrong, and what it must be there. */
interface Fault {
  /** The names on the way to it, joined by dots; '' for the value itself. */
  readonly path: string
  readonly must: string
}

export interface Schema<T> {
  /** Null: the value is a `T`. */
  fault(value: unknown): Fault | null
  /** Whether the field may be absent. */
  readonly isOptional: boolean
  /** For the compiler only: never there. */
  readonly type?: T
}

export interface OptionalSchema<T> extends Schema<T> {
  readonly isOptional: true
}

export type TypeOf<S> = S extends Schema<infer T> ? T : never

type Fields = Readonly<Record<string, Schema<unknown>>>
type OptionalNames<F extends Fields> = { [N in keyof F]: F[N] extends OptionalSchema<unknown> ? N : never }[keyof F]
type ObjectOf<F extends Fields> = { readonly [N in Exclude<keyof F, OptionalNames<F>>]: TypeOf<F[N]> } & {
  readonly [N in OptionalNames<F>]?: TypeOf<F[N]>
}

/** The value with its type, or the first thing that is wrong with it in words. */
export function decodeAs<T>(schema: Schema<T>, value: unknown): Decoded<T> {
  const fault = schema.fault(value)
  if (fault === null) return decoded(value as T)
  return refused(`${fault.path === '' ? 'the message' : `"${fault.path}"`} must be ${fault.must}`)
}

function schema<T>(must: string, accepts: (value: unknown) => boolean): Schema<T> {
  const wrong: Fault = { path: '', must }
  return { isOptional: false, fault: (value) => (accepts(value) ? null : wrong) }
}

export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Schema<number> {
  const must =
    most === Number.MAX_SAFE_INTEGER ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`
  return schema(must, (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most)
}

export function text(maxLength = Number.POSITIVE_INFINITY): Schema<string> {
  const must = maxLength === Number.POSITIVE_INFINITY ? 'a text' : `a text of at most ${maxLength} characters`
  return schema(must, (value) => typeof value === 'string' && value.length <= maxLength)
}

/** `must`: what the pattern stands for, in words. */
export function matching(pattern: RegExp, must: string): Schema<string> {
  return schema(must, (value) => typeof value === 'string' && pattern.test(value))
}

export function oneOf<const V extends readonly (string | number | boolean)[]>(...values: V): Schema<V[number]> {
  const must = values.map((value) => JSON.stringify(value)).join(' or ')
  return schema(must, (value) => values.includes(value as V[number]))
}

export const anything: Schema<unknown> = schema('anything', () => true)

export function optional<T>(of: Schema<T>): OptionalSchema<T> {
  return { isOptional: true, fault: (value) => of.fault(value) }
}

export function list<T>(item: Schema<T>, maxItems = Number.POSITIVE_INFINITY): Schema<T[]> {
  const wrong: Fault = {
    path: '',
    must: maxItems === Number.POSITIVE_INFINITY ? 'a list' : `a list of at most ${maxItems}`,
  }
  return {
    isOptional: false,
    fault(value) {
      if (!Array.isArray(value) || value.length > maxItems) return wrong
      for (let index = 0; index < value.length; index++) {
        const fault = item.fault(value[index])
        if (fault !== null) return within(String(index), fault)
      }
      return null
    },
  }
}

export function pair<A, B>(first: Schema<A>, second: Schema<B>): Schema<[A, B]> {
  const wrong: Fault = { path: '', must: 'a list of two' }
  return {
    isOptional: false,
    fault(value) {
      if (!Array.isArray(value) || value.length !== 2) return wrong
      const one = first.fault(value[0])
      if (one !== null) return within('0', one)
      const other = second.fault(value[1])
      return other === null ? null : within('1', other)
    },
  }
}

/** An object as a table: every field is alike. */
export function record<T>(field: Schema<T>): Schema<Record<string, T>> {
  return {
    isOptional: false,
    fault(value) {
      if (!isObject(value)) return NO_OBJECT
      for (const name of Object.keys(value)) {
        const fault = field.fault(value[name])
        if (fault !== null) return within(name, fault)
      }
      return null
    },
  }
}

/** Either of two; what is wrong with a value that is neither is told of the second. */
export function either<A, B>(one: Schema<A>, other: Schema<B>): Schema<A | B> {
  return { isOptional: false, fault: (value) => (one.fault(value) === null ? null : other.fault(value)) }
}

/** Fields that are not named are ignored, so that old programs and new ones mix. */
export function object<const F extends Fields>(fields: F): Schema<ObjectOf<F>> {
  const named = Object.entries(fields)
  return {
    isOptional: false,
    fault(value) {
      if (!isObject(value)) return NO_OBJECT
      for (const [name, field] of named) {
        // Own fields only: an object of JSON inherits some, too.
        const content = Object.hasOwn(value, name) ? value[name] : undefined
        if (content === undefined && field.isOptional) continue
        const fault = field.fault(content)
        if (fault !== null) return within(name, fault)
      }
      return null
    },
  }
}

const NO_OBJECT: Fault = { path: '', must: 'an object' }

function within(name: string, { path, must }: Fault): Fault {
  return { path: path === '' ? name : `${name}.${path}`, must }
}
