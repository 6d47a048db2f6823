// What `sim sweep` prints: how much was played, and the failures by groups, each with seeds and the command that replays one.
import type { FailureGroup } from '../explore/failure-groups.ts'
import type { SeedRange } from '../explore/seed-range.ts'
import type { SweepResult } from '../explore/sweep.ts'
import type { ChaosStrength } from '../scenarios/chaos/strengths.ts'
import type { AnyParamValues } from '../scenarios/params.ts'
import { duration, grouped } from './duration.ts'

/** Seeds of a group that are listed; `--json` has more. */
export const MAX_LISTED_SEEDS = 10
export const MAX_DOCUMENT_SEEDS = 1000
const MAX_LISTED_GROUPS = 20
const MAX_LISTED_DETAIL_CHARS = 400

export interface Swept {
  readonly scenario: string
  readonly params: AnyParamValues
  readonly chaos: ChaosStrength | null
  readonly seeds: SeedRange
  readonly result: SweepResult
  readonly groups: readonly FailureGroup[]
  readonly replay: (seed: number) => string
}

/** The document of `--json`. All but `wallMs` is the same whatever the number of threads. */
export function sweepDocument({ scenario, params, chaos, seeds, result, groups, replay }: Swept) {
  const { found, end, wallMs } = result
  return {
    scenario,
    params,
    chaos,
    seeds,
    end,
    runs: found.runs,
    failed: found.failures.length,
    events: found.events,
    virtualMs: found.virtualMs,
    wallMs,
    groups: groups.map(({ check, pattern, example, others, seeds: failed }) => ({
      check,
      pattern,
      detail: example.detail,
      alsoFailed: others,
      count: failed.length,
      seeds: failed.slice(0, MAX_DOCUMENT_SEEDS),
      replay: replay(example.seed),
    })),
  }
}

export function sweepReport(swept: Swept): string {
  const { scenario, chaos, seeds, result, groups } = swept
  const { found, end, wallMs } = result
  const weather = chaos === null ? '' : `, chaos ${chaos}`
  const rate = found.runs / (wallMs / 1000)
  const lines = [
    `${scenario}, seeds ${seeds.first}..${seeds.last}${weather}`,
    `${grouped(found.runs)} runs in ${duration(wallMs)} (${grouped(Math.round(rate))} a second), ` +
      `${grouped(found.events)} events, virtual time ${duration(found.virtualMs)}`,
  ]
  if (end === 'interrupted') lines.push('interrupted: this is what was found so far')
  if (end === 'failures') lines.push('stopped at the failures asked for: later seeds were not played')
  lines.push(found.failures.length === 0 ? 'no seed failed' : `${grouped(found.failures.length)} seeds failed`)
  for (const group of groups.slice(0, MAX_LISTED_GROUPS)) lines.push('', ...groupLines(group, swept))
  const left = groups.length - MAX_LISTED_GROUPS
  if (left > 0) lines.push('', `and ${left} more kinds of failures: --json has them all`)
  return lines.join('\n')
}

function groupLines({ check, example, others, seeds }: FailureGroup, { replay }: Swept): string[] {
  const shown = seeds.slice(0, MAX_LISTED_SEEDS).join(', ')
  const more = seeds.length > MAX_LISTED_SEEDS ? ` and ${grouped(seeds.length - MAX_LISTED_SEEDS)} more` : ''
  const detail =
    example.detail.length <= MAX_LISTED_DETAIL_CHARS
      ? example.detail
      : `${example.detail.slice(0, MAX_LISTED_DETAIL_CHARS)}…`
  const lines = [
    `  FAIL  ${check}: ${grouped(seeds.length)} ${seeds.length === 1 ? 'seed' : 'seeds'}: ${shown}${more}`,
    `        seed ${example.seed}: ${detail}`,
  ]
  if (others.length > 0) lines.push(`        some of them also fail: ${others.join('; ')}`)
  return [...lines, `        ${replay(example.seed)}`]
}
