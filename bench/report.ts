// The figures of a run for a reader: a table, and a line about the machine.
import Table from 'cli-table3'
import type { Machine } from './machine.ts'
import { COLLAPSED_BELOW, type SavedRatios } from './saved-ratios.ts'
import { meetsGoals, ratiosOf, type Row, type Spread, spreadOf } from './suite.ts'

export interface SuiteResult {
  readonly suite: string
  readonly purpose: string
  readonly rows: readonly Row[]
}

export function tableOf(results: readonly SuiteResult[], saved: SavedRatios): string {
  const head = ['suite', 'what', 'middle', 'least – most', 'baseline', 'ratio', 'goal', 'saved']
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  for (const { suite, rows } of results) {
    for (const row of rows) table.push([suite, row.what, ...cells(row), savedCell(saved.of(suite, row), row)])
  }
  return table.toString()
}

export function machineLine({ processor, processors, node, platform }: Machine, loads: readonly number[]): string {
  return `${processor}, ${processors} processors, Node ${node}, ${platform}; load ${loads.map((load) => load.toFixed(1)).join(' before, ')} after`
}

/** Rows whose ratio fell so far below the saved one that no noise explains it: what is slower is so in every repetition. */
export function collapsedRows(results: readonly SuiteResult[], saved: SavedRatios): string[] {
  return results.flatMap(({ suite, rows }) =>
    rows
      .filter((row) => {
        const before = saved.of(suite, row)
        // Not `<`: a ratio that is no number is a failure, too.
        return before !== undefined && !(spreadOf(ratiosOf(row)).most >= before * COLLAPSED_BELOW)
      })
      .map(
        (row) =>
          `${suite}: ${row.what}: the ratio was ${saved.of(suite, row)}, now at best ${short(spreadOf(ratiosOf(row)).most)}`,
      ),
  )
}

function cells(row: Row): string[] {
  const { baseline, unit, figures } = row
  const seen = spreadOf(figures)
  if (baseline === undefined) return [`${short(seen.median)} ${unit}`, range(seen), '', '', goalText(row)]
  const ratio = spreadOf(ratiosOf(row))
  const beside = `${short(spreadOf(baseline.figures).median)} ${baseline.what}`
  return [
    `${short(seen.median)} ${unit}`,
    range(seen),
    beside,
    `${short(ratio.median)} (${range(ratio)})`,
    goalText(row),
  ]
}

function goalText(row: Row): string {
  const isMet = meetsGoals(row)
  if (isMet === null) return ''
  const goals: string[] = []
  if (row.goal !== undefined) goals.push(`${row.better === 'more' ? '≥' : '≤'} ${short(row.goal)}`)
  if (row.baseline?.goal !== undefined) goals.push(`≥ ${short(row.baseline.goal)} ×`)
  return `${goals.join(', ')} ${isMet ? '✓' : '✗'}`
}

function savedCell(saved: number | undefined, row: Row): string {
  return saved === undefined || row.baseline === undefined ? '' : short(saved)
}

function range({ least, most, count }: Spread): string {
  return count === 1 ? '–' : `${short(least)} – ${short(most)}`
}

function short(value: number): string {
  return value.toLocaleString('en', value >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 })
}
