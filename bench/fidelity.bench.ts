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

interface Plan {
  readonly name: string
  readonly purpose: string
  /** A file of bench/reference. */
  readonly table: string
  /**
   * The mean of a short transfer is mostly the number of SYNs that were lost, a second each, and that of a hundred seeds says
   * little: a mean is of as many as make its standard error this part of it.
   */
  readonly meanError: number
  /** Few seeds of small transfers say something, too. */
  readonly hasQuickForm: boolean
  readonly goals: readonly Goal[]
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

/** Where the reference played often enough to know its means, chance allows ours no more than this. */
const longGoals: readonly Goal[] = [
  { what: 'means within 10 %', withLoss: true, figure: 'meanMs', tolerance: 0.1, percent: 90 },
  { what: 'means within 20 %', withLoss: true, figure: 'meanMs', tolerance: 0.2, percent: 100 },
]

function summary(goals: readonly Goal[], compared: readonly Compared[], isQuick: boolean): Row[] {
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

/** From how much the reference's runs differ: ours must not decide how many there are of them. */
function seedsForMean({ deviationMs, meanMs }: ReferenceRow, meanError: number): number {
  return Math.ceil((deviationMs / meanMs / meanError) ** 2)
}

function showProgress(done: number, count: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${count} lines${done === count ? '\n' : ''}`)
}

function suiteOf({ name, purpose, table, meanError, hasQuickForm, goals }: Plan): Suite {
  return {
    name,
    purpose,
    async run({ isQuick }: BenchOptions) {
      if (isQuick && !hasQuickForm) return []
      // Compiled, this file lies in .bench/bench.
      const all = readReference(new URL(`../../bench/reference/${table}`, import.meta.url))
      const rows = isQuick ? all.filter(isQuickRow) : all
      const seeds = isQuick ? QUICK_SEEDS : SEEDS
      const seedsOf = (row: ReferenceRow): number => {
        if (row.loss === 0) return 1
        return isQuick ? seeds : Math.max(seeds, seedsForMean(row, meanError))
      }
      const tasks = rows.map((row, index): Task => ({ index, row, seeds: seedsOf(row) }))
      const times = await playAll(tasks, (done) => showProgress(done, rows.length))
      const compared = rows.map((row, index): Compared => {
        const seen = times[index] ?? []
        const meanMs = seen.reduce((sum, time) => sum + time, 0) / seen.length
        return { row, medianMs: spreadOf(seen.slice(0, seeds)).median, meanMs }
      })
      return [...compared.flatMap(lines), ...summary(goals, compared, isQuick)]
    },
  }
}

export const fidelity = suiteOf({
  name: 'fidelity',
  purpose: 'do TCP transfers take as long as in a packet-level simulator?',
  table: 'tcp-completion.csv',
  meanError: 0.05,
  hasQuickForm: true,
  goals,
})

export const fidelityUnseen = suiteOf({
  name: 'fidelity-unseen',
  purpose: 'do they, on links and sizes that the model was not made with?',
  table: 'tcp-completion-unseen.csv',
  meanError: 0.05,
  hasQuickForm: true,
  goals,
})

export const fidelityLong = suiteOf({
  name: 'fidelity-long',
  purpose: 'do they on average, where it takes thousands of runs to know the average?',
  table: 'tcp-completion-long.csv',
  meanError: 0.03,
  hasQuickForm: false,
  goals: longGoals,
})
