// What chaos draws: the same from the same seed, over before the calm, and nothing that the scenario forbids.
import { describe, expect, test } from 'vitest'
import { checkFaults } from '../../../src/host/fault-schema.ts'
import type { Fault } from '../../../src/host/faults.ts'
import type { LinkOptions } from '../../../src/host/link-options.ts'
import { RandomStreams } from '../../../src/net/random-streams.ts'
import { type ChaosSubject, drawChaos } from '../../../src/scenarios/chaos/draw-chaos.ts'
import type { ChaosKind, ChaosRules } from '../../../src/scenarios/chaos/rules.ts'
import { type ChaosStrength, STRENGTHS } from '../../../src/scenarios/chaos/strengths.ts'

const HOSTS = ['ada', 'ben', 'cleo', 'dan']
const subject: ChaosSubject = { hosts: HOSTS, network: { everywhere: { latency: 10 } }, rules: { spanMs: 2000 } }
const SEEDS = Array.from({ length: 300 }, (_, index) => String(index + 1))
const strengths = Object.keys(STRENGTHS) as ChaosStrength[]
const USUAL: readonly ChaosKind[] = [
  'loss',
  'duplication',
  'reordering',
  'latency',
  'bandwidth',
  'partition',
  'cut-connections',
  'crash',
  'corrupt-stream',
]

const draw = (seed: string, strength: ChaosStrength = 'rough', changes: Partial<ChaosSubject> = {}) =>
  drawChaos(strength, new RandomStreams(seed), { ...subject, ...changes })

/** The settings that the links from ada to ben have when all is over, as far as they were changed. */
function lastSettings(faults: readonly Fault[]): LinkOptions {
  const touches = (names: readonly string[] | '*', host: string) => names === '*' || names.includes(host)
  return faults.reduce<LinkOptions>((settings, fault) => {
    const isMeant = fault.kind === 'link' && touches(fault.from, 'ada') && touches(fault.to, 'ben')
    return isMeant ? { ...settings, ...fault.options } : settings
  }, {})
}

function driftsOf({ hosts, driftPpm }: Extract<Fault, { kind: 'clock' }>): (readonly [string, number])[] {
  return driftPpm === undefined || hosts === '*' ? [] : hosts.map((host) => [host, driftPpm])
}

describe.each(strengths)('%s', (strength) => {
  const drawn = SEEDS.map((seed) => draw(seed, strength))

  test('every fault is one that can be, in the order of time, and over by the calm', () => {
    for (const { faults, calmAtMs } of drawn) {
      checkFaults(faults, 'chaos', HOSTS)
      const times = faults.map(({ atMs }) => atMs)
      expect(times).toEqual([...times].sort((one, other) => one - other))
      expect(times.every((atMs) => atMs >= 0 && atMs <= calmAtMs)).toBe(true)
      expect(calmAtMs).toBeLessThanOrEqual(STRENGTHS[strength].maxCalmMs)
    }
  })

  test('each kind is on in its share of the runs, and some runs have none of it', () => {
    const kinds = new Set(drawn.flatMap((chaos) => chaos.kinds))
    expect(kinds.size).toBe(22)
    const { kindRatio, rareKindRatio } = STRENGTHS[strength]
    for (const kind of kinds) {
      const share = drawn.filter((chaos) => chaos.kinds.includes(kind)).length / drawn.length
      expect(Math.abs(share - (USUAL.includes(kind) ? kindRatio : rareKindRatio))).toBeLessThan(0.1)
    }
  })

  test('in the end links are what the scenario says, partitions are healed, and hosts are back', () => {
    for (const { faults } of drawn) {
      const neutral = {
        lossRatio: 0,
        burstLoss: null,
        duplicateRatio: 0,
        reorderRatio: 0,
        latency: 10,
        bandwidthBps: 0,
      }
      const settings = lastSettings(faults)
      const names = Object.keys(neutral).filter((name) => name in settings) as (keyof typeof neutral)[]
      for (const name of names) expect(settings[name]).toEqual(neutral[name])
      const count = (kind: Fault['kind']) => faults.filter((fault) => fault.kind === kind).length
      expect(count('heal')).toBe(count('partition'))
      const lostPower = faults.flatMap((fault) => (fault.kind === 'power-loss' ? fault.hosts : []))
      expect(count('restart')).toBe(count('crash') + lostPower.length)
    }
  })

  test('what lasts ends by the calm, and clocks stop drifting', () => {
    for (const { faults, calmAtMs } of drawn) {
      const ends = faults.map((fault) => fault.atMs + ('forMs' in fault ? (fault.forMs ?? 0) : 0))
      expect(Math.max(0, ...ends)).toBeLessThanOrEqual(calmAtMs)
      for (const fault of faults) {
        if (fault.kind !== 'swizzle') continue
        expect(fault.atMs + 2 * fault.hosts.length * (fault.everyMs ?? 0)).toBeLessThanOrEqual(calmAtMs)
      }
      const drifts = new Map(faults.flatMap((fault) => (fault.kind === 'clock' ? driftsOf(fault) : [])))
      expect([...drifts.values()].filter((ppm) => ppm !== 0)).toEqual([])
    }
  })

  test('nodes are cruel to themselves in the runs in which that is on', () => {
    for (const { kinds, buggifyRatio } of drawn) {
      expect(buggifyRatio).toBe(kinds.includes('buggify') ? STRENGTHS[strength].buggifyRatio : 0)
    }
  })
})

