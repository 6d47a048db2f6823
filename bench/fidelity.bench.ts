// Do transfers take as long as in a packet-level simulator? Every line of bench/reference, ours beside it.
import { nameOf, readReference, type ReferenceRow } from './fidelity/reference.ts'
import { playAll, type Task } from './fidelity/players.ts'
import type { BenchOptions, Row, Suite } from './suite.ts'
import { spreadOf } from './suite.ts'

const REFERENCE = 'ns-3.37'
/** With loss the median is that of the seeds from 1 to this. */
const SEEDS = 100
const QUICK_SEEDS = 10
/** The quick form leaves out what takes long. */
const QUICK_BYTES = 1_000_000
const QUICK_LOSSY_BYTES = 100_000

interface Compared {
  readonly row: ReferenceRow
  readonly medianMs: number
  readonly meanMs: number
}

/** So many per cent of the lines should be no further from the reference than this. */
interface Goal {
  readonly what: string
  readonly withLoss: boolean
  readonly figure: 'medianMs' | 'meanMs'
  readonly tolerance: number
  readonly percent: number
}

const goals: readonly Goal[] = [
  { what: 'without loss: within 5 %', withLoss: false, figure: 'medianMs', tolerance: 0.05, percent: 100 },
  { what: 'with loss: medians within 15 %', withLoss: true, figure: 'medianMs', tolerance: 0.15, percent: 90 },
  { what: 'with loss: medians within 30 %', withLoss: true, figure: 'medianMs', tolerance: 0.3, percent: 100 },
  { what: 'with loss: means within 20 %', withLoss: true, figure: 'meanMs', tolerance: 0.2, percent: 90 },
  { what: 'with loss: means within 40 %', withLoss: true, figure: 'meanMs', tolerance: 0.4, percent: 100 },
]

function summary(compared: readonly Compared[], isQuick: boolean): Row[] {
  return goals.map(({ what, withLoss, figure, tolerance, percent }) => {
    const lines = compared.filter(({ row }) => row.loss > 0 === withLoss)
    const near = lines.filter((one) => Math.abs(one[figure] / one.row[figure] - 1) <= tolerance)
    // Ten seeds say nothing about the tail of a hundred.
    const goal = isQuick && withLoss ? {} : { goal: percent }
    return { what, unit: '% of the lines', better: 'more', figures: [(100 * near.length) / lines.length], ...goal }
  })
}

/** 'more' is no better here: it makes the ratio ours over the reference's. */
function lines({ row, medianMs, meanMs }: Compared): Row[] {
  const line = (what: string, ours: number, theirs: number): Row => ({
    what: `${nameOf(row)}${what}`,
    unit: 's',
    better: 'more',
    figures: [ours / 1000],
    baseline: { what: REFERENCE, figures: [theirs / 1000] },
  })
  if (row.loss === 0) return [line('', medianMs, row.medianMs)]
  return [line(': median', medianMs, row.medianMs), line(': mean', meanMs, row.meanMs)]
}

function isQuickRow({ loss, bytes }: ReferenceRow): boolean {
  return bytes <= (loss > 0 ? QUICK_LOSSY_BYTES : QUICK_BYTES)
}

function showProgress(done: number, count: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${count} lines${done === count ? '\n' : ''}`)
}

function suiteOf(name: string, file: string, purpose: string): Suite {
  return {
    name,
    purpose,
    async run({ isQuick }: BenchOptions) {
      // Compiled, this file lies in .bench/bench.
      const all = readReference(new URL(`../../bench/reference/${file}`, import.meta.url))
      const rows = isQuick ? all.filter(isQuickRow) : all
      const seeds = isQuick ? QUICK_SEEDS : SEEDS
      // A mean of short transfers is mostly the number of SYNs that were lost, a second each: to be held against the
      // reference's it needs as many runs.
      const runsOf = (row: ReferenceRow) => (isQuick ? seeds : Math.max(seeds, row.runs))
      const tasks = rows.map((row, index): Task => ({ index, row, seeds: row.loss > 0 ? runsOf(row) : 1 }))
      const times = await playAll(tasks, (done) => showProgress(done, rows.length))
      const compared = rows.map((row, index): Compared => {
        const seen = times[index] ?? []
        const meanMs = seen.reduce((sum, time) => sum + time, 0) / seen.length
        return { row, medianMs: spreadOf(seen.slice(0, seeds)).median, meanMs }
      })
      return [...compared.flatMap(lines), ...summary(compared, isQuick)]
    },
  }
}

export const fidelity = suiteOf(
  'fidelity',
  'tcp-completion.csv',
  'do TCP transfers take as long as in a packet-level simulator?',
)

export const fidelityUnseen = suiteOf(
  'fidelity-unseen',
  'tcp-completion-unseen.csv',
  'do they, on links and sizes that the model was not made with?',
)
