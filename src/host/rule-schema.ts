// The shape of a targeted rule, as data.
import {
  aNumber,
  type DataCheck,
  either,
  fields,
  isNumber,
  isText,
  oneOf,
  optional,
  trueOrFalse,
} from './data-check.ts'
import { isObject } from './is-object.ts'
import { milliseconds } from './link-schema.ts'
import { hostNames, port } from './name-checks.ts'
import type { RuleAction, RuleMatch } from './traffic-rule.ts'

/** A pattern longer than this is no pattern but a file. */
export const MAX_PATTERN_BYTES = 4096

const hexPattern: DataCheck = (value, path, problems) => {
  const fits = isText(value) && /^([0-9a-f]{2})+$/i.test(value) && value.length <= 2 * MAX_PATTERN_BYTES
  if (!fits) problems.add(path, `must be pairs of hex digits, at most ${MAX_PATTERN_BYTES}`, value)
}

const textPattern: DataCheck = (value, path, problems) => {
  const { length } = value as string
  if (length === 0 || length > MAX_PATTERN_BYTES)
    problems.add(path, `must have 1 to ${MAX_PATTERN_BYTES} characters`, value)
}

const shape: { readonly [K in keyof Required<RuleMatch>]: DataCheck } = {
  protocol: oneOf('tcp', 'udp'),
  from: optional(hostNames),
  to: optional(hostNames),
  port: optional(port),
  pattern: optional(
    either(
      'must be a text or { "hex": … }',
      [isText, textPattern],
      [isObject, fields({ hex: hexPattern }, 'a pattern')],
    ),
  ),
  atStart: optional(trueOrFalse),
  nth: optional(
    either(
      'must be a count or "every"',
      [isNumber, aNumber('a count', { min: 1, whole: true })],
      [isText, oneOf('every')],
    ),
  ),
}

const matchShape = fields(shape, 'a match')

export const ruleMatch: DataCheck = (value, path, problems) => {
  matchShape(value, path, problems)
  if (!isObject(value) || value.pattern !== undefined) return
  if (value.protocol === 'tcp') problems.found.push(`${path}.pattern: is missing: a stream is searched for it`)
  if (value.atStart !== undefined) problems.found.push(`${path}.atStart: needs a pattern`)
}

const bytes: DataCheck = aNumber('bytes', { whole: true })

/** 64 KiB of bits would be no damage but noise. */
const MAX_BITS = 4096

const ACTIONS: {
  readonly [D in RuleAction['do']]: { readonly [K in Exclude<keyof Extract<RuleAction, { do: D }>, 'do'>]: DataCheck }
} = {
  corrupt: {
    bits: optional(aNumber('a number of bits', { min: 1, max: MAX_BITS, whole: true })),
    offset: optional(bytes),
    length: optional(aNumber('bytes', { min: 1, whole: true })),
  },
  drop: {},
  delay: { delayMs: milliseconds },
  duplicate: { copies: optional(aNumber('a count', { min: 1, max: 1000, whole: true })) },
  truncate: { toBytes: bytes },
  cut: {},
}

const actions = new Map<string, DataCheck>(
  Object.entries(ACTIONS).map(([name, more]) => [name, fields({ do: oneOf(name), ...more }, `the action '${name}'`)]),
)

export const ruleAction: DataCheck = (value, path, problems) => {
  const check = isObject(value) ? actions.get(String(value.do)) : undefined
  if (check !== undefined) check(value, path, problems)
  else problems.add(path, `must be an object whose do is one of ${[...actions.keys()].join(', ')}`, value)
}

/** What an action can be done to; the others to both. */
const ONLY: { readonly [D in RuleAction['do']]?: 'tcp' | 'udp' } = { duplicate: 'udp', truncate: 'udp', cut: 'tcp' }

/** The parts of a rule that are right each by itself and wrong together. */
export const wholeRule: DataCheck = (value, path, problems) => {
  const { match, action } = value as { match?: Partial<RuleMatch>; action?: Partial<RuleAction> }
  const only = action?.do === undefined ? undefined : ONLY[action.do]
  if (only === undefined || (match?.protocol !== 'tcp' && match?.protocol !== 'udp') || match.protocol === only) return
  const target = only === 'udp' ? 'datagrams' : 'streams'
  problems.found.push(`${path}.action.do: '${action?.do}' is for ${target} (protocol "${only}")`)
}
