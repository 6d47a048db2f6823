// What chaos did to a run, for people: the kinds that were on, and the timeline.
import type { Fault, HostNames } from '../host/faults.ts'
import type { Chaos } from '../scenarios/chaos/draw-chaos.ts'
import { grouped } from './duration.ts'

/** Beyond this, `--json` has the others. */
export const MAX_TIMELINE_LINES = 60
const MAX_LISTED_HOSTS = 6

export function chaosReport({ kinds, faults, calmAtMs }: Chaos): string {
  const lines = [`chaos until ${grouped(calmAtMs)} ms: ${kinds.join(', ') || 'no kind is on in this run'}`]
  for (const fault of faults.slice(0, MAX_TIMELINE_LINES)) {
    lines.push(`  ${grouped(fault.atMs).padStart(9)} ms  ${faultText(fault)}`)
  }
  const left = faults.length - MAX_TIMELINE_LINES
  if (left > 0) lines.push(`  and ${left} more: --json has them all`)
  return lines.join('\n')
}

interface FaultFields {
  readonly from?: HostNames
  readonly to?: HostNames
  readonly hosts?: HostNames
  readonly [setting: string]: unknown
}

/** The kind, whom it hits, and its settings. */
export function faultText({ atMs: _, kind, ...fields }: Fault): string {
  const { from, to, hosts, ...rest } = fields as FaultFields
  const sides = from === undefined || to === undefined ? [] : [`${hostsText(from)} → ${hostsText(to)}`]
  if (hosts !== undefined) sides.push(hostsText(hosts))
  const settings = Object.entries(rest).map(([name, value]) =>
    value === true ? name : `${name} ${settingText(value)}`,
  )
  return [kind, ...sides, ...settings].join(' ')
}

function settingText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function hostsText(hosts: HostNames): string {
  if (typeof hosts === 'string') return hosts
  const shown = hosts.slice(0, MAX_LISTED_HOSTS).join(',')
  return hosts.length <= MAX_LISTED_HOSTS ? shown : `${shown},… (${hosts.length})`
}
