// What a suite of measurements is and what it gives. Knows nothing of what is measured, and nothing of how it is shown.

export interface BenchOptions {
  /** A small form that shows that it still runs and that no ratio collapsed; its figures mean little. */
  readonly isQuick: boolean
  /** Where files for the reader go (plots); null: nobody wants them. */
  readonly reportFolder: string | null
}

/** One workload, and its baseline of the same run when it has one. */
export interface Row {
  /** Unique within its suite, the same in every run: the saved ratios go by it. */
  readonly what: string
  readonly unit: string
  readonly better: 'more' | 'less'
  /** What was seen, one figure for each repetition. */
  readonly figures: readonly number[]
  /** The least (or, of `less`, the most) that the middle figure should be. */
  readonly goal?: number
  readonly baseline?: {
    readonly what: string
    /** One for each repetition: the nth figure is compared with the nth of these, which ran right beside it. */
    readonly figures: readonly number[]
    /** The least that the middle ratio should be. */
    readonly goal?: number
    /** True: the ratio says much to a reader and jumps by more than a half from run to run, so it is not saved. */
    readonly isRough?: boolean
  }
}

export interface Suite {
  readonly name: string
  /** The question, in a line. */
  readonly purpose: string
  run(options: BenchOptions): Promise<readonly Row[]>
}

/** Figure over baseline of each repetition, turned so that more is better: what can be compared between machines. */
export function ratiosOf({ better, figures, baseline }: Row): readonly number[] {
  if (baseline === undefined) return []
  return figures.map((figure, at) => {
    const beside = baseline.figures[at] ?? Number.NaN
    return better === 'more' ? figure / beside : beside / figure
  })
}

/** Whether the row's goals are met; null: it has none. */
export function meetsGoals(row: Row): boolean | null {
  const { goal, better, baseline } = row
  const verdicts: boolean[] = []
  const middle = spreadOf(row.figures).median
  if (goal !== undefined) verdicts.push(better === 'more' ? middle >= goal : middle <= goal)
  if (baseline?.goal !== undefined) verdicts.push(spreadOf(ratiosOf(row)).median >= baseline.goal)
  return verdicts.length === 0 ? null : verdicts.every(Boolean)
}

export interface Spread {
  readonly least: number
  readonly median: number
  readonly most: number
  readonly count: number
}

/** The middle one decides, so that a neighbour's burst does not; the outer ones tell how far to trust it. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = [...figures].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? Number.NaN
  const median = sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2
  return { least: sorted[0] ?? Number.NaN, median, most: sorted.at(-1) ?? Number.NaN, count: sorted.length }
}
