// Bursts of losses: how many, how long, and that their dice are their own.
import { describe, expect, test } from 'vitest'
import { DataError } from '../../../src/host/data-check.ts'
import { checkLinkOptions } from '../../../src/host/link-schema.ts'
import { GilbertElliott } from '../../../src/net/faults/gilbert-elliott.ts'
import * as Protocol from '../../../src/net/protocol.ts'
import { RandomStreams } from '../../../src/net/random-streams.ts'
import { aLink, idsOf } from '../tools/a-link.ts'

const random = (name: string) => new RandomStreams('bursts').stream(name)

/** Share of lost packets among 100,000, and the mean length of their runs. */
function played(parameters: { p: number; r: number; h?: number; k?: number }) {
  const chain = new GilbertElliott(parameters, random('chain'))
  let lost = 0
  let runs = 0
  let wasLost = false
  for (let packet = 0; packet < 100_000; packet++) {
    const isLost = chain.loses(1)
    if (isLost) lost++
    if (isLost && !wasLost) runs++
    wasLost = isLost
  }
  return { ratio: lost / 100_000, run: lost / runs }
}

describe('the chain', () => {
  test('loses p / (p + r) in runs of 1 / r packets when a bad link loses everything', () => {
    const { ratio, run } = played({ p: 0.01, r: 0.25 })
    expect(Math.abs(ratio - 0.01 / 0.26)).toBeLessThan(0.003)
    expect(Math.abs(run - 4)).toBeLessThan(0.25)
  })

  test('with h and k it loses (p (1 − h) + r (1 − k)) / (p + r)', () => {
    const { ratio } = played({ p: 0.1, r: 0.3, h: 0.5, k: 0.9 })
    expect(Math.abs(ratio - (0.1 * 0.5 + 0.3 * 0.1) / 0.4)).toBeLessThan(0.005)
  })

  test('bad from the first packet on and for ever: everything is lost', () => {
    expect(played({ p: 1, r: 0 }).ratio).toBe(1)
    expect(played({ p: 0, r: 1 }).ratio).toBe(0)
  })
})

describe('on a link', () => {
  test('losses of bursts are losses like others, and null turns them off', () => {
    const { send, runAll, arrivals, recorder, fabric } = aLink({ burstLoss: { p: 1, r: 0 } })
    send(3)
    fabric.setDefaultLink({ burstLoss: null })
    send(2)
    runAll()
    expect(recorder.of('lost')).toHaveLength(3)
    expect(idsOf(arrivals)).toEqual([3, 4])
  })

  test('a datagram in ten fragments is ten packets of the chain', () => {
    const { send, runAll, arrivals } = aLink({ burstLoss: { p: 0, r: 1, k: 0.9 } })
    send(2000, 14_000, Protocol.udp)
    runAll()
    // 0.9^10 = 0.3487.
    expect(Math.abs(arrivals.length / 2000 - 0.3487)).toBeLessThan(0.03)
  })

  test('bursts leave the dice of the latency alone', () => {
    const latency = { kind: 'uniform', minMs: 1, maxMs: 1000 } as const
    const without = aLink({ latency })
    const withBursts = aLink({ latency, burstLoss: { p: 0, r: 1 } })
    for (const { send, runAll } of [without, withBursts]) {
      send(50)
      runAll()
    }
    expect(withBursts.arrivals).toEqual(without.arrivals)
  })

  test('a share of packets is no chance: above 1 is refused', () => {
    expect(() => checkLinkOptions({ burstLoss: { p: 0.1, r: 1.1 } }, 'link')).toThrow(DataError)
  })
})
