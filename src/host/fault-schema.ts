// The shape of every kind of fault, so that a timeline from a file or a scenario fails before its run when it is wrong.
import {
  aNumber,
  type DataCheck,
  fields,
  listOf,
  oneOf,
  optional,
  Problems,
  someText,
  trueOrFalse,
} from './data-check.ts'
import type { Fault, FaultAction } from './faults.ts'
import { isObject } from './is-object.ts'
import { linkOptions, milliseconds, ratio } from './link-schema.ts'
import { hostName, hostNames, names, port } from './name-checks.ts'
import { ruleAction, ruleMatch, wholeRule } from './rule-schema.ts'

type KeysOf<T> = T extends unknown ? keyof T : never
type FieldsOf<K> = { readonly [F in Exclude<KeysOf<Extract<FaultAction, { kind: K }>>, 'kind'>]: DataCheck }

const forMs = optional(aNumber('milliseconds', { min: 0.001 }))
const count: DataCheck = aNumber('a count', { min: 1, whole: true })
const bits: DataCheck = aNumber('a number of bits', { min: 1, max: 8, whole: true })
const unsynced = optional(oneOf('lost', 'prefix', 'sectors'))
const sectorBytes = optional(oneOf(512, 4096))
const operations = listOf(oneOf('read', 'write', 'sync', 'name'), '"read", "write", "sync" or "name"', 1)

/** Half as fast to half as fast again: beyond that it is no clock. */
const drift: DataCheck = aNumber('millionths', { min: -500_000, max: 500_000 })

const KINDS: { readonly [K in FaultAction['kind']]: FieldsOf<K> } = {
  partition: { from: hostNames, to: hostNames, oneWay: optional(trueOrFalse), hold: optional(trueOrFalse), forMs },
  heal: { from: optional(hostNames), to: optional(hostNames) },
  link: { from: hostNames, to: hostNames, options: linkOptions, forMs },
  'cut-connections': { from: hostNames, to: hostNames },
  swizzle: {
    hosts: hostNames,
    count: optional(count),
    everyMs: optional(milliseconds),
    hold: optional(trueOrFalse),
  },
  'corrupt-stream': {
    from: hostName,
    to: hostName,
    offset: aNumber('bytes', { whole: true }),
    bits: optional(bits),
    connection: optional(count),
    port: optional(port),
  },
  rule: { match: ruleMatch, action: ruleAction, forMs },
  dns: {
    hosts: hostNames,
    names: optional(names),
    error: optional(oneOf('ENOTFOUND', 'EAI_AGAIN')),
    delayMs: optional(milliseconds),
    forMs,
  },
  'heal-dns': { hosts: hostNames },
  crash: { host: hostName, unsynced, sectorBytes, forMs },
  'power-loss': { hosts: hostNames, unsynced, sectorBytes, forMs },
  restart: { host: hostName },
  pause: { hosts: hostNames, forMs },
  resume: { hosts: hostNames },
  'slow-cpu': {
    hosts: hostNames,
    perEventMs: optional(milliseconds),
    factor: optional(aNumber('a factor', {})),
    forMs,
  },
  clock: {
    hosts: hostNames,
    stepMs: optional(aNumber('milliseconds', { min: -Number.MAX_SAFE_INTEGER })),
    driftPpm: optional(drift),
  },
  'disk-full': { hosts: hostNames, freeBytes: optional(aNumber('bytes', { whole: true })), forMs },
  'disk-slow': {
    hosts: hostNames,
    latencyMs: optional(milliseconds),
    bytesPerSecond: optional(aNumber('bytes per second', { min: 1 })),
    forMs,
  },
  'disk-errors': {
    hosts: hostNames,
    operations: optional(operations),
    path: optional(someText),
    ratio: optional(ratio),
    nth: optional(count),
    forMs,
  },
  'heal-disk': { hosts: hostNames },
  'bit-rot': { hosts: hostNames, path: optional(someText), bits: optional(count) },
  calm: {},
}

/** Fields of which a kind needs one, and no more than one where `alone`. */
const ONE_OF: { readonly [K in FaultAction['kind']]?: { readonly names: readonly string[]; readonly alone: boolean } } =
  {
    dns: { names: ['error', 'delayMs'], alone: false },
    'slow-cpu': { names: ['perEventMs', 'factor'], alone: true },
    clock: { names: ['stepMs', 'driftPpm'], alone: false },
    'disk-slow': { names: ['latencyMs', 'bytesPerSecond'], alone: false },
    'disk-errors': { names: ['ratio', 'nth'], alone: true },
  }

const kindNames = Object.keys(KINDS) as FaultAction['kind'][]
const aKind = `must be one of ${kindNames.join(', ')}`
const atMs: DataCheck = aNumber('milliseconds after the run began', {})

const ACTIONS = new Map<string, DataCheck>(kindNames.map((kind) => [kind, shapeOf(kind, {})]))
const FAULTS = new Map<string, DataCheck>(kindNames.map((kind) => [kind, shapeOf(kind, { atMs })]))

/**
 * Throws `DataError` unless `value` is a list of faults. `path` is where it was found, for the message. `hosts` are the
 * hosts that it may name; null: any.
 */
export function checkFaults(value: unknown, path: string, hosts: readonly string[] | null): readonly Fault[] {
  const problems = new Problems(hosts)
  listOf((entry, at) => byKind(FAULTS, entry, at, problems), 'faults')(value, path, problems)
  problems.throwIfAny()
  return value as readonly Fault[]
}

/** Throws `DataError` unless `value` is an action: a fault without its time. */
export function checkAction(value: unknown, hosts: readonly string[] | null): void {
  const problems = new Problems(hosts)
  byKind(ACTIONS, value, 'fault', problems)
  problems.throwIfAny()
}

function shapeOf(kind: FaultAction['kind'], more: Readonly<Record<string, DataCheck>>): DataCheck {
  const what = /^[aeiou]/.test(kind) ? `an '${kind}'` : `a '${kind}'`
  const shape = fields({ ...more, kind: oneOf(kind), ...KINDS[kind] }, what)
  const choice = ONE_OF[kind]
  if (kind === 'rule') return all(shape, wholeRule)
  if (choice === undefined) return shape
  const { names: choices, alone } = choice
  return (value, path, problems) => {
    shape(value, path, problems)
    const given = choices.filter((name) => (value as Record<string, unknown>)[name] !== undefined)
    if (given.length === 0) problems.found.push(`${path}: ${what} needs ${choices.join(' or ')}`)
    if (given.length > 1 && alone) problems.found.push(`${path}: ${what} takes ${choices.join(' or ')}, not both`)
  }
}

function all(...checks: readonly DataCheck[]): DataCheck {
  return (value, path, problems) => {
    for (const check of checks) check(value, path, problems)
  }
}

function byKind(kinds: ReadonlyMap<string, DataCheck>, value: unknown, path: string, problems: Problems): void {
  if (!isObject(value)) {
    problems.add(path, 'must be an object with a kind', value)
    return
  }
  const check = kinds.get(String(value.kind))
  if (check === undefined) problems.add(`${path}.kind`, aKind, value.kind)
  else check(value, path, problems)
}
