// Finds the first event at which a second run parts from a first: the first leaves one 32-bit number per event (a trail),
// the second is held against it. Four bytes an event, so that runs of millions of events can be compared.
import type { Observer } from '../net/observer.ts'
import { EventText } from './event-text.ts'
import { Fingerprint } from './fingerprint.ts'
import { tee } from './tee.ts'

const FIRST_CAPACITY = 4096

/** The state of the fingerprint after each event of one run. */
export class Trail {
  readonly observer: Observer
  #states = new Int32Array(FIRST_CAPACITY)
  #length = 0
  readonly #fingerprint = new Fingerprint()

  constructor() {
    this.observer = tee(
      this.#fingerprint,
      afterEach(() => this.#push(this.#fingerprint.peek())),
    )
  }

  get events(): number {
    return this.#length
  }

  /** Undefined past the end. */
  at(index: number): number | undefined {
    return index < this.#length ? this.#states[index] : undefined
  }

  digest(): string {
    return this.#fingerprint.digest()
  }

  #push(state: number): void {
    if (this.#length === this.#states.length) {
      const larger = new Int32Array(this.#length * 2)
      larger.set(this.#states)
      this.#states = larger
    }
    this.#states[this.#length++] = state
  }
}

/** Watches a run, notices where it leaves `trail`, and keeps the text of its event there. */
export class TrailFollower {
  readonly observer: Observer
  /** Index of the first event that differs, from 0; undefined while there is none. */
  partedAt: number | undefined
  /** That event as a line of JSON. */
  partedText: string | undefined
  /** Events seen so far. */
  events = 0
  readonly #fingerprint = new Fingerprint()

  constructor(trail: Trail, names: () => readonly string[]) {
    let hasJustParted = false
    const text = new EventText(names, (line) => {
      this.partedText = line
    })
    const compare = afterEach(() => {
      const index = this.events++
      hasJustParted = this.partedAt === undefined && trail.at(index) !== this.#fingerprint.peek()
      if (hasJustParted) this.partedAt = index
    })
    this.observer = tee(
      tee(this.#fingerprint, compare),
      onlyWhen(() => hasJustParted, text),
    )
  }

  digest(): string {
    return this.#fingerprint.digest()
  }
}

/** Keeps the text of the event with one index. */
export class EventAt {
  readonly observer: Observer
  /** The event as a line of JSON; undefined while the run has not come so far. */
  text: string | undefined

  constructor(index: number, names: () => readonly string[]) {
    let seen = -1
    const text = new EventText(names, (line) => {
      this.text = line
    })
    this.observer = tee(
      afterEach(() => seen++),
      onlyWhen(() => seen === index, text),
    )
  }
}

function afterEach(step: () => void): Observer {
  return {
    packet: step,
    written: step,
    timer: step,
    report: step,
    output: step,
    input: step,
    fault: step,
    start: step,
    end: step,
  }
}

function onlyWhen(condition: () => boolean, observer: Observer): Observer {
  return {
    packet: (atNanos, fate, packet) => condition() && observer.packet(atNanos, fate, packet),
    written: (atNanos, host, bytes, length) => condition() && observer.written(atNanos, host, bytes, length),
    timer: (atNanos, host, timer) => condition() && observer.timer(atNanos, host, timer),
    report: (atNanos, host, event, details) => condition() && observer.report(atNanos, host, event, details),
    output: (atNanos, host, text) => condition() && observer.output(atNanos, host, text),
    input: (atNanos, host, line) => condition() && observer.input(atNanos, host, line),
    fault: (atNanos, action) => condition() && observer.fault(atNanos, action),
    start: (atNanos, host) => condition() && observer.start(atNanos, host),
    end: (atNanos, host, end) => condition() && observer.end(atNanos, host, end),
  }
}
