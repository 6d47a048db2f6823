// A host's clock and timers on virtual time.
import type { Clock, Timer } from '../host/clock.ts'
import { invariant } from '../host/errors.ts'
import { millisToNanos, type Nanos, nanosToMillis } from './nanos.ts'
import type { Process } from './process.ts'
import type { Cancellable, Lane } from './scheduler.ts'

/** What every world's calendar shows at its beginning: 2026-01-01T00:00:00Z. */
export const EPOCH_MS = 1_767_225_600_000

/** The longest delay that Node's timers know, 24.8 days; longer ones are cut to it. */
const MAX_DELAY_MS = 2_147_483_647

class VirtualTimer implements Timer, Cancellable {
  /** It has fired, if it was to fire once, or was cleared. */
  isOver = false
  /** Null: once. */
  readonly periodMs: number | null
  readonly #clock: VirtualClock
  readonly #number: number
  readonly #callback: () => void

  constructor(clock: VirtualClock, number: number, callback: () => void, periodMs: number | null) {
    this.#clock = clock
    this.#number = number
    this.#callback = callback
    this.periodMs = periodMs
  }

  /** Also when its program has ended: it must not hold on to all that the program had until it is due. */
  get isCancelled(): boolean {
    return this.isOver || !this.#clock.process.alive
  }

  fire(): void {
    if (this.isCancelled) return
    const { processor } = this.#clock.process
    if (processor === null) this.#run()
    else processor.run(() => this.#run())
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  #run(): void {
    if (!this.isCancelled) this.#clock.run(this, this.#number, this.#callback)
  }
}

export class VirtualClock implements Clock {
  readonly process: Process
  readonly #lane: Lane
  #timers = 0

  constructor(process: Process) {
    this.process = process
    this.#lane = process.scheduler.newLane()
  }

  now(): number {
    const { clock, scheduler } = this.process
    return EPOCH_MS + Math.floor(nanosToMillis(clock === null ? scheduler.now : clock.date))
  }

  monotonicNow(): number {
    const { clock, scheduler } = this.process
    return nanosToMillis(clock === null ? scheduler.now : clock.monotonic)
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    return this.#start(callback, delayMs, false)
  }

  setImmediate(callback: () => void): void {
    this.process.scheduler.after(0, new VirtualTimer(this, this.#timers++, callback, null), this.#lane)
  }

  setInterval(callback: () => void, periodMs: number): Timer {
    return this.#start(callback, periodMs, true)
  }

  clearTimeout(timer: Timer | undefined): void {
    if (timer === undefined) return
    invariant(timer instanceof VirtualTimer, 'a timer of another clock was cleared')
    if (timer.isOver) return
    timer.isOver = true
    if (!this.process.alive) return
    this.process.timers--
    this.process.scheduler.noteCancelled()
  }

  clearInterval(timer: Timer | undefined): void {
    this.clearTimeout(timer)
  }

  /** A timer of this clock is due. */
  run(timer: VirtualTimer, number: number, callback: () => void): void {
    const process = this.process
    if (!process.alive) return
    // Past timers must not be swept, nor counted as cancelled when they are cleared after they fired.
    if (timer.periodMs === null) {
      timer.isOver = true
      process.timers--
    } else process.scheduler.after(this.#real(timer.periodMs), timer, this.#lane)
    process.kernel.fabric.observer?.timer(process.scheduler.now, process.kernel.host, number)
    process.enter()
    callback()
  }

  #start(callback: () => void, delayMs: number, repeats: boolean): Timer {
    const wholeMs = Math.trunc(delayMs)
    const effectiveMs = wholeMs >= 1 ? Math.min(wholeMs, MAX_DELAY_MS) : 1
    if (this.process.alive) this.process.timers++
    const timer = new VirtualTimer(this, this.#timers++, callback, repeats ? effectiveMs : null)
    this.process.scheduler.after(this.#real(effectiveMs), timer, this.#lane)
    return timer
  }

  /** What so much time of the host's clock really takes. */
  #real(delayMs: number): Nanos {
    const delay = millisToNanos(delayMs)
    const { clock } = this.process
    return clock === null ? delay : clock.real(delay)
  }
}
