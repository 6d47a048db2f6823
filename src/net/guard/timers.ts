// `setTimeout` and its family, global and of `node:timers`, and what of Node is made of timers: `AbortSignal.timeout`.
import type { Ambience } from './ambience.ts'
import type { TimerKind } from './ambient-timers.ts'
import { builtin } from './builtins.ts'
import { type Instead, type Patch, patchFunction } from './patch.ts'
import { clearHandle, Immediate, Timeout } from './timer-handles.ts'

const STARTERS = { setTimeout: 'timeout', setInterval: 'interval', setImmediate: 'immediate' } as const
const CLEARERS = ['clearTimeout', 'clearInterval', 'clearImmediate'] as const

export function globalTimers(): Patch[] {
  return [...timerFunctions(globalThis), ...patchFunction(AbortSignal, 'timeout', abortLater)]
}

export function moduleTimers(): Patch[] {
  return timerFunctions(builtin('timers'))
}

function timerFunctions(target: object): Patch[] {
  const starters = Object.entries(STARTERS).flatMap(([name, kind]) => patchFunction(target, name, starter(kind)))
  return [...starters, ...CLEARERS.flatMap((name) => patchFunction(target, name, clear))]
}

function starter(kind: TimerKind): Instead {
  return ({ timers }, { args: [callback, ...rest] }) => {
    if (typeof callback !== 'function') throw notAFunction(callback)
    const [delayMs, ...more] = kind === 'immediate' ? [0, ...rest] : rest
    const timer = timers.start(kind, () => callback(...more), Number(delayMs))
    return kind === 'immediate' ? new Immediate(timers, timer) : new Timeout(timers, timer)
  }
}

/** A timer that was made outside of the world may be cleared in it. */
const clear: Instead = (ambience, { original, args }) => {
  if (!clearHandle(ambience.timers, args[0])) original(...args)
}

const abortLater: Instead = ({ timers }, { original, args }) => {
  // Node looks at the argument; the signal that it makes is never seen, and its timer keeps nothing alive.
  original(...args)
  const controller = new AbortController()
  const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  timers.start('timeout', () => controller.abort(reason()), Number(args[0]))
  return controller.signal
}

export function startTimer({ timers }: Ambience, kind: TimerKind, delayMs: number, callback: () => void): Timeout {
  return new Timeout(timers, timers.start(kind, callback, delayMs))
}

function notAFunction(value: unknown): TypeError {
  const message = `The "callback" argument must be of type function. Received ${String(value)}`
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' })
}