test('the same seed draws the same, another seed another', () => {
  expect(draw('7')).toEqual(draw('7'))
  expect(new Set(SEEDS.map((seed) => JSON.stringify(draw(seed)))).size).toBe(SEEDS.length)
})

test('a host that is spared from a kind is never touched by it, and the other kinds are as they were', () => {
  const spares = [{ kinds: ['crash', 'loss'] as const, hosts: ['ada'], reason: 'a test' }]
  const isOf = (kind: ChaosKind) => (fault: Fault) => fault.kind === kind
  for (const seed of SEEDS) {
    const free = draw(seed)
    const { faults } = draw(seed, 'rough', { rules: { spanMs: 2000, spares } })
    expect(faults.some((fault) => fault.kind === 'crash' && fault.host === 'ada')).toBe(false)
    expect(lastSettings(faults).lossRatio).toBeUndefined()
    expect(faults.filter(isOf('partition'))).toEqual(free.faults.filter(isOf('partition')))
  }
})

test('a kind that is spared everywhere draws nothing', () => {
  const spares = [{ kinds: ['partition'] as const, reason: 'a test' }]
  const faults = SEEDS.flatMap((seed) => draw(seed, 'rough', { rules: { spares } }).faults)
  expect(faults.filter(({ kind }) => kind === 'partition' || kind === 'heal')).toEqual([])
  expect(faults.length).toBeGreaterThan(1000)
})

test('who is spared from crashes and partitions is spared from their other forms, too', () => {
  const spares = [{ kinds: ['crash', 'partition'] as const, hosts: ['ada'], reason: 'a test' }]
  const faults = SEEDS.flatMap((seed) => draw(seed, 'brutal', { rules: { spares } }).faults)
  const others = faults.filter(({ kind }) => kind === 'power-loss' || kind === 'swizzle')
  expect(others.length).toBeGreaterThan(100)
  expect(others.filter((fault) => 'hosts' in fault && fault.hosts.includes('ada'))).toEqual([])
})

test('bits rot in the files that a scenario names, and nowhere else', () => {
  const rotten = (rules: ChaosRules) =>
    SEEDS.flatMap((seed) => draw(seed, 'rough', { rules }).faults).filter(({ kind }) => kind === 'bit-rot')
  expect(rotten({})).toEqual([])
  const named = rotten({ mayRot: ['.seednet/*.state'] })
  expect(named.length).toBeGreaterThan(50)
  expect(new Set(named.map((fault) => 'path' in fault && fault.path))).toEqual(new Set(['.seednet/*.state']))
})

test('links with settings of their own get those back, not those of all the others', () => {
  const network = {
    everywhere: { latency: 10 },
    links: [{ from: 'ada', to: 'ben', options: { latency: 77, lossRatio: 0.01 } }],
  }
  const touched = SEEDS.map((seed) => lastSettings(draw(seed, 'brutal', { network }).faults))
  expect(touched.filter(({ latency }) => latency !== undefined && latency !== 77)).toEqual([])
  expect(touched.filter(({ lossRatio }) => lossRatio !== undefined && lossRatio !== 0.01)).toEqual([])
})
