// What the runner needs to open a backing, whichever it is. Openers live beside it, each loading its backing only when used.
import type { Backing, BackingEvents } from '../host/backing.ts'
import type { Observer } from '../net/observer.ts'

export interface BackingSetup {
  readonly seed: string
  /** Told what the programs do. */
  readonly events: BackingEvents
  /** Told everything that happens; the live backing has no such window and ignores it. */
  readonly observer: Observer
}

export type OpenBacking = (setup: BackingSetup) => Promise<Backing>
