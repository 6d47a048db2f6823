// How a run goes: (1) the script starts; (2) one event happens after the other; (3) after each event that ran code of a
// program or of the script, all microtasks run before time moves on. It must not know what the events are.
import { RunLimitError } from '../host/backing.ts'
import { canDrainNow, drainNow, rethrowLater } from './drain.ts'
import type { Realm } from './guard/realm.ts'
import { settledMacrotask } from './macrotask.ts'
import { millisToNanos, type Nanos, nanosToMillis } from './nanos.ts'
import type { Scheduler } from './scheduler.ts'

/** Wall time after which a run lets Node's own event loop turn, so that Ctrl-C and progress bars work. */
const SLICE_MS = 40
/** Events between two looks at the wall clock. */
const SLICE_EVENTS = 2000

/** Node's own, whoever runs: it only decides when to pause, never what happens. */
const wallNow = performance.now.bind(performance)

interface Outcome {
  readonly failed: boolean
  readonly error?: unknown
}

export class RunLoop {
  readonly #scheduler: Scheduler
  /** Null: the guard is off. */
  readonly #realm: Realm | null
  readonly #blame: (error: unknown) => void
  #outcome: Outcome | null = null
  #isStopped = false

  /** `blame` is told of the errors that events throw: it ends a program, or calls `fail`. */
  constructor(scheduler: Scheduler, realm: Realm | null, blame: (error: unknown) => void) {
    this.#scheduler = scheduler
    this.#realm = realm
    this.#blame = blame
  }

  /** Resolves or rejects as the script does; rejects with `RunLimitError` when that is not before the limit. */
  async run(script: () => Promise<void>, limitMs: number): Promise<void> {
    this.#outcome = null
    this.#realm?.raise()
    try {
      await this.#play(script, millisToNanos(limitMs))
    } finally {
      this.#realm?.lower()
    }
    const { failed, error } = (this.#outcome ?? { failed: false }) as Outcome
    if (failed) throw error
  }

  /** The run is over, at the latest after the event that is happening. */
  fail(error: unknown): void {
    this.#outcome ??= { failed: true, error }
    this.#scheduler.userCodeRan = true
  }

  /** As `fail`, for good and without an error. */
  stop(): void {
    this.#isStopped = true
  }

  /** No getter: V8 would call its runtime for a private one, after every event. */
  #isOver(): boolean {
    return this.#outcome !== null || this.#isStopped
  }

  async #play(script: () => Promise<void>, limit: Nanos): Promise<void> {
    await this.#macrotask(() => {
      this.#asScript(script).then(
        () => {
          this.#outcome ??= { failed: false }
        },
        (error: unknown) => this.fail(error),
      )
      this.#drain()
    })
    const work = canDrainNow ? () => this.#runSlice(limit) : () => this.#runEvent(limit)
    while (!this.#isOver()) {
      if (this.#scheduler.nextTime > limit) throw this.#limitError(limit)
      await this.#macrotask(work)
    }
  }

  /** Runs `work` of this world in a macrotask of its own, until all is done that it left to promises. */
  #macrotask(work: () => void): Promise<void> {
    const asHosts = () => (this.#realm === null ? work() : this.#realm.asHosts(work))
    return settledMacrotask(asHosts, (error) => this.#blame(error))
  }

  #asScript(script: () => Promise<void>): Promise<void> {
    return this.#realm === null ? script() : this.#realm.asScript(script)
  }

  /** Runs all microtasks and ticks that wait. */
  #drain(): void {
    for (;;) {
      try {
        drainNow()
        return
      } catch (error) {
        rethrowLater(error)
      }
    }
  }

  #limitError(limit: Nanos): RunLimitError {
    if (this.#scheduler.pending > 0)
      return new RunLimitError(`the run was not over after ${nanosToMillis(limit)} ms of virtual time`)
    const nowMs = nanosToMillis(this.#scheduler.now)
    return new RunLimitError(`nothing more will happen after ${nowMs} ms, and the run is not over`)
  }

  /** Runs events until the script is through, the limit comes, or the wall clock says to let others work. */
  #runSlice(limit: Nanos): void {
    const scheduler = this.#scheduler
    const sliceEnd = wallNow() + SLICE_MS
    do {
      for (let count = 0; count < SLICE_EVENTS; count++) {
        if (!this.#step(limit)) return
        if (scheduler.userCodeRan) {
          scheduler.userCodeRan = false
          this.#drain()
          if (this.#isOver()) return
        }
      }
    } while (wallNow() < sliceEnd)
  }

  /** The slow way, for a Node that cannot drain at once: the same events in the same order. */
  #runEvent(limit: Nanos): void {
    this.#step(limit)
    this.#scheduler.userCodeRan = false
  }

  /** False: nothing happens until the limit. */
  #step(limit: Nanos): boolean {
    try {
      return this.#scheduler.step(limit)
    } catch (error) {
      this.#blame(error)
      return true
    }
  }
}
