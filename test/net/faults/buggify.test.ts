// Places where nodes are cruel to themselves: when they are on, and that none of them is out of reach.
import { describe, expect, test } from 'vitest'
import type { FaultEvent } from '../../../src/host/faults.ts'
import { Buggify } from '../../../src/net/faults/buggify.ts'
import { RandomStreams } from '../../../src/net/random-streams.ts'
import { loadScenario } from '../../../src/scenarios/load-scenario.ts'
import { openVirtual } from '../../../src/scenarios/openers.ts'
import type { AnyParamValues } from '../../../src/scenarios/params.ts'
import { play as playScenario } from '../../../src/scenarios/runner.ts'
import { aWorld, play } from '../tools/a-world.ts'

function strikes(seed: string, onRatio: number, host = 'a', count = 1000): { hits: boolean[]; told: FaultEvent[] } {
  const told: FaultEvent[] = []
  const buggify = new Buggify(new RandomStreams(seed), onRatio, (event) => told.push(event))
  return { hits: Array.from({ length: count }, () => buggify.strikes(host, 'place', 0.3)), told }
}

describe('a place', () => {
  test('that is on strikes with its probability, and every strike is told', () => {
    const { hits, told } = strikes('1', 1)
    const struck = hits.filter(Boolean).length
    expect(Math.abs(struck - 300)).toBeLessThan(45)
    expect(told).toHaveLength(struck)
    expect(told[0]).toEqual({ kind: 'buggified', host: 'a', name: 'place' })
  })

  test('is on in a quarter of the runs, then on every host', () => {
    const isOn = (seed: number, host: string) => strikes(`${seed}`, 0.25, host, 50).hits.includes(true)
    const runs = Array.from({ length: 400 }, (_, seed) => isOn(seed, 'a'))
    expect(Math.abs(runs.filter(Boolean).length - 100)).toBeLessThan(30)
    expect(Array.from({ length: 40 }, (_, seed) => isOn(seed, 'b'))).toEqual(runs.slice(0, 40))
  })

  test('has dice of its own on each host, the same in each run of a seed', () => {
    expect(strikes('1', 1).hits).toEqual(strikes('1', 1).hits)
    expect(strikes('1', 1, 'b').hits).not.toEqual(strikes('1', 1, 'a').hits)
  })

  test('strikes never when the run does not ask for it, and always with probability 1 when it does', async () => {
    for (const buggifyRatio of [0, 1]) {
      await play(aWorld({ buggifyRatio }), async ({ host }) => {
        expect(host('a').buggify('place', 1)).toBe(buggifyRatio === 1)
        expect(host('a').buggify('place', 0)).toBe(false)
      })
    }
  })

  test('with a probability that is none is a bug', async () => {
    await play(aWorld({ buggifyRatio: 1 }), async ({ host }) => {
      expect(() => host('a').buggify('place', 1.5)).toThrow('buggify place: a probability is 0 to 1, not 1.5')
    })
  })
})

test.each<[scenario: string, params: AnyParamValues, places: string[]]>([
  ['corrupted-block', {}, ['index late block']],
  ['chunk-swarm', { peers: 3, size: 60_000 }, ['chunk answer alone', 'chunk one request in flight']],
  ['chat-transfer-while-talking', {}, ['menu-chat short read']],
  ['lossy-download', { size: 300_000 }, ['datagram-chat early report', 'datagram-chat no bursts']],
])('with every place on, %s reaches its own', async (name, params, places) => {
  const scenario = await loadScenario(name)
  const seen = new Set<string>()
  for (const seed of ['1', '2']) {
    const { faults, passed } = await playScenario(scenario, { seed, params, openBacking: openVirtual, buggifyRatio: 1 })
    expect(passed).toBe(true)
    for (const { event } of faults) if (event.kind === 'buggified') seen.add(event.name)
  }
  expect([...seen].sort((one, other) => (one < other ? -1 : 1))).toEqual(places)
})
