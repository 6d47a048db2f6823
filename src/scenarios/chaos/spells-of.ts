// Faults that some hosts have for a time, each with its end in it.
import type { Fault, FaultAction } from '../../host/faults.ts'
import type { ChaosStage } from './kind.ts'

type LastingKind = 'pause' | 'slow-cpu' | 'dns' | 'disk-full' | 'disk-slow' | 'disk-errors'
type LastingFault = Extract<FaultAction, { readonly kind: LastingKind }>

/** `draw` is given the hosts of one spell and draws the rest. Spells may overlap. */
export function spellsOf(
  { dice, strength, hosts }: ChaosStage,
  draw: (hosts: readonly string[]) => LastingFault,
): Fault[] {
  return dice
    .anySpells(strength.maxSpells, strength.maxSpellMs)
    .map(({ fromMs, untilMs }): Fault => ({ atMs: fromMs, ...draw(dice.some(hosts)), forMs: untilMs - fromMs }))
}
