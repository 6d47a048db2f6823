// The global timers of one program: `setTimeout`, `setInterval` and `setImmediate` on virtual time. A fake clock holds them
// in whole milliseconds and says which one is next; the owner says when, one event of the world for each.
import { inThisContext } from './context.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'

/** Above it Node's timers take a delay for 1. */
const MAX_DELAY_MS = 2_147_483_647

/** Whoever the timers belong to. See `AmbienceParts`. */
export interface TimerOwner {
  monotonicMs(): number
  after(delayMs: number, due: () => void): () => void
  nextTurn(due: () => void): void
}

export type TimerKind = 'timeout' | 'interval' | 'immediate'

/** An event of the world at which one timer is due. */
interface Wake {
  timer: AmbientTimer
  cancel(): void
}

/** A pending timer, or one that was. */
export interface AmbientTimer {
  readonly kind: TimerKind
  /** Counts the timers of its owner from 1. */
  readonly number: number
  readonly delayMs: number
  readonly callback: () => void
  /** The fake clock's number for it: from a counter of the whole process, so it must not be shown. */
  id: number
  /** Null: it is not pending. */
  wake: Wake | null
}

export class AmbientTimers {
  readonly #owner: TimerOwner
  readonly #clock: FakeClock = createFakeClock()
  /** Pending timers whose number somebody asked for. */
  readonly #numbered = new Map<number, AmbientTimer>()
  #made = 0
  #due: AmbientTimer | null = null

  constructor(owner: TimerOwner) {
    this.#owner = owner
  }

  start(kind: TimerKind, callback: () => void, delayMs: number): AmbientTimer {
    const wholeMs = delayMs >= 1 && delayMs <= MAX_DELAY_MS ? Math.trunc(delayMs) : 1
    const number = ++this.#made
    const timer: AmbientTimer = { kind, number, delayMs: wholeMs, callback: inThisContext(callback), id: 0, wake: null }
    this.#arm(timer)
    return timer
  }

  /** One that is not pending stays so. */
  clear(timer: AmbientTimer): void {
    if (timer.wake === null) return
    if (timer.kind === 'immediate') this.#clock.clearImmediate(timer.id)
    else this.#clock.clearTimeout(timer.id)
    timer.wake.cancel()
    timer.wake = null
    this.#numbered.delete(timer.number)
  }

  /** As if it had been set now. */
  restart(timer: AmbientTimer): void {
    this.clear(timer)
    this.#arm(timer)
  }

  /** The timer's number, by which it can be found from now on. */
  numberOf(timer: AmbientTimer): number {
    if (timer.wake !== null) this.#numbered.set(timer.number, timer)
    return timer.number
  }

  numbered(number: number): AmbientTimer | undefined {
    return this.#numbered.get(number)
  }

  #arm(timer: AmbientTimer): void {
    this.#clock.now = Math.floor(this.#owner.monotonicMs())
    // The callback only tells which timer it is: code of a program must not run inside of the fake clock's step.
    const due = () => {
      this.#due = timer
    }
    if (timer.kind === 'immediate') timer.id = this.#clock.setImmediate(due)
    else if (timer.kind === 'interval') timer.id = this.#clock.setInterval(due, timer.delayMs)
    else timer.id = this.#clock.setTimeout(due, timer.delayMs)
    this.#schedule(timer)
  }

  #schedule(timer: AmbientTimer): void {
    const wake: Wake = { timer, cancel() {} }
    timer.wake = wake
    if (timer.kind === 'immediate') this.#scheduleTurn(wake)
    else wake.cancel = this.#owner.after(timer.delayMs, () => this.#fire(wake))
  }

  #scheduleTurn(wake: Wake): void {
    let isCancelled = false
    wake.cancel = () => {
      isCancelled = true
    }
    this.#owner.nextTurn(() => {
      if (!isCancelled) this.#fire(wake)
    })
  }

  /** There are as many pending timers as events, so at each event one timer is due. */
  #fire(wake: Wake): void {
    this.#clock.next()
    const timer = this.#due as AmbientTimer
    this.#due = null
    // Of two that are due within a millisecond the fake clock may have taken the other one: then they change events.
    if (timer.wake !== null && timer.wake !== wake) {
      timer.wake.timer = wake.timer
      wake.timer.wake = timer.wake
    }
    timer.wake = null
    if (timer.kind === 'interval') this.#schedule(timer)
    else this.#numbered.delete(timer.number)
    timer.callback()
  }
}
