// `process.nextTick`: it stays Node's own, but what it throws goes to the program that asked for it. Thrown through Node's
// queue, an error would take the context of everything after it along.
import { currentRegion } from './context.ts'
import { type Patch, patchFirmly } from './patch.ts'

export function ticks(): Patch[] {
  return patchFirmly(process, 'nextTick', (_, { original, self, args: [callback, ...rest] }) => {
    if (typeof callback !== 'function') return original.call(self, callback)
    return original.call(self, blaming, callback, ...rest)
  })
}

function blaming(callback: (...args: unknown[]) => unknown, ...args: unknown[]): void {
  try {
    callback(...args)
  } catch (error) {
    const region = currentRegion()
    if (region === null) throw error
    region.blame(error)
  }
}
