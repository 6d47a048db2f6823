// What a kind of chaos is: it draws a list of faults for one run, each with its end.
import type { Fault, HostNames } from '../../host/faults.ts'
import type { Network } from '../scenario.ts'
import type { ChaosDice } from './dice.ts'
import type { ChaosKind } from './rules.ts'
import type { Strength } from './strengths.ts'

export interface ChaosStage {
  readonly dice: ChaosDice
  readonly strength: Strength
  /** Whom this kind may touch: `leastHosts` at least. */
  readonly hosts: readonly string[]
  /** The same, in the shortest words. */
  readonly everyone: HostNames
  /** The scenario's own links, to put back what was changed. */
  readonly network: Network
  /** Files in which bits may flip. */
  readonly mayRot: readonly string[]
}

export interface KindOfChaos {
  readonly kind: ChaosKind
  /** Fewer hosts than that give it nothing to do: 1 or 2. */
  readonly leastHosts: number
  /** On in fewer runs than the others: with all kinds alike, everything would fail at once in each. */
  readonly isRare?: boolean
  /** Another form of that kind: hosts that are spared from it are spared from this one. */
  readonly formOf?: ChaosKind
  /** Every fault that it draws is over by the dice's `calmAtMs`. */
  draw(stage: ChaosStage): Fault[]
}
