// The backings a scenario can be played on, each loaded only when it is chosen.
import type { OpenBacking } from './open-backing.ts'
import type { AnyParamValues } from './params.ts'

export type BackingName = 'virtual' | 'live' | 'live-processes'

/** Which scenario is played, for child processes that have to load it too. */
export interface Played {
  /** A built-in name or the path of a module. */
  readonly scenario: string
  readonly params: AnyParamValues
}

export function openerOf(backing: BackingName, _played: Played): OpenBacking {
  switch (backing) {
    case 'virtual':
      return openVirtual
    case 'live':
    case 'live-processes':
      throw new Error('not yet')
  }
}

export const openVirtual: OpenBacking = async ({ seed, events, observer }) => {
  const { World } = await import('../net/world.ts')
  return new World({ seed, events, observer })
}
