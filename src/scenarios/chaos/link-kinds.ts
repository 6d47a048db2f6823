// Chaos on the links. Each kind has settings of its own: for all links all the time, or worse ones for some links in spells,
// or both. When all is over, the links have the scenario's own settings again.
import type { Fault, HostNames } from '../../host/faults.ts'
import type { Latency, LinkOptions } from '../../host/link-options.ts'
import type { Network } from '../scenario.ts'
import type { ChaosStage, KindOfChaos } from './kind.ts'

/** A queue that never fills, as data. */
const NO_QUEUE_LIMIT = 1_000_000_000
/** What a slow link's router holds. Without a limit, packets would still crawl out long after the link is fast again. */
const SLOW_LINK_QUEUE_PACKETS = 100
const FAST_BPS = 20_000_000

/** What a setting is where the scenario says nothing. */
const UNSET: Required<LinkOptions> = {
  latency: 0,
  bandwidthBps: 0,
  queuePackets: NO_QUEUE_LIMIT,
  queueBytes: NO_QUEUE_LIMIT,
  lossRatio: 0,
  burstLoss: null,
  duplicateRatio: 0,
  reorderRatio: 0,
  reorderDelayMs: 0,
  corruptRatio: 0,
}

/** `worsen` draws settings that are worse than the scenario's own; the same names every time. */
function linkKind(
  kind: KindOfChaos['kind'],
  worsen: (stage: ChaosStage) => LinkOptions,
  more: Partial<KindOfChaos> = {},
): KindOfChaos {
  const draw = (stage: ChaosStage): Fault[] => {
    const { dice, strength, hosts, everyone, network } = stage
    const usual = dice.chance(0.5) ? worsen(stage) : null
    const back = (atMs: number, from: HostNames, to: HostNames, drawn: LinkOptions): Fault[] =>
      usual !== null && atMs < dice.calmAtMs
        ? [set(atMs, from, to, usual)]
        : ownSettings(atMs, from, to, drawn, network)
    const faults: Fault[] = usual === null ? [] : [set(0, everyone, everyone, usual)]
    const hasSpells = usual === null || dice.chance(0.5)
    for (const { fromMs, untilMs } of hasSpells ? dice.spells(strength.maxSpells, strength.maxSpellMs) : []) {
      const { from, to } = dice.sides(hosts)
      const drawn = worsen(stage)
      const directions = dice.chance(0.5)
        ? [{ from, to }]
        : [
            { from, to },
            { from: to, to: from },
          ]
      for (const way of directions) {
        faults.push(set(fromMs, way.from, way.to, drawn), ...back(untilMs, way.from, way.to, drawn))
      }
    }
    if (usual !== null) faults.push(...ownSettings(dice.calmAtMs, everyone, everyone, usual, network))
    return faults
  }
  return { kind, leastHosts: 2, draw, ...more }
}

export const loss = linkKind('loss', ({ dice, strength }) => ({ lossRatio: dice.ratio(strength.maxLossRatio) }))

export const burstLoss = linkKind(
  'burst-loss',
  ({ dice, strength }) => {
    const lossRatio = dice.ratio(strength.maxBurstLossRatio)
    const r = 1 / dice.millis(2, strength.maxBurstPackets)
    return { burstLoss: { p: (r * lossRatio) / (1 - lossRatio), r } }
  },
  { isRare: true, formOf: 'loss' },
)

export const duplication = linkKind('duplication', ({ dice, strength }) => ({
  duplicateRatio: dice.ratio(strength.maxDuplicateRatio),
}))

export const reordering = linkKind('reordering', ({ dice, strength }) => ({
  reorderRatio: dice.ratio(strength.maxReorderRatio),
  reorderDelayMs: dice.millis(1, strength.maxReorderMs),
}))

export const latency = linkKind('latency', ({ dice, strength, network }) => {
  const { minMs, maxMs } = boundsOf(network.everywhere?.latency ?? 0)
  const moreMs = dice.millis(1, strength.maxLatencyMs)
  const spreadMs = dice.chance(0.5) ? dice.millis(1, strength.maxLatencyMs) : 0
  return { latency: { kind: 'uniform', minMs: minMs + moreMs, maxMs: maxMs + moreMs + spreadMs } }
})

export const bandwidth = linkKind('bandwidth', ({ dice, strength, network: { everywhere = {} } }) => {
  const ownBps = everywhere.bandwidthBps ?? 0
  const drawnBps = Math.round(dice.scaled(strength.minBandwidthBps, FAST_BPS))
  return {
    bandwidthBps: ownBps === 0 ? drawnBps : Math.min(ownBps, drawnBps),
    queuePackets: Math.min(SLOW_LINK_QUEUE_PACKETS, everywhere.queuePackets ?? NO_QUEUE_LIMIT),
  }
})

function set(atMs: number, from: HostNames, to: HostNames, options: LinkOptions): Fault {
  return { atMs, kind: 'link', from, to, options }
}

/** Gives the links between the two sides what the scenario gave them, as far as `drawn` has changed it. */
function ownSettings(atMs: number, from: HostNames, to: HostNames, drawn: LinkOptions, network: Network): Fault[] {
  const names = Object.keys(drawn) as (keyof LinkOptions)[]
  const own = (options: LinkOptions): LinkOptions =>
    Object.fromEntries(names.map((name) => [name, options[name] ?? UNSET[name]]))
  const special = (network.links ?? []).filter((link) => isIn(from, link.from) && isIn(to, link.to))
  return [
    set(atMs, from, to, own(network.everywhere ?? {})),
    ...special.map((link) => set(atMs, [link.from], [link.to], own({ ...network.everywhere, ...link.options }))),
  ]
}

function isIn(names: HostNames, name: string): boolean {
  return names === '*' || names.includes(name)
}

function boundsOf(latency: Latency): { readonly minMs: number; readonly maxMs: number } {
  if (typeof latency === 'number') return { minMs: latency, maxMs: latency }
  switch (latency.kind) {
    case 'uniform':
      return latency
    case 'normal':
      return { minMs: latency.minMs ?? 0, maxMs: latency.meanMs + 2 * latency.deviationMs }
    case 'pareto':
      return { minMs: latency.scaleMs, maxMs: Math.min(latency.maxMs ?? Infinity, 10 * latency.scaleMs) }
  }
}
