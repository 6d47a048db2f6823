// `node:timers/promises` on virtual time.
import type { Ambience } from './ambience.ts'
import type { TimerKind } from './ambient-timers.ts'
import { builtin, ownerOf } from './builtins.ts'
import { type Patch, patchFunction } from './patch.ts'
import { startTimer } from './timers.ts'

interface Options {
  readonly signal?: AbortSignal
}

export function timerPromises(): Patch[] {
  const module = builtin('timers/promises')
  const scheduler = module.scheduler as object
  return [
    ...patchFunction(module, 'setTimeout', (ambience, { args: [delayMs, value, options] }) =>
      later(ambience, 'timeout', Number(delayMs ?? 1), value, options as Options),
    ),
    ...patchFunction(module, 'setImmediate', (ambience, { args: [value, options] }) =>
      later(ambience, 'immediate', 0, value, options as Options),
    ),
    ...patchFunction(module, 'setInterval', (ambience, { args: [delayMs, value, options] }) =>
      ticks(ambience, Number(delayMs ?? 1), value, options as Options),
    ),
    ...patchFunction(ownerOf(scheduler, 'wait'), 'wait', (ambience, { args: [delayMs, options] }) =>
      later(ambience, 'timeout', Number(delayMs), undefined, options as Options),
    ),
    ...patchFunction(ownerOf(scheduler, 'yield'), 'yield', (ambience) =>
      later(ambience, 'immediate', 0, undefined, undefined),
    ),
  ]
}

function later(ambience: Ambience, kind: TimerKind, delayMs: number, value: unknown, options?: Options) {
  const signal = options?.signal
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortError(signal))
      return
    }
    const abort = () => {
      timer.close()
      reject(abortError(signal))
    }
    const timer = startTimer(ambience, kind, delayMs, () => {
      signal?.removeEventListener('abort', abort)
      resolve(value)
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}

/** Ticks that nobody waits for are kept, as Node keeps them. */
async function* ticks(ambience: Ambience, periodMs: number, value: unknown, options?: Options) {
  const signal = options?.signal
  if (signal?.aborted) throw abortError(signal)
  let due = 0
  let wake = () => {}
  const timer = startTimer(ambience, 'interval', periodMs, () => {
    due++
    wake()
  })
  const abort = () => wake()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    for (;;) {
      for (; due > 0; due--) yield value
      if (signal?.aborted) throw abortError(signal)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    timer.close()
    signal?.removeEventListener('abort', abort)
  }
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}
