// Programs that share a process: which of them an error belongs to that nobody caught. Everything that a program starts
// inherits its context (AsyncLocalStorage); where Node loses it, `run` enters it again.
import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<ProgramContext>()
let openContexts = 0
/** Someone else (a domain, say) may have claimed the process's uncaught errors: then they stay theirs. */
let isCapturing = false

export class ProgramContext {
  readonly #onError: (error: Error) => void
  #isClosed = false

  /** `onError` gets what the program threw and did not catch. Close the context when the program is gone. */
  constructor(onError: (error: Error) => void) {
    this.#onError = onError
    if (openContexts++ > 0 || process.hasUncaughtExceptionCaptureCallback()) return
    isCapturing = true
    process.setUncaughtExceptionCaptureCallback(attribute)
  }

  /** Runs `action` as a part of the program. Undefined when it threw. */
  run<T>(action: () => T): T | undefined {
    return current.run(this, () => {
      try {
        return action()
      } catch (error) {
        this.fail(error)
        return undefined
      }
    })
  }

  fail(error: unknown): void {
    this.#onError(error instanceof Error ? error : new Error(String(error)))
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (--openContexts > 0) return
    if (isCapturing) process.setUncaughtExceptionCaptureCallback(null)
    isCapturing = false
    current.disable()
  }
}

/** Runs `action` as a part of no program. */
export function outsideOfPrograms<T>(action: () => T): T {
  return current.exit(action)
}

function attribute(error: Error): void {
  const context = current.getStore()
  if (context !== undefined) context.fail(error)
  // Not a program's error: as if we had not asked for it.
  else if (!process.emit('uncaughtException', error)) throw error
}
