// A fault, or what came of one, in a line.
import type { FaultEvent } from '../host/faults.ts'

const MAX_CHARS = 160

/** 'partition from a,b to *, hold': the kind, and every field by its name. */
export function describeFault({ kind, ...fields }: FaultEvent): string {
  if (kind === 'over' && 'fault' in fields) return `over: ${describeFault(fields.fault)}`
  const parts = Object.entries(fields).map(([name, value]) => `${name} ${shown(value)}`)
  const text = parts.length === 0 ? kind : `${kind} ${parts.join(', ')}`
  return text.length <= MAX_CHARS ? text : `${text.slice(0, MAX_CHARS - 1)}…`
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(',')
  if (typeof value === 'object' && value !== null) {
    return `(${Object.entries(value)
      .map(([name, field]) => `${name} ${shown(field)}`)
      .join(', ')})`
  }
  return String(value)
}
