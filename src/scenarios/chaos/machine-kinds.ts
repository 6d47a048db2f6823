// Chaos in what a machine gives its program: a processor, clocks, names.
import type { Fault } from '../../host/faults.ts'
import { pick } from '../../host/random.ts'
import type { KindOfChaos } from './kind.ts'
import { spellsOf } from './spells-of.ts'

export const pause: KindOfChaos = {
  kind: 'pause',
  leastHosts: 1,
  isRare: true,
  draw: (stage) => spellsOf(stage, (hosts) => ({ kind: 'pause', hosts })),
}

export const slowCpu: KindOfChaos = {
  kind: 'slow-cpu',
  leastHosts: 1,
  isRare: true,
  draw: (stage) => {
    const { dice, strength } = stage
    return spellsOf(stage, (hosts) => ({ kind: 'slow-cpu', hosts, perEventMs: dice.ratio(strength.maxEventMs) }))
  },
}

/** What the date shows stays wrong; drifts end. */
export const clock: KindOfChaos = {
  kind: 'clock',
  leastHosts: 1,
  isRare: true,
  draw({ dice, strength, hosts }) {
    return dice.anySpells(strength.maxSpells, strength.maxSpellMs).flatMap(({ fromMs, untilMs }): Fault[] => {
      const wrong = dice.some(hosts)
      const signed = (size: number) => (dice.chance(0.5) ? size : -size)
      const stepMs = signed(dice.millis(1, strength.maxStepMs))
      const driftPpm = signed(dice.millis(1, strength.maxDriftPpm))
      const what = pick(dice.random, ['step', 'drift', 'both'] as const)
      if (what === 'step') return [{ atMs: fromMs, kind: 'clock', hosts: wrong, stepMs }]
      return [
        { atMs: fromMs, kind: 'clock', hosts: wrong, driftPpm, ...(what === 'both' && { stepMs }) },
        { atMs: untilMs, kind: 'clock', hosts: wrong, driftPpm: 0 },
      ]
    })
  },
}

/** Names are looked up, and only so, where a scenario's programs are given names. */
export const dns: KindOfChaos = {
  kind: 'dns',
  leastHosts: 1,
  isRare: true,
  draw: (stage) => {
    const { dice, strength } = stage
    return spellsOf(stage, (hosts) => {
      const delayMs = dice.millis(1, strength.maxLookupMs)
      const error = pick(dice.random, ['ENOTFOUND', 'EAI_AGAIN', null] as const) ?? null
      return { kind: 'dns', hosts, delayMs, ...(error !== null && { error }) }
    })
  },
}
