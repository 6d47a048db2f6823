// Runs every microtask and nextTick that is waiting, chains of any depth included, before virtual time moves on.
// The one place that knows how Node does it.

type TickCallback = () => void

// Undocumented, and in Node since its first years: it runs the tick queue and the microtask queue until both are empty.
// With nothing waiting it costs 0.025 µs, so nodes that only use callbacks do not notice it.
const tickCallback = (process as unknown as { _tickCallback?: TickCallback })._tickCallback

/** False: this Node has no synchronous drain; the run loop must take a macrotask for every event instead. */
export const canDrainNow: boolean = typeof tickCallback === 'function'

/** Only outside of a microtask: inside of one it does nothing. */
export const drainNow: TickCallback = tickCallback?.bind(process) ?? (() => {})

/** Node's own, whoever runs: a world replaces the global one for its own code. */
const nodesSetImmediate = setImmediate
const nodesQueueMicrotask = queueMicrotask

/** Runs `work` in a macrotask of its own, when all microtasks and ticks before it have run. 0.7 µs. */
export function inMacrotask(work: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    nodesSetImmediate(() => {
      try {
        work()
        resolve()
      } catch (error) {
        reject(error)
      }
    })
  })
}

/**
 * For an error that came out of `drainNow`, thrown by a tick: it becomes an uncaught exception in the next microtask, which
 * makes Node clear the stack of asynchronous contexts that the tick has left behind.
 */
export function rethrowLater(error: unknown): void {
  nodesQueueMicrotask(() => {
    throw error
  })
}

/** Resolves when what the last macrotask left to promises has run, where no drain has seen to that. */
export function settled(): Promise<void> {
  return inMacrotask(() => {})
}
