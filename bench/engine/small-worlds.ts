// W8: very many small worlds, as a sweep plays them: one after the other in one thread, which has played such worlds before.
// Does an event cost as much there as in a large world?
import { DEFAULT_LIMITS, mergeParts, NOTHING_YET, type PartResult, type SweepPlan } from '../../src/explore/job.ts'
import { startWorkerThread, type SweepThread, type ThreadEvents } from '../../src/explore/worker-thread.ts'
import { cpuSeconds, repeated } from '../measure.ts'
import type { Workload } from './workload.ts'

const SCENARIO = 'corrupted-block'
/** Until V8 has seen and compiled everything: seeds per CPU-second rise for so long. */
const WARM_UP_SEEDS = 4_000
/** Of the large world, likewise. */
const WARM_UP_RUNS = 5

/** `eventsPerSecond`: of a large world. */
export function smallWorlds(isQuick: boolean, eventsPerSecond: () => Promise<number>): Workload {
  const seeds = isQuick ? 100 : 1_000
  const sweeper = new Sweeper({ scenario: SCENARIO, params: {}, chaos: null, limits: DEFAULT_LIMITS })
  let eventsPerSeed = Number.NaN
  return {
    row: {
      what: `W8 small worlds: a sweep of ${SCENARIO}`,
      unit: 'seeds/CPU-s',
      better: 'more',
      baseline: { what: 'if an event cost what it does in W1' },
    },
    subject: async () => seeds / (await cpuSeconds(async () => void (await sweeper.play(seeds)))),
    baseline: async () => (await eventsPerSecond()) / eventsPerSeed,
    async warmUp() {
      const { runs, events } = await sweeper.play(isQuick ? 300 : WARM_UP_SEEDS)
      eventsPerSeed = events / runs
      await repeated(isQuick ? 1 : WARM_UP_RUNS, eventsPerSecond)
    },
    end: () => sweeper.stop(),
  }
}

/** A thread of a sweep, and the main thread's part of it. */
class Sweeper {
  readonly #thread: SweepThread
  #nextSeed = 1
  #parts: PartResult[] = []
  #isReady: Promise<void>
  #events: Pick<ThreadEvents, 'onReady' | 'onBroken'> = { onReady() {}, onBroken() {} }

  constructor(plan: SweepPlan) {
    this.#isReady = this.#nextReady()
    this.#thread = startWorkerThread(plan, {
      onReady: () => this.#events.onReady(),
      onPart: (part) => this.#parts.push(part),
      onStuck: (seed) => this.#events.onBroken(new Error(`seed ${seed} does not end`)),
      onBroken: (error) => this.#events.onBroken(error),
    })
  }

  /** The next so many seeds. */
  async play(seeds: number): Promise<PartResult> {
    await this.#isReady
    this.#parts = []
    this.#isReady = this.#nextReady()
    this.#thread.play({ first: this.#nextSeed, last: this.#nextSeed + seeds - 1 })
    this.#nextSeed += seeds
    await this.#isReady
    return this.#parts.reduce(mergeParts, NOTHING_YET)
  }

  stop(): Promise<void> {
    return this.#thread.stop()
  }

  #nextReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#events = { onReady: resolve, onBroken: reject }
    })
  }
}
