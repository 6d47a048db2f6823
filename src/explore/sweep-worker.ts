// The entry of a thread that plays parts of a sweep. It tells which seed it is at in shared memory, so that the main thread
// sees when it is stuck, and posts what it has found so far now and then.
import { parentPort, workerData } from 'node:worker_threads'
import { loadScenario } from '../scenarios/load-scenario.ts'
import { mergeParts, NOTHING_YET, type PartResult, type SweepPlan } from './job.ts'
import { playSeed } from './play-seed.ts'
import type { SeedRange } from './seed-range.ts'

export interface WorkerSetup {
  readonly plan: SweepPlan
  /** Two numbers: the seed that is being played, and how many runs were begun. */
  readonly state: Float64Array<SharedArrayBuffer>
}

export type WorkerMessage =
  /** Ready for a range. */
  | { readonly kind: 'ready' }
  /** What came of all seeds before `next` that were not posted yet. */
  | { readonly kind: 'progress'; readonly part: PartResult; readonly next: number }
  /** The runs cannot be played at all. */
  | { readonly kind: 'broken'; readonly name: string; readonly message: string; readonly stack: string }

/** Wall time after which results are posted. */
const POST_AFTER_MS = 100

const { plan, state } = workerData as WorkerSetup
const post = (message: WorkerMessage) => parentPort?.postMessage(message)

async function playRange({ first, last }: SeedRange): Promise<void> {
  const scenario = await loadScenario(plan.scenario)
  let part = NOTHING_YET
  let postedAt = performance.now()
  for (let seed = first; seed <= last; seed++) {
    state[0] = seed
    state[1] = (state[1] ?? 0) + 1
    part = mergeParts(part, await playSeed(scenario, plan, seed))
    if (performance.now() - postedAt < POST_AFTER_MS && seed < last) continue
    post({ kind: 'progress', part, next: seed + 1 })
    part = NOTHING_YET
    postedAt = performance.now()
  }
}

function brokenBy(error: unknown): WorkerMessage {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'broken', name, message, stack }
}

parentPort?.on('message', (range: SeedRange) => {
  playRange(range).then(
    () => post({ kind: 'ready' }),
    (error: unknown) => post(brokenBy(error)),
  )
})
post({ kind: 'ready' })
