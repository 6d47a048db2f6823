// One thread of a sweep, seen from the main thread: it plays one range after the other, and is stopped when a run does not
// let go of it.
import { Worker } from 'node:worker_threads'
import { AwakeTime } from './awake-time.ts'
import type { PartResult, SweepPlan } from './job.ts'
import type { SeedRange } from './seed-range.ts'
import type { WorkerMessage, WorkerSetup } from './sweep-worker.ts'

export interface ThreadEvents {
  /** It has nothing to do. */
  onReady(): void
  onPart(part: PartResult): void
  /** It was stopped: `seed` did not end; what is left of its range is to be played by another. */
  onStuck(seed: number, left: readonly SeedRange[]): void
  /** No run can be played; the sweep is over. */
  onBroken(error: Error): void
}

/** Someone who plays parts of a sweep: a thread, or later a machine. */
export interface SweepThread {
  /** Only when it has nothing to do. */
  play(range: SeedRange): void
  /** Call now and then: it looks whether a run is stuck. */
  watch(now: number): void
  stop(): Promise<void>
}

/** It tells that it is ready later, never before it has returned. */
export type StartThread = (plan: SweepPlan, events: ThreadEvents) => SweepThread

export const startWorkerThread: StartThread = (plan, events) => new WorkerThread(plan, events)

class WorkerThread implements SweepThread {
  readonly #worker: Worker
  readonly #events: ThreadEvents
  readonly #wallLimitMs: number
  readonly #state = new Float64Array(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT))
  /** What it plays, less what it has posted. */
  #range: SeedRange | null = null
  #runsSeen = 0
  /** That the run has had. */
  readonly #time = new AwakeTime(performance.now())
  #isStopped = false

  constructor(plan: SweepPlan, events: ThreadEvents) {
    const setup: WorkerSetup = { plan, state: this.#state }
    this.#events = events
    this.#wallLimitMs = plan.limits.wallMs
    this.#worker = startWorker(setup)
    this.#worker.on('message', (message: WorkerMessage) => this.#hear(message))
    this.#worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))))
  }

  play(range: SeedRange): void {
    this.#range = range
    this.#time.restart(performance.now())
    this.#worker.postMessage(range)
  }

  watch(now: number): void {
    const [seed = 0, runs = 0] = this.#state
    if (this.#range === null || this.#isStopped) return
    this.#time.look(now)
    if (runs !== this.#runsSeen) {
      this.#runsSeen = runs
      this.#time.restart(now)
    }
    if (this.#time.ms < this.#wallLimitMs || runs === 0) return
    const { first, last } = this.#range
    const left = [
      { first, last: seed - 1 },
      { first: seed + 1, last },
    ].filter((range) => range.first <= range.last)
    void this.stop()
    this.#events.onStuck(seed, left)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#worker.terminate()
  }

  #hear(message: WorkerMessage): void {
    if (this.#isStopped) return
    switch (message.kind) {
      case 'ready':
        this.#range = null
        this.#events.onReady()
        break
      case 'progress':
        if (this.#range !== null) this.#range = { first: message.next, last: this.#range.last }
        this.#events.onPart(message.part)
        break
      case 'broken': {
        const error = new Error(message.message)
        error.name = message.name
        error.stack = message.stack
        this.#fail(error)
      }
    }
  }

  #fail(error: Error): void {
    if (this.#isStopped) return
    void this.stop()
    this.#events.onBroken(error)
  }
}

/**
 * Run from its sources, the thread needs a loader that reads TypeScript, which threads do not inherit. Built, this code
 * lies in another folder than this one, beside it.
 */
function startWorker(workerData: WorkerSetup): Worker {
  const built = new URL('../explore/sweep-worker.js', import.meta.url)
  if (!import.meta.url.endsWith('.ts')) return new Worker(built, { workerData })
  const loader = import.meta.resolve('tsx/esm/api')
  const entry = new URL('./sweep-worker.ts', import.meta.url).href
  const boot = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}) })`
  return new Worker(boot, { workerData, eval: true })
}
