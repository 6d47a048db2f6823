// Plays a range of seeds on some threads. The same range finds the same failures whatever the number of threads, and in
// whichever order they come: what is found is a set, and it is cut, if at all, by seed.
import { ENDS, mergeParts, NOTHING_YET, type PartResult, type SeedFailure, type SweepPlan } from './job.ts'
import { cutRange, type SeedRange, seedCount } from './seed-range.ts'
import { type StartThread, startWorkerThread, type SweepThread, type ThreadEvents } from './worker-thread.ts'

export interface SweepOptions {
  readonly plan: SweepPlan
  readonly range: SeedRange
  readonly workers: number
  /** Who plays. Default: threads of this machine. */
  readonly startThread?: StartThread
  /** Ends the sweep when so many seeds have failed: the first ones of the range. Default: none. */
  readonly maxFailures?: number
  readonly onProgress?: (progress: SweepProgress) => void
  /** Ends it early, with what was found so far. */
  readonly signal?: AbortSignal
}

export interface SweepProgress {
  readonly runs: number
  readonly total: number
  readonly failures: number
}

export interface SweepResult {
  readonly found: PartResult
  /** Wall time, ms. */
  readonly wallMs: number
  /** 'failures': `maxFailures` were found. 'interrupted': by the signal. */
  readonly end: 'complete' | 'failures' | 'interrupted'
}

/** Seeds that a thread is given at a time: enough that giving costs nothing, few enough that all end together. */
const MAX_BATCH = 100
const BATCHES_PER_WORKER = 16
const WATCH_EVERY_MS = 200

/** Rejects with `ParamError` or `ScenarioLoadError`, by name, when the runs cannot be played. */
export function sweep(options: SweepOptions): Promise<SweepResult> {
  return new Promise((resolve, reject) => new Sweep(options, resolve, reject).begin())
}

class Sweep {
  readonly #options: SweepOptions
  readonly #resolve: (result: SweepResult) => void
  readonly #reject: (error: Error) => void
  readonly #startedAt = performance.now()
  readonly #batches: Iterator<SeedRange>
  /** What stuck threads left. */
  readonly #leftOver: SeedRange[] = []
  readonly #threads = new Map<SweepThread, SeedRange | null>()
  #found = NOTHING_YET
  #watch: NodeJS.Timeout | undefined
  #isOver = false

  constructor(options: SweepOptions, resolve: (result: SweepResult) => void, reject: (error: Error) => void) {
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
    const { range, workers } = options
    const size = Math.ceil(seedCount(range) / (workers * BATCHES_PER_WORKER))
    this.#batches = cutRange(range, Math.min(MAX_BATCH, Math.max(1, size)))
  }

  begin(): void {
    const { range, workers, signal } = this.#options
    this.#watch = setInterval(() => this.#lookAfter(), WATCH_EVERY_MS)
    signal?.addEventListener('abort', this.#interrupt)
    if (signal?.aborted) this.#finish('interrupted')
    else for (let count = Math.min(workers, seedCount(range)); count > 0; count--) this.#addThread()
  }

  readonly #interrupt = (): void => this.#finish('interrupted')

  #lookAfter(): void {
    for (const thread of [...this.#threads.keys()]) thread.watch(performance.now())
    this.#tellProgress()
  }

  #addThread(): void {
    const events: ThreadEvents = {
      onReady: () => this.#giveWork(thread),
      onPart: (part) => this.#take(part),
      onStuck: (seed, left) => this.#replace(thread, seed, left),
      onBroken: (error) => this.#break(error),
    }
    const { plan, startThread = startWorkerThread } = this.#options
    const thread = startThread(plan, events)
    this.#threads.set(thread, null)
  }

  #giveWork(thread: SweepThread): void {
    const range = this.#nextRange()
    this.#threads.set(thread, range)
    if (range !== null) thread.play(range)
    else if ([...this.#threads.values()].every((busy) => busy === null))
      this.#finish(this.#isEnough ? 'failures' : 'complete')
  }

  #nextRange(): SeedRange | null {
    const left = this.#leftOver.shift()
    if (left !== undefined) return left
    const { done, value } = this.#batches.next()
    // Batches come in the order of the seeds: what is left can only hold later ones.
    return done === true || value.first > this.#lastUseful ? null : value
  }

  /** The seed after which no failure counts any more. */
  get #lastUseful(): number {
    const { maxFailures = Infinity } = this.#options
    return this.#found.failures[maxFailures - 1]?.seed ?? Infinity
  }

  get #isEnough(): boolean {
    return this.#lastUseful !== Infinity
  }

  #take(part: PartResult): void {
    this.#found = mergeParts(this.#found, part)
    this.#tellProgress()
  }

  #replace(thread: SweepThread, seed: number, left: readonly SeedRange[]): void {
    this.#threads.delete(thread)
    this.#leftOver.push(...left)
    const { wallMs } = this.#options.plan.limits
    const failure: SeedFailure = {
      seed,
      check: ENDS,
      detail: `the run was not over after ${wallMs} ms of wall time`,
      others: [],
    }
    this.#take({ ...NOTHING_YET, runs: 1, wallMs, failures: [failure] })
    this.#addThread()
  }

  #tellProgress(): void {
    const { runs, failures } = this.#found
    this.#options.onProgress?.({ runs, total: seedCount(this.#options.range), failures: failures.length })
  }

  #break(error: Error): void {
    if (this.#isOver) return
    this.#stop()
    this.#reject(error)
  }

  #finish(end: SweepResult['end']): void {
    if (this.#isOver) return
    this.#stop()
    const { maxFailures = Infinity } = this.#options
    const found = { ...this.#found, failures: this.#found.failures.slice(0, maxFailures) }
    this.#resolve({ found, end, wallMs: performance.now() - this.#startedAt })
  }

  #stop(): void {
    this.#isOver = true
    clearInterval(this.#watch)
    this.#options.signal?.removeEventListener('abort', this.#interrupt)
    for (const thread of this.#threads.keys()) void thread.stop()
  }
}
