// Messages as lines: a word for the type, then its fields, separated by one space each. The last field goes to the end of the
// line. What types and fields there are, a table says.
import { invariant } from '../../host/errors.ts'
import { type Decoded, decoded, refused } from '../decoded.ts'
import { escapeText, escapeWord, unescapeText } from './escape.ts'

interface FieldTypes {
  /** 0..65535. */
  readonly port: number
  /** A whole number up to 2^53 - 1, in decimal digits. */
  readonly number: number
  /** 32 lower-case hex digits. */
  readonly token: string
  /** 64 lower-case hex digits. */
  readonly hash: string
  /** Lower-case letters and hyphens. */
  readonly code: string
  /** Any text but the empty one, with spaces escaped. */
  readonly word: string
  /** Any text. Last field only. */
  readonly text: string
}

export type FieldType = keyof FieldTypes

/** Types of messages, each with its fields in their order on the line. */
export type LineTable = { readonly [type: string]: { readonly [field: string]: FieldType } }

export type LineMessage<Table extends LineTable> = {
  readonly [T in keyof Table & string]: { readonly type: T } & {
    readonly [F in keyof Table[T]]: FieldTypes[Table[T][F]]
  }
}[keyof Table & string]

const PATTERNS: Readonly<Record<Exclude<FieldType, 'word' | 'text'>, RegExp>> = {
  port: /^\d{1,5}$/,
  number: /^\d{1,16}$/,
  token: /^[0-9a-f]{32}$/,
  hash: /^[0-9a-f]{64}$/,
  code: /^[a-z][a-z-]{0,31}$/,
}
const MAX_PORT = 65_535

/** A line without its newline. A message that is none of the table's, or a field that does not fit, is a bug and throws. */
export function encodeLine<Table extends LineTable>(table: Table, message: LineMessage<Table>): string {
  const fields = table[message.type]
  invariant(fields !== undefined, `no message has the type ${message.type}`)
  const values: { readonly [field: string]: string | number } = message
  const words = Object.entries(fields).map(([name, type]) => encodeField(name, type, values[name] ?? ''))
  return [message.type, ...words].join(' ')
}

export function decodeLine<Table extends LineTable>(table: Table, line: string): Decoded<LineMessage<Table>> {
  const typeEnd = line.indexOf(' ')
  const type = typeEnd === -1 ? line : line.slice(0, typeEnd)
  const fields = Object.hasOwn(table, type) ? table[type] : undefined
  if (fields === undefined) return refused(`${quote(type)} is no word that is known here`)
  const entries = Object.entries(fields)
  const texts = split(typeEnd === -1 ? null : line.slice(typeEnd + 1), entries.length)
  const message: Record<string, string | number> = { type }
  for (const [at, [name, fieldType]] of entries.entries()) {
    const field = texts[at] ?? (fieldType === 'text' ? '' : undefined)
    if (field === undefined) return refused(`'${type}' without its field '${name}'`)
    const value = decodeField(fieldType, field)
    if (!value.ok) return refused(`'${type}' with a bad '${name}': ${value.reason}`)
    message[name] = value.value
  }
  if (texts.length > entries.length) return refused(`'${type}' with more after its last field`)
  return decoded(message as LineMessage<Table>)
}

/** At most `count` fields, the last with all that is left; one more when there are none to take it. */
function split(rest: string | null, count: number): string[] {
  if (rest === null) return []
  const texts: string[] = []
  let left = rest
  while (texts.length < count - 1) {
    const end = left.indexOf(' ')
    if (end === -1) break
    texts.push(left.slice(0, end))
    left = left.slice(end + 1)
  }
  return [...texts, left]
}

function encodeField(name: string, type: FieldType, value: string | number): string {
  const text = String(value)
  if (type === 'text') return escapeText(text)
  const field = type === 'word' ? escapeWord(text) : text
  invariant(decodeField(type, field).ok, `${text} is no ${type}, as '${name}' must be`)
  return field
}

function decodeField(type: FieldType, field: string): Decoded<string | number> {
  if (type === 'text') return unescapeText(field)
  if (type === 'word') return field === '' ? refused('it is empty') : unescapeText(field)
  if (!PATTERNS[type].test(field)) return refused(`${quote(field)} is no ${type}`)
  if (type !== 'port' && type !== 'number') return decoded(field)
  const number = Number(field)
  const most = type === 'port' ? MAX_PORT : Number.MAX_SAFE_INTEGER
  return number <= most ? decoded(number) : refused(`${field} is above ${most}`)
}

/** Remote text in a reason: not too much of it. */
function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
