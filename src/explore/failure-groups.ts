// Failures of a sweep by what they have in common: the check, and its words without the numbers and names of one run.
import type { SeedFailure } from './job.ts'

export interface FailureGroup {
  readonly check: string
  /** What the check says, with numbers as `#`. */
  readonly pattern: string
  /** The failure with the smallest seed, as it is. */
  readonly example: SeedFailure
  /** Checks that failed beside it in some of the runs. */
  readonly others: readonly string[]
  /** In order. */
  readonly seeds: readonly number[]
}

const MAX_PATTERN_CHARS = 160

/** The largest group first. The order of `failures` does not matter. */
export function groupFailures(failures: readonly SeedFailure[]): FailureGroup[] {
  const members = new Map<string, SeedFailure[]>()
  for (const failure of failures) {
    const key = `${failure.check}\n${patternOf(failure.detail)}`
    const group = members.get(key)
    if (group === undefined) members.set(key, [failure])
    else group.push(failure)
  }
  const groups = [...members.values()].map(groupOf)
  return groups.sort((one, other) => other.seeds.length - one.seeds.length || one.example.seed - other.example.seed)
}

function groupOf(members: readonly SeedFailure[]): FailureGroup {
  const [example, ...rest] = [...members].sort((one, other) => one.seed - other.seed) as [SeedFailure, ...SeedFailure[]]
  const others = new Set([example, ...rest].flatMap((failure) => failure.others))
  return {
    check: example.check,
    pattern: patternOf(example.detail),
    example,
    others: [...others].sort(),
    seeds: [example.seed, ...rest.map(({ seed }) => seed)],
  }
}

/** Words without what differs from run to run: times, counts, hashes, and what was printed last. */
export function patternOf(detail: string): string {
  const [first = ''] = detail.split(/\n|; it printed last: /)
  const general = first
    .replace(/\b[0-9a-f]{16,}\b/g, '#')
    .replace(/\d+(\.\d+)?/g, '#')
    .replace(/#(, #)+/g, '#, …')
  return general.length <= MAX_PATTERN_CHARS ? general : `${general.slice(0, MAX_PATTERN_CHARS)}…`
}
