// How well does a paced transfer keep the rate that was wanted, alone and among 64, in virtual time and on real sockets, and
// what does the sleeping cost? Beside it a transfer that just sleeps after each block.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repeated } from './measure.ts'
import type { Outcome } from './pacing/outcome.ts'
import type { PacedPlan, Scheme } from './pacing/paced-transfer.ts'
import { playLive, playVirtual } from './pacing/play.ts'
import { plotOf, type Series } from './pacing/plot.ts'
import { type BenchOptions, type Row, spreadOf, type Suite } from './suite.ts'

const RATES = [1e3, 1e4, 1e5, 1e6, 1e7, 5e7, 1e8]
const QUICK_RATES = [1e4, 1e7]
/** The fewest that a transfer has. */
const BLOCKS = 20
const QUICK_BLOCKS = 10
/** Where the wanted rate has to be kept. */
const [LEAST_KEPT, MOST_KEPT] = [1e4, 5e7]
const MANY = 64
const SCHEMES: readonly Scheme[] = ['block sleep', 'token bucket']
const BASELINE: Scheme = 'plain sleep'
/** A block is what the rate gives in this time: whole bytes at each of the rates, and whole milliseconds. */
const BLOCK_SECONDS = 0.01
const BLOCK_SECONDS_OF_MANY = 0.064
/** Where time is virtual a sleep is exact; a bucket's waits are cut to the milliseconds that timers count in. */
const TICK_MS: Readonly<Record<Scheme, number>> = { 'block sleep': 1e-6, 'token bucket': 1, 'plain sleep': 1e-6 }

interface Measured {
  readonly bytesPerSecond: number
  readonly outcome: Outcome
}

type Play = (plan: PacedPlan, transfers: number) => Promise<Outcome>

/** `bytesPerSecond`: of all transfers together. */
function planOf(scheme: Scheme, bytesPerSecond: number, transfers: number, { isQuick }: BenchOptions): PacedPlan {
  const [seconds, fewest] = isQuick ? [0.5, QUICK_BLOCKS] : [3, BLOCKS]
  const own = bytesPerSecond / transfers
  const blockBytes = Math.round(own * (transfers === 1 ? BLOCK_SECONDS : BLOCK_SECONDS_OF_MANY))
  return { scheme, bytesPerSecond: own, blockBytes, blocks: Math.max(fewest, Math.round((own * seconds) / blockBytes)) }
}

async function atAllRates(play: Play, scheme: Scheme, transfers: number, options: BenchOptions): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const bytesPerSecond of options.isQuick ? QUICK_RATES : RATES) {
    const plan = planOf(scheme, bytesPerSecond, transfers, options)
    measured.push({ bytesPerSecond, outcome: await play(plan, transfers) })
  }
  return measured
}

/** Percent, at the rate where it is worst. */
function worstError(measured: readonly Measured[]): number {
  const kept = measured.filter(({ bytesPerSecond }) => bytesPerSecond >= LEAST_KEPT && bytesPerSecond <= MOST_KEPT)
  return Math.max(...kept.map(({ outcome }) => Math.abs(outcome.ratio - 1) * 100))
}

function worst(measured: readonly Measured[], value: (outcome: Outcome) => number | null): number {
  return Math.max(...measured.map(({ outcome }) => value(outcome) ?? 0))
}

function liveRows(name: string, transfers: number, subject: Measured[][], baseline: Measured[][]): Row[] {
  const of = (runs: Measured[][], value: (run: Measured[]) => number) => runs.map(value)
  const range = '10 kB/s – 50 MB/s'
  const rows: Row[] = [
    {
      what: `${name}, live: off the wanted rate, ${range}`,
      unit: '% at worst',
      better: 'less',
      figures: of(subject, worstError),
      goal: 1,
      baseline: { what: BASELINE, figures: of(baseline, worstError), isRough: true },
    },
    {
      what: `${name}, live: 99 of 100 blocks are as close to their time`,
      unit: 'ms at worst',
      better: 'less',
      figures: of(subject, (run) => worst(run, ({ jitterMs }) => jitterMs)),
      baseline: {
        what: BASELINE,
        figures: of(baseline, (run) => worst(run, ({ jitterMs }) => jitterMs)),
        isRough: true,
      },
    },
    {
      what: `${name}, live: the sleeping, at the lowest rate`,
      unit: 'CPU-ms per s of a transfer',
      better: 'less',
      figures: of(subject, (run) => run[0]?.outcome.cpuMsPerSecond ?? Number.NaN),
      baseline: {
        what: BASELINE,
        figures: of(baseline, (run) => run[0]?.outcome.cpuMsPerSecond ?? Number.NaN),
        isRough: true,
      },
    },
  ]
  if (transfers === 1) return rows
  const least = (run: Measured[]) => Math.min(...run.map(({ outcome }) => outcome.fairness))
  rows.push({
    what: `${name}, live: Jain's index`,
    unit: 'at worst',
    better: 'more',
    figures: of(subject, least),
    goal: 0.99,
  })
  return rows
}

function virtualRow(name: string, scheme: Scheme, measured: readonly Measured[]): Row {
  const endMs = worst(measured, (outcome) => outcome.endMs)
  const what = `${name}, virtual: the last block`
  return { what, unit: 'ms from its time at worst', better: 'less', figures: [endMs], goal: TICK_MS[scheme] }
}

function seriesOf(name: string, runs: readonly (readonly Measured[])[]): Series {
  const points = (runs[0] ?? []).map(({ bytesPerSecond }, at): readonly [number, number] => {
    const ratios = runs.map((run) => run[at]?.outcome.ratio ?? Number.NaN)
    return [bytesPerSecond, bytesPerSecond * spreadOf(ratios).median]
  })
  return { name, points }
}

export const pacing: Suite = {
  name: 'pacing',
  purpose: 'do paced transfers keep their rate, from 1 kB/s to 100 MB/s, and what does the sleeping cost?',
  async run(options) {
    const rows: Row[] = []
    const series: Series[] = []
    const details: object[] = []
    const times = options.isQuick ? 1 : 3
    for (const transfers of [1, MANY]) {
      const many = transfers === 1 ? 'alone' : `${transfers} at once`
      const live = (scheme: Scheme) => () => atAllRates(playLive, scheme, transfers, options)
      const baseline = await repeated(times, live(BASELINE))
      for (const scheme of SCHEMES) {
        const name = `${scheme}, ${many}`
        const virtual = await atAllRates(playVirtual, scheme, transfers, options)
        const subject = await repeated(times, live(scheme))
        rows.push(...liveRows(name, transfers, subject, baseline), virtualRow(name, scheme, virtual))
        series.push(seriesOf(`${name}, live`, subject), seriesOf(`${name}, virtual`, [virtual]))
        details.push({ name, virtual, live: subject, baseline })
      }
    }
    const { reportFolder } = options
    if (reportFolder !== null) {
      writeFileSync(join(reportFolder, 'pacing.svg'), plotOf(series))
      writeFileSync(join(reportFolder, 'pacing.json'), `${JSON.stringify(details, null, 2)}\n`)
    }
    return rows
  },
}
