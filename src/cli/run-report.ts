// The text that `sim <scenario>` prints of a run: a table of the hosts, the checks by name, the figures.
import Table from 'cli-table3'
import type { HostResult, RunResult } from '../scenarios/run-result.ts'
import { chaosReport } from './chaos-report.ts'
import { duration, grouped } from './duration.ts'
import { describeFault } from './describe-fault.ts'

/** Faults that are told; a rule may strike a thousand times. */
export const MAX_FAULT_LINES = 20

/** The place of the column of what was sent again. */
const AFTER_BLOCKS = 4
/** A table of thousands of rows takes longer than the run; beyond this, `--json` has them all. */
export const MAX_TABLE_ROWS = 50

const allColumns: readonly (readonly [title: string, cell: (host: HostResult) => string | number])[] = [
  ['host', ({ name }) => name],
  ['bytes out', ({ sentBytes }) => grouped(sentBytes)],
  ['bytes in', ({ receivedBytes }) => grouped(receivedBytes)],
  ['blocks out', ({ blocksSent }) => grouped(blocksSent)],
  ['blocks in', ({ blocksReceived }) => grouped(blocksReceived)],
  ['ACKs out', ({ acksSent }) => grouped(acksSent)],
  ['ACKs in', ({ acksReceived }) => grouped(acksReceived)],
  ['NACKs out', ({ nacksSent }) => grouped(nacksSent)],
  ['NACKs in', ({ nacksReceived }) => grouped(nacksReceived)],
  ['files', ({ files }) => grouped(files)],
  ['end', ({ end }) => shortened(end)],
]

export function runReport(result: RunResult, purpose: string): string {
  const { scenario, seed, backing, virtualMs, wallMs, events, fingerprint, metrics } = result
  const time = backing === 'virtual' ? `virtual time ${duration(virtualMs)}` : `run time ${duration(virtualMs)}`
  const lines = [
    `${scenario}, seed ${seed}, ${backing === 'virtual' ? 'virtual network' : 'real sockets'}`,
    purpose,
    '',
  ]
  if (result.chaos !== undefined) lines.push(chaosReport(result.chaos), '')
  lines.push(hostTable(result.hosts), '', checkLines(result), '')
  if (result.chaos === undefined && result.faults.length > 0) lines.push(faultLines(result.faults), '')
  const figures = Object.entries(metrics).map(
    ([name, value]) => `${name} ${Number.isNaN(value) ? '-' : grouped(value)}`,
  )
  if (figures.length > 0) lines.push(figures.join(', '))
  lines.push(`${time}, wall time ${duration(wallMs)}, ${grouped(events)} events`)
  if (fingerprint !== null) lines.push(`fingerprint ${fingerprint}`)
  return lines.join('\n')
}

/** Only where there are any. */
const resent: (typeof allColumns)[number] = ['again out', ({ blocksResent }) => grouped(blocksResent)]

/** What went wrong, and when. */
function faultLines(faults: RunResult['faults']): string {
  const shown = faults
    .slice(0, MAX_FAULT_LINES)
    .map(({ atMs, event }) => `  ${duration(atMs)}  ${describeFault(event)}`)
  const left = faults.length - MAX_FAULT_LINES
  return (left > 0 ? [...shown, `  and ${left} more: --json has them`] : shown).join('\n')
}

function hostTable(hosts: readonly HostResult[]): string {
  const hasResent = hosts.some(({ blocksResent }) => blocksResent > 0)
  const columns = hasResent
    ? [...allColumns.slice(0, AFTER_BLOCKS), resent, ...allColumns.slice(AFTER_BLOCKS)]
    : allColumns
  const isNumber = columns.map(([title]) => title !== 'host' && title !== 'end')
  const table = new Table({
    head: columns.map(([title]) => title),
    colAligns: isNumber.map((right) => (right ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  })
  for (const host of hosts.slice(0, MAX_TABLE_ROWS)) table.push(columns.map(([, cell]) => cell(host)))
  const left = hosts.length - MAX_TABLE_ROWS
  return left > 0 ? `${table}\nand ${left} more hosts: --json has them all` : String(table)
}

function checkLines({ checks }: RunResult): string {
  return checks.map(({ name, passed, detail }) => `  ${passed ? 'pass' : 'FAIL'}  ${name}: ${detail}`).join('\n')
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`
}
