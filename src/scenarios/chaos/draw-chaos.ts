// A chaos profile: from the seed, which kinds of faults are on at all in this run (most bugs want few kinds at once), then a
// timeline of each. Plain data: the same faults can be played again without the profile.
import type { Fault } from '../../host/faults.ts'
import type { RandomStreams } from '../../net/random-streams.ts'
import type { Network } from '../scenario.ts'
import { corruptStream, crash, cutConnections, partition, powerLoss, swizzle } from './breaking-kinds.ts'
import { ChaosDice } from './dice.ts'
import { bitRot, diskErrors, diskFull, diskSlow } from './disk-kinds.ts'
import type { KindOfChaos } from './kind.ts'
import { bandwidth, burstLoss, duplication, latency, loss, reordering } from './link-kinds.ts'
import { clock, dns, pause, slowCpu } from './machine-kinds.ts'
import { type ChaosKind, type ChaosRules, DEFAULT_SPAN_MS } from './rules.ts'
import { type ChaosStrength, type Strength, STRENGTHS } from './strengths.ts'
import { rule } from './traffic-kinds.ts'

/** What goes wrong in one run beside what the scenario itself tells of. */
export interface Chaos {
  /** The kinds that are on, whether or not they found anyone to hit. */
  readonly kinds: readonly ChaosKind[]
  /** Ordered by time. */
  readonly faults: readonly Fault[]
  /** By when all faults have ended and every host is back, ms. */
  readonly calmAtMs: number
  /** Share of the places of `Host.buggify` that are on, the whole run long. */
  readonly buggifyRatio: number
}

export interface ChaosSubject {
  readonly hosts: readonly string[]
  readonly network: Network
  readonly rules: ChaosRules
}

/** No fault of a timeline: nodes are cruel to themselves. */
const buggify: KindOfChaos = { kind: 'buggify', leastHosts: 1, isRare: true, draw: () => [] }

const KINDS: readonly KindOfChaos[] = [
  loss,
  duplication,
  reordering,
  latency,
  bandwidth,
  partition,
  cutConnections,
  crash,
  corruptStream,
  burstLoss,
  swizzle,
  rule,
  powerLoss,
  pause,
  slowCpu,
  clock,
  dns,
  diskFull,
  diskSlow,
  diskErrors,
  bitRot,
  buggify,
]

export function drawChaos(name: ChaosStrength, streams: RandomStreams, subject: ChaosSubject): Chaos {
  const strength = STRENGTHS[name]
  const calmAtMs = drawCalm(strength, streams, subject.rules.spanMs ?? DEFAULT_SPAN_MS)
  const kinds: ChaosKind[] = []
  const faults: Fault[] = []
  const { network, rules } = subject
  let buggifyRatio = 0
  for (const { kind, leastHosts, isRare, formOf, draw } of KINDS) {
    const dice = new ChaosDice(streams.stream(`chaos ${name} ${kind}`), calmAtMs)
    if (!dice.chance(isRare === true ? strength.rareKindRatio : strength.kindRatio)) continue
    kinds.push(kind)
    const hosts = touchable([kind, formOf ?? kind], subject)
    if (hosts.length < leastHosts) continue
    if (kind === 'buggify') buggifyRatio = strength.buggifyRatio
    const everyone = hosts.length === subject.hosts.length ? '*' : hosts
    faults.push(...draw({ dice, strength, hosts, everyone, network, mayRot: rules.mayRot ?? [] }))
  }
  return { kinds, faults: faults.sort((one, other) => one.atMs - other.atMs), calmAtMs, buggifyRatio }
}

function drawCalm({ maxSpans, maxCalmMs }: Strength, streams: RandomStreams, spanMs: number): number {
  const dice = new ChaosDice(streams.stream('chaos calm'), 0)
  return Math.max(1, Math.min(maxCalmMs, dice.millis(spanMs / 2, spanMs * maxSpans)))
}

/** Hosts that no rule spares from any of these kinds. */
function touchable(kinds: readonly ChaosKind[], { hosts, rules }: ChaosSubject): string[] {
  const spares = (rules.spares ?? []).filter((spared) => spared.kinds.some((kind) => kinds.includes(kind)))
  return hosts.filter((host) => !spares.some((spared) => spared.hosts === undefined || spared.hosts.includes(host)))
}
