// Whose code is running: nobody's of a world, a host's program, or the script. Told by the asynchronous context that the
// world gave it, so that it holds over every `await` and does not leak to code outside. Knows nothing of what is guarded.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Ambience } from './ambience.ts'
import { processWide } from './process-wide.ts'

/** A part of one world: the programs of its hosts, or the script of its run. */
export interface Region {
  /** Time and chance of whose code is running now. */
  ambience(): Ambience
  /** Takes an error that nobody caught. */
  blame(error: unknown): void
}

const regions = processWide('regions', () => new AsyncLocalStorage<Region | undefined>())

/** The region of the code that is running; null outside of every world. */
export function currentRegion(): Region | null {
  return regions.getStore() ?? null
}

export function runIn<T>(region: Region, work: () => T): T {
  return regions.run(region, work)
}

/**
 * Runs `work` as code outside of the world, where time, chance, files and sockets are the machine's own: for observers and
 * other tools that are called while a world runs. Nothing of what it learns may come back into the world.
 *
 * @example
 * const seconds = outsideWorld(() => process.uptime())
 */
export function outsideWorld<T>(work: () => T): T {
  return currentRegion() === null ? work() : regions.run(undefined, work)
}

/** Forgets that there ever were regions: Node 20 makes every promise of the process dearer while it knows of any. */
export function forgetRegions(): void {
  regions.disable()
}

/** Keeps the asynchronous context of now, this file's and everybody else's, for a callback that comes later. */
export function inThisContext<A extends unknown[]>(callback: (...args: A) => unknown): (...args: A) => void {
  const restore = AsyncLocalStorage.snapshot()
  return (...args) => void restore(callback, ...args)
}
