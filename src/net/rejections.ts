// Errors that nobody catches in promises, ticks and microtasks while a world runs: they belong to the code that caused
// them, and must not bring the whole process down. Outside of the worlds' own macrotasks the process keeps its listeners.
import { currentRegion } from './guard/context.ts'
import { processWide } from './guard/process-wide.ts'

type Blame = (error: unknown) => void

const EVENTS = ['unhandledRejection', 'uncaughtException'] as const

interface State {
  /** The worlds whose macrotask is under way, the last one last. */
  readonly worlds: Blame[]
  /** The process's own listeners meanwhile. */
  others: ReadonlyMap<string, readonly ((...args: unknown[]) => void)[]>
  readonly dispatch: (error: unknown) => void
}
const state = processWide<State>('errors', () => ({ worlds: [], others: new Map(), dispatch }))

/** Hears of them until what it returns is called. Errors of a world that knows whose code runs go there by themselves. */
export function takeErrors(blame: Blame): () => void {
  if (state.worlds.length === 0) replaceListeners()
  state.worlds.push(blame)
  return () => {
    state.worlds.splice(state.worlds.lastIndexOf(blame), 1)
    if (state.worlds.length === 0) restoreListeners()
  }
}

function dispatch(error: unknown): void {
  const region = currentRegion()
  if (region === null) state.worlds.at(-1)?.(error)
  else region.blame(error)
}

function replaceListeners(): void {
  state.others = new Map(EVENTS.map((event) => [event, process.listeners(event as 'exit') as never]))
  for (const event of EVENTS) {
    process.removeAllListeners(event)
    process.on(event, state.dispatch)
  }
}

function restoreListeners(): void {
  for (const event of EVENTS) {
    process.off(event, state.dispatch)
    for (const listener of state.others.get(event) ?? []) process.on(event, listener)
  }
}
