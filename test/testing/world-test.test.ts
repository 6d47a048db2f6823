// `test.world` as vitest sees it.
import { describe, expect } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { test } from '../../src/vitest.ts'

const played: string[] = []

describe('a world test', () => {
  test.world('has options', { seeds: 3, repeats: false }, async ({ world, seed }) => {
    await world.sleep(60_000)
    played.push(seed)
  })

  test.world('or none', async ({ world, random }) => {
    const latency = 1 + random.below(10)
    world.setDefaultLink({ latency })
    let connectedAtMs = 0
    const start = (host: Host) => {
      host.net.createServer({}, (socket) => socket.end()).listen({ port: 4000 })
      if (host.name === 'b') host.net.connect({ host: 'a', port: 4000 }, () => (connectedAtMs = world.nowMs()))
      return { interrupt() {} }
    }
    for (const name of ['a', 'b']) {
      world.addHost({ name, start })
      await world.start(name)
    }
    await world.sleep(1000)
    expect(connectedAtMs).toBe(2 * latency)
  })

  test.world.each([1, 2])('is declared for each value, as %i', { seeds: 1 }, async ({ value, seed }) => {
    played.push(`${value} ${seed}`)
  })

  test.world.fails('may be known to fail', { seeds: 2 }, async ({ seed }) => {
    expect(seed).toBe('1')
  })

  test.world.skipIf(true)('may be skipped', async () => {
    played.push('skipped')
  })

  test('and stands beside tests that are none', ({ task }) => {
    expect(task.suite?.name).toBe('a world test')
    expect(played).toEqual(['1', '2', '3', '1 1', '1 1', '2 1', '2 1'])
  })
})
