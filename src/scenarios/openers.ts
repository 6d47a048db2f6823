// The backings a scenario can be played on, each loaded only when it is chosen.
import { extname } from 'node:path'
import type { HostProcessData } from './host-process.ts'
import { observedEvents } from './observed-events.ts'
import type { OpenBacking } from './open-backing.ts'
import type { AnyParamValues } from './params.ts'

export type BackingName = 'virtual' | 'live' | 'live-processes'

/** Which scenario is played, for child processes that have to load it too. */
export interface Played {
  /** A built-in name or the path of a module. */
  readonly scenario: string
  readonly params: AnyParamValues
}

export function openerOf(backing: BackingName, played: Played): OpenBacking {
  switch (backing) {
    case 'virtual':
      return openVirtual
    case 'live':
      return openLive
    case 'live-processes':
      return openLiveProcesses(played)
  }
}

/** Asked for once: a sweep opens a thousand worlds a second, and an import that is there already takes 10 µs. */
let virtual: Promise<typeof import('../net/world.ts')> | undefined

/** The virtual network. */
export const openVirtual: OpenBacking = async ({ seed, events, observer, unguarded, buggifyRatio }) => {
  virtual ??= import('../net/world.ts')
  const { World } = await virtual
  return new World({
    seed,
    events,
    observer,
    audit: true,
    ...(unguarded !== undefined && { unguarded }),
    ...(buggifyRatio !== undefined && { buggifyRatio }),
  })
}

/** Real sockets, all hosts in this process. */
export const openLive: OpenBacking = async (setup) => {
  const { LiveNetwork } = await import('../real/live-network.ts')
  return new LiveNetwork({ seed: setup.seed, events: observedEvents(setup) })
}

/** Real sockets, each host in a process of its own. */
export function openLiveProcesses({ scenario, params }: Played): OpenBacking {
  return async (setup) => {
    const { LiveProcesses } = await import('../real/live-processes.ts')
    // Run from its sources the entry is a .ts file, too, and the children inherit the loader. Built, this code lies in
    // another folder than this one, beside it.
    const entry = new URL(`../scenarios/host-process${extname(import.meta.url)}`, import.meta.url)
    const data: HostProcessData = { scenario, params, seed: setup.seed }
    return new LiveProcesses({ seed: setup.seed, events: observedEvents(setup), entry, data })
  }
}
