// Chaos with an eye for what is sent: the nth datagram, or the nth byte of a kind in streams.
import { pick } from '../../host/random.ts'
import type { RuleAction, RuleMatch, TrafficRule } from '../../host/traffic-rule.ts'
import type { Fault } from '../../host/faults.ts'
import type { ChaosStage, KindOfChaos } from './kind.ts'

const LAST_NTH = 500
/** A line's end, the beginning of a document, the length of a frame: what decoders wait for. */
const BYTES = ['0a', '7b', '00'] as const
const MAX_DATAGRAM_BYTES = 2048
const MAX_COPIES = 3
const MAX_BITS = 8

/** Bytes of streams are changed by `corrupt-stream`, and streams are cut by `cut-connections`. */
export const rule: KindOfChaos = {
  kind: 'rule',
  leastHosts: 2,
  isRare: true,
  draw: (stage) => Array.from({ length: stage.dice.count(stage.strength.maxRules) }, () => drawRule(stage)),
}

function drawRule(stage: ChaosStage): Fault {
  const { dice, hosts } = stage
  const atMs = dice.time()
  const { from, to } = dice.sides(hosts)
  const nth = dice.millis(1, LAST_NTH)
  const match: RuleMatch = dice.chance(0.5)
    ? { protocol: 'udp', from, to, nth }
    : { protocol: 'tcp', from, to, pattern: { hex: pick(dice.random, BYTES) ?? '0a' }, nth }
  const action = match.protocol === 'udp' ? drawForDatagram(stage) : drawForSegment(stage)
  const armed: TrafficRule = { kind: 'rule', match, action, forMs: dice.calmAtMs - atMs }
  return { atMs, ...armed }
}

function drawForSegment({ dice, strength }: ChaosStage): RuleAction {
  const delayMs = dice.millis(1, strength.maxLatencyMs)
  return dice.chance(0.5) ? { do: 'drop' } : { do: 'delay', delayMs }
}

function drawForDatagram({ dice, strength }: ChaosStage): RuleAction {
  const actions: readonly RuleAction[] = [
    { do: 'drop' },
    { do: 'delay', delayMs: dice.millis(1, strength.maxLatencyMs) },
    { do: 'duplicate', copies: dice.count(MAX_COPIES) },
    { do: 'truncate', toBytes: dice.random.below(MAX_DATAGRAM_BYTES) },
    { do: 'corrupt', bits: dice.count(MAX_BITS) },
  ]
  return pick(dice.random, actions) ?? { do: 'drop' }
}
