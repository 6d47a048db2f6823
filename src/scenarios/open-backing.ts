// What the runner needs to open a backing, whichever it is. Openers live beside it, each loading its backing only when used.
import type { Backing, BackingEvents } from '../host/backing.ts'
import type { Observer } from '../net/observer.ts'

export interface BackingSetup {
  readonly seed: string
  /** Why the entropy guard is off; absent: it is on. */
  readonly unguarded?: string | undefined
  /** Told what the programs do. */
  readonly events: BackingEvents
  /** Told everything that happens; on the live backing what the programs report, print, and how they end. */
  readonly observer: Observer
  /** Share of the `buggify` places that are on; the live backing has none. */
  readonly buggifyRatio?: number
  /** Names of the hosts, in the order in which they will be added. */
  readonly hostNames: readonly string[]
}

export type OpenBacking = (setup: BackingSetup) => Promise<Backing>
