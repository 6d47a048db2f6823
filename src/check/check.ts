// A promise about a run, as a value: checks look at the record and say whether it was kept. They change nothing.
import type { RunRecord } from '../trace/run-record.ts'

export interface CheckOutcome {
  readonly passed: boolean
  /** One sentence for a person: what was seen, with numbers; when it failed, also what was expected. */
  readonly detail: string
}

export interface Check {
  /** Reads as a promise, and is unique within its scenario. */
  readonly name: string
  verify(record: RunRecord): CheckOutcome | Promise<CheckOutcome>
}

export interface CheckResult extends CheckOutcome {
  readonly name: string
}

/** A check that throws has failed, and its message says why. */
export async function runCheck(check: Check, record: RunRecord): Promise<CheckResult> {
  try {
    const { passed, detail } = await check.verify(record)
    return { name: check.name, passed, detail }
  } catch (error) {
    return { name: check.name, passed: false, detail: `the check itself failed: ${String(error)}` }
  }
}

export function passed(detail: string): CheckOutcome {
  return { passed: true, detail }
}

export function failed(detail: string): CheckOutcome {
  return { passed: false, detail }
}

/** `1 report`, `3 reports`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
