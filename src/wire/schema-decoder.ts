// A decoder from a typebox schema: the value with its type, or the first thing that is wrong with it in words.
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Decoded, decoded, refused } from './decoded.ts'

export function schemaDecoder<const S extends TSchema>(schema: S): (value: unknown) => Decoded<Static<S>> {
  const validator = Compile(schema)
  return (value) => {
    if (validator.Check(value)) return decoded(value as Static<S>)
    const [error] = validator.Errors(value)
    const field = error?.instancePath.slice(1).replaceAll('/', '.') ?? ''
    return refused(`${field === '' ? 'the message' : `"${field}"`} ${error?.message ?? 'is wrong'}`)
  }
}
