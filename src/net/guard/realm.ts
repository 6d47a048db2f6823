// One world as its guard sees it: which host's code is running, and the ambience of each program and of the script.
import type { Clock } from '../../host/clock.ts'
import { Call } from '../call.ts'
import { millisToNanos, nanosToMillis } from '../nanos.ts'
import type { Process } from '../process.ts'
import type { RandomStreams } from '../random-streams.ts'
import type { Cancellable, Scheduler } from '../scheduler.ts'
import { EPOCH_MS } from '../virtual-clock.ts'
import { Ambience } from './ambience.ts'
import { type Region, runIn } from './context.ts'
import { lowerGuard, raiseGuard } from './guard.ts'

/** What a realm needs of its world. */
export interface RealmParts {
  readonly scheduler: Scheduler
  readonly streams: RandomStreams
  readonly hostNames: readonly string[]
  /** The last process of a host. */
  processOf(host: number): Process | null
  /** Takes an error that a program did not catch. */
  blameHost(error: unknown): void
  blameScript(error: unknown): void
}

/** The process number of the first host; the script has the one before. */
const FIRST_ID = 1001

/** What a turn of the event loop takes: so that code that waits with `setImmediate` lets time go on. */
const TURN_NANOS = 1_000

export class Realm {
  readonly #parts: RealmParts
  readonly #ambiences = new WeakMap<Process, Ambience>()
  /** By host: how many of its lives had an ambience. */
  readonly #lives: number[] = []
  readonly #hosts: Region
  readonly #script: Region

  constructor(parts: RealmParts) {
    this.#parts = parts
    const script = this.#scriptAmbience()
    this.#script = { ambience: () => script, blame: (error) => parts.blameScript(error) }
    this.#hosts = { ambience: () => this.#ofRunningHost() ?? script, blame: (error) => parts.blameHost(error) }
  }

  raise(): void {
    raiseGuard()
  }

  lower(): void {
    lowerGuard()
  }

  /** Runs code of the hosts. */
  asHosts<T>(work: () => T): T {
    return runIn(this.#hosts, work)
  }

  asScript<T>(work: () => T): T {
    return runIn(this.#script, work)
  }

  #ofRunningHost(): Ambience | null {
    const process = this.#parts.processOf(this.#parts.scheduler.currentHost)
    const clock = process?.programClock ?? null
    if (process === null || clock === null) return null
    let ambience = this.#ambiences.get(process)
    if (ambience === undefined) {
      ambience = this.#hostAmbience(process, clock)
      this.#ambiences.set(process, ambience)
    }
    return ambience
  }

  #hostAmbience(process: Process, clock: Clock): Ambience {
    const { scheduler, streams, hostNames } = this.#parts
    const { host } = process.kernel
    const machine = hostNames[host] as string
    const life = (this.#lives[host] ?? 0) + 1
    this.#lives[host] = life
    return new Ambience({
      who: `host '${machine}'`,
      machine,
      id: FIRST_ID + host,
      nowMs: () => clock.now(),
      monotonicMs: () => clock.monotonicNow(),
      startedMs: process.startedMs,
      originMs: EPOCH_MS,
      stream: (name) => streams.stream(`ambient ${machine} ${life} ${name}`),
      after(delayMs, due) {
        const timer = clock.setTimeout(due, delayMs)
        return () => clock.clearTimeout(timer)
      },
      nextTurn: (due) => scheduler.after(TURN_NANOS, new Call(process, due)),
    })
  }

  #scriptAmbience(): Ambience {
    const { scheduler, streams } = this.#parts
    const nowMs = () => nanosToMillis(scheduler.now)
    return new Ambience({
      who: 'the script',
      machine: 'script',
      id: FIRST_ID - 1,
      nowMs: () => EPOCH_MS + Math.floor(nowMs()),
      monotonicMs: nowMs,
      startedMs: 0,
      originMs: EPOCH_MS,
      stream: (name) => streams.stream(`ambient script ${name}`),
      after(delayMs, due) {
        const alarm = new Alarm(scheduler, due)
        scheduler.after(millisToNanos(delayMs), alarm)
        return () => alarm.cancel()
      },
      nextTurn: (due) => scheduler.after(TURN_NANOS, new Alarm(scheduler, due)),
    })
  }
}

/** Calls the script back. */
class Alarm implements Cancellable {
  isCancelled = false
  readonly #scheduler: Scheduler
  readonly #due: () => void

  constructor(scheduler: Scheduler, due: () => void) {
    this.#scheduler = scheduler
    this.#due = due
  }

  fire(): void {
    if (this.isCancelled) return
    this.isCancelled = true
    this.#scheduler.userCodeRan = true
    this.#due()
  }

  cancel(): void {
    if (this.isCancelled) return
    this.isCancelled = true
    this.#scheduler.noteCancelled()
  }
}
