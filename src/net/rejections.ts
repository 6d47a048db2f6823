// Promises that reject with nobody listening, while a world runs: they belong to the program whose code just ran, and
// must not bring the whole process down. Outside of the world's own slices the process keeps its own listeners.

const EVENT = 'unhandledRejection'

/** Runs `work`, with unhandled rejections told to `blame`. Only sees those that are drained before `work` returns. */
export function withRejections(blame: (reason: unknown) => void, work: () => void): void {
  const others = process.listeners(EVENT)
  process.removeAllListeners(EVENT)
  process.on(EVENT, blame)
  try {
    work()
  } finally {
    process.off(EVENT, blame)
    for (const listener of others) process.on(EVENT, listener)
  }
}
