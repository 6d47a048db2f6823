// Chaos that breaks things: partitions, reset streams, machines that die and come back, bits that flip.
import type { Fault } from '../../host/faults.ts'
import { pick } from '../../host/random.ts'
import type { KindOfChaos } from './kind.ts'

/** Where in a stream a flip may be. */
const LAST_FLIP_OFFSET = 1_000_000

export const partition: KindOfChaos = {
  kind: 'partition',
  leastHosts: 2,
  draw({ dice, strength, hosts }) {
    const faults: Fault[] = []
    for (let left = dice.count(strength.maxPartitions); left > 0; left--) {
      const { fromMs, untilMs } = dice.spell(strength.maxPartitionMs)
      const { from, to } = dice.sides(hosts)
      const [oneWay, hold] = [dice.chance(0.3), dice.chance(0.3)]
      faults.push(
        { atMs: fromMs, kind: 'partition', from, to, ...(oneWay && { oneWay }), ...(hold && { hold }) },
        { atMs: untilMs, kind: 'heal', from, to },
      )
    }
    return faults
  },
}

export const swizzle: KindOfChaos = {
  kind: 'swizzle',
  leastHosts: 2,
  isRare: true,
  formOf: 'partition',
  draw({ dice, strength, hosts }) {
    const atMs = dice.time()
    const chosen = dice.some(hosts)
    // Each of them goes and comes back by the calm.
    const longestMs = Math.floor((dice.calmAtMs - atMs) / (2 * chosen.length))
    const everyMs = Math.min(dice.millis(1, strength.maxSwizzleMs), longestMs)
    const hold = dice.chance(0.3)
    return everyMs === 0 ? [] : [{ atMs, kind: 'swizzle', hosts: chosen, everyMs, ...(hold && { hold }) }]
  },
}

export const cutConnections: KindOfChaos = {
  kind: 'cut-connections',
  leastHosts: 2,
  draw({ dice, strength, hosts }) {
    const cuts = Array.from({ length: dice.count(strength.maxCuts) }, () => ({
      atMs: dice.time(),
      ...dice.sides(hosts),
    }))
    return cuts.map((cut): Fault => ({ ...cut, kind: 'cut-connections' }))
  },
}

export const crash: KindOfChaos = {
  kind: 'crash',
  leastHosts: 1,
  draw({ dice, strength, hosts }) {
    const faults: Fault[] = []
    const goneUntil = new Map<string, number>()
    for (const { fromMs, untilMs } of dice.anySpells(strength.maxCrashes, strength.maxDownMs)) {
      const host = pick(dice.random, hosts) ?? ''
      if (fromMs < (goneUntil.get(host) ?? 0)) continue
      goneUntil.set(host, untilMs + 1)
      faults.push({ atMs: fromMs, kind: 'crash', host }, { atMs: untilMs, kind: 'restart', host })
    }
    return faults
  },
}

export const powerLoss: KindOfChaos = {
  kind: 'power-loss',
  leastHosts: 1,
  isRare: true,
  formOf: 'crash',
  draw({ dice, strength, hosts }) {
    return dice.spells(strength.maxOutages, strength.maxDownMs).flatMap(({ fromMs, untilMs }): Fault[] => {
      const dark = dice.some(hosts)
      const unsynced = pick(dice.random, ['lost', 'prefix', 'sectors'] as const) ?? 'lost'
      const sectorBytes = pick(dice.random, [512, 4096] as const) ?? 512
      const torn = { unsynced, ...(unsynced === 'sectors' && { sectorBytes }) }
      // They come back one by one.
      const backMs = dark.map(() => fromMs + 1 + dice.random.below(untilMs - fromMs))
      return [
        { atMs: fromMs, kind: 'power-loss', hosts: dark, ...torn },
        ...dark.map((host, at): Fault => ({ atMs: backMs[at] ?? untilMs, kind: 'restart', host })),
      ]
    })
  },
}

export const corruptStream: KindOfChaos = {
  kind: 'corrupt-stream',
  leastHosts: 2,
  draw({ dice, strength, hosts }) {
    const flips = Array.from({ length: dice.count(strength.maxFlips) }, () => {
      const {
        from: [from = ''],
        to: [to = ''],
      } = dice.sides(hosts)
      return { atMs: dice.time(), from, to, offset: dice.millis(1, LAST_FLIP_OFFSET), bits: dice.count(3) }
    })
    return flips.map((flip): Fault => ({ ...flip, kind: 'corrupt-stream' }))
  },
}
