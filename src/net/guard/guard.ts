// Puts the guard up while worlds run, and takes it down a moment after the last one, so that a sweep of many short worlds
// pays for it once. Outside of the worlds' own code each replacement does what the original does, so nobody notices
// that moment; after it everything is what it was.
import { builtin } from './builtins.ts'
import { dates } from './calendar.ts'
import { forgetRegions, outsideWorld } from './context.ts'
import { forbiddenGlobals, forbiddenModules } from './forbidden.ts'
import { machineName, processNumbers } from './identity.ts'
import { moduleLoading } from './loading.ts'
import type { Patch } from './patch.ts'
import { monotonicTimes } from './performance.ts'
import { mathRandom, moduleRandomness } from './randomness.ts'
import { processWide } from './process-wide.ts'
import { ticks } from './ticks.ts'
import { timerPromises } from './timer-promises.ts'
import { globalTimers, moduleTimers } from './timers.ts'

/** Node's own, or whatever stood there when this file was loaded. */
const { setTimeout, clearTimeout } = globalThis

/** How long it stays up after the last run. */
const IDLE_MS = 50

const allPatches = (): Patch[] => [
  ...globalTimers(),
  ...moduleTimers(),
  ...timerPromises(),
  ...dates(),
  ...monotonicTimes(),
  ...mathRandom(),
  ...moduleRandomness(),
  ...processNumbers(),
  ...machineName(),
  ...forbiddenGlobals(),
  ...forbiddenModules(),
  ...moduleLoading(),
  ...ticks(),
]

interface State {
  /** Runs of guarded worlds that are under way. */
  runs: number
  /** Those in force, in the order in which they were applied. */
  patches: readonly Patch[]
  removal: NodeJS.Timeout | undefined
}
const state = processWide<State>('guard', () => ({ runs: 0, patches: [], removal: undefined }))

/** Before a run of a guarded world; `lowerGuard` follows, whatever happens. */
export function raiseGuard(): void {
  if (state.runs++ > 0) return
  clearTimeout(state.removal)
  if (state.patches.length > 0) return
  state.patches = allPatches()
  for (const patch of state.patches) patch.apply()
  syncNamedImports()
}

/** After a run. */
export function lowerGuard(): void {
  if (--state.runs === 0) state.removal = outsideWorld(() => setTimeout(removeGuard, IDLE_MS)).unref()
}

/** Takes down at once what a run left up for the next. While one is under way it does nothing. */
export function removeGuard(): void {
  if (state.runs > 0) return
  clearTimeout(state.removal)
  for (const patch of [...state.patches].reverse()) patch.undo()
  if (state.patches.length > 0) syncNamedImports()
  state.patches = []
  forgetRegions()
}

/** `import { randomBytes } from 'node:crypto'` sees what was replaced only after this. It takes 0.1 to 0.3 ms. */
function syncNamedImports(): void {
  const { syncBuiltinESMExports } = builtin('module') as unknown as { syncBuiltinESMExports(): void }
  syncBuiltinESMExports()
}
