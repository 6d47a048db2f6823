// The one place that loads @sinonjs/fake-timers. It supplies the order of ambient timers, and `Date`, `Intl` and
// `Temporal` on a time that is set before each question. It is never installed: nothing of the process is replaced here.
import { createRequire } from 'node:module'
import type { Clock, FakeTimers } from '@sinonjs/fake-timers'
import { outsideWorld } from './context.ts'

/** A clock counts its own timers only; what it takes for a hang (`loopLimit`) is not asked, as nothing runs them all. */
export interface FakeClock
  extends Omit<Clock, 'setTimeout' | 'setInterval' | 'setImmediate' | 'clearTimeout' | 'clearImmediate'> {
  setTimeout(callback: () => void, delayMs: number): number
  setInterval(callback: () => void, periodMs: number): number
  setImmediate(callback: () => void): number
  clearTimeout(timer: number): void
  clearImmediate(timer: number): void
}

let library: FakeTimers | null = null

/** What a fake clock imitates: the globals as they were when this file was loaded. */
const globals = {
  Date,
  Intl,
  Promise,
  setTimeout: () => 0,
  clearTimeout() {},
  setInterval: () => 0,
  clearInterval() {},
  setImmediate: () => 0,
  clearImmediate() {},
  ...('Temporal' in globalThis && { Temporal: Reflect.get(globalThis, 'Temporal') as object }),
}

export function createFakeClock(): FakeClock {
  library ??= load()
  // Of the library's two kinds of timers, objects and numbers, these globals make it choose numbers.
  return library.createClock(0) as unknown as FakeClock
}

/** Loaded when first needed: it takes longer than many a run. */
function load(): FakeTimers {
  return outsideWorld(() => {
    const module = createRequire(import.meta.url)('@sinonjs/fake-timers') as FakeTimers
    return module.withGlobal(globals)
  })
}
