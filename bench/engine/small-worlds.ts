// W8: very many small worlds, as a sweep plays them: one after the other in one thread, which has played such worlds before.
// Does an event cost as much there as in a large world?
import { DEFAULT_LIMITS, mergeParts, NOTHING_YET, type PartResult, type SweepPlan } from '../../src/explore/job.ts'
import { startWorkerThread, type SweepThread, type ThreadEvents } from '../../src/explore/worker-thread.ts'
import { World } from '../../src/net/world.ts'
import { Fingerprint } from '../../src/trace/fingerprint.ts'
import { cpuSeconds, repeats, sideBySide } from '../measure.ts'
import type { BenchOptions, Row } from '../suite.ts'
import { playPingPong } from './ping-pong-world.ts'

const SCENARIO = 'corrupted-block'
/** Until V8 has seen and compiled everything: seeds per CPU-second rise for so long. */
const WARM_UP_SEEDS = 4_000

export async function smallWorldRows(options: BenchOptions): Promise<Row[]> {
  const { isQuick } = options
  const seeds = isQuick ? 100 : 1_000
  const sweeper = new Sweeper({ scenario: SCENARIO, params: {}, chaos: null, limits: DEFAULT_LIMITS })
  const { runs, events } = await sweeper.play(isQuick ? 300 : WARM_UP_SEEDS)
  const seedsPerSecond = async () => seeds / (await cpuSeconds(async () => void (await sweeper.play(seeds))))
  const large = { pairs: 100, roundTrips: isQuick ? 100 : 2_000, messageBytes: 1024, latencyMs: 10 }
  const atLargePace = async () => (await eventsPerSecond(large)) / (events / runs)
  const { subject, baseline } = await sideBySide(repeats(options), seedsPerSecond, atLargePace)
  await sweeper.stop()
  return [
    {
      what: `W8 small worlds: a sweep of ${SCENARIO}`,
      unit: 'seeds/CPU-s',
      better: 'more',
      figures: subject,
      baseline: { what: 'if an event cost what it does in W1', figures: baseline },
    },
  ]
}

/** Events that an observer sees, in the world of W1. */
async function eventsPerSecond(plan: Parameters<typeof playPingPong>[1]): Promise<number> {
  const observer = new Fingerprint()
  const world = new World({ seed: 'engine', observer, audit: true })
  const seconds = await cpuSeconds(async () => {
    await playPingPong(world, plan)
    await world.close()
  })
  return observer.events / seconds
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
