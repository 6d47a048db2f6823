// A macrotask of a world: its work, everything that the work leaves to promises and ticks, and the errors of all that.
import { canDrainNow, inMacrotask, settled } from './drain.ts'
import { takeErrors } from './rejections.ts'

/** Runs `work` in a macrotask of its own. Errors that nobody catches go to `blame`, unless a guarded world knows better. */
export async function settledMacrotask(work: () => void, blame: (error: unknown) => void): Promise<void> {
  if (canDrainNow) {
    await inMacrotask(() => {
      const stop = takeErrors(blame)
      try {
        work()
      } finally {
        stop()
      }
    })
    return
  }
  // What the work leaves behind runs only after it: errors are taken until then.
  const stop = takeErrors(blame)
  try {
    await inMacrotask(work)
    await settled()
  } finally {
    stop()
  }
}
