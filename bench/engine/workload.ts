// A workload of the engine beside its baseline, and how the two are measured: in a process of their own, as `sim` plays one scenario
// in one, and when V8 has seen and compiled what they do. Nobody asks for collections: after a full one V8 compiles anew what no
// object is there for, and takes the heap for a small one that it has to look through often.
import type { World } from '../../src/net/world.ts'
import { cpuSeconds, repeats, sideBySide } from '../measure.ts'
import type { BenchOptions, Row } from '../suite.ts'

/**
 * Processor seconds that both sides play before they are measured. The rates of the engine rise for some three seconds, until
 * V8 has seen and compiled everything; those of the baselines, which are a page of code, for less.
 */
const WARM_UP_SECONDS = 8
const QUICK_WARM_UP_SECONDS = 2
/** Of a run, to warm up. */
const WARM_UP_SHARE = 0.1

type Side = (share: number) => Promise<number>

export interface Workload {
  readonly row: Omit<Row, 'figures' | 'baseline'> & { readonly baseline: Omit<NonNullable<Row['baseline']>, 'figures'> }
  /** The rate of a run of which only this share is played. */
  readonly subject: Side
  readonly baseline: Side
  /** How it warms up, when not by playing both sides in turns. */
  warmUp?(): Promise<unknown>
  /** A world that stays open: as long as one is there V8 keeps the shapes of its objects. */
  resident?(): Promise<World>
  end?(): Promise<void>
}

export async function rowOf(workload: Workload, options: BenchOptions): Promise<Row> {
  const resident = await workload.resident?.()
  await (workload.warmUp?.() ?? warmUp(workload, options))
  const figures = await sideBySide(
    repeats(options),
    () => workload.subject(1),
    () => workload.baseline(1),
  )
  await resident?.close()
  await workload.end?.()
  const { row } = workload
  return { ...row, figures: figures.subject, baseline: { ...row.baseline, figures: figures.baseline } }
}

async function warmUp(workload: Workload, { isQuick }: BenchOptions): Promise<void> {
  const share = isQuick ? 1 : WARM_UP_SHARE
  for (let left = isQuick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS; left > 0; ) {
    left -= await cpuSeconds(async () => {
      await workload.subject(share)
      await workload.baseline(share)
    })
  }
}
