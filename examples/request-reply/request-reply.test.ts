// The account under many seeds, with and without the mistake, and on real sockets; its frames by themselves.
import { playScenario } from 'seednet'
import { test as worldTest } from 'seednet/vitest'
import { describe, expect, test } from 'vitest'
import { accountClient } from './client.ts'
import { FrameReader, frame, MAX_FRAME_BYTES } from './framing.ts'
import account from './scenario.ts'
import { accountServer } from './server.ts'

const SEEDS = Array.from({ length: 15 }, (_, index) => String(index + 1))

/** Names of the checks that fail under some seed. */
async function failing(knowsItsRequests: boolean): Promise<string[]> {
  const names = new Set<string>()
  for (const seed of SEEDS) {
    const { checks } = await playScenario(account, { seed, params: { knowsItsRequests } })
    for (const { name, passed } of checks) if (!passed) names.add(name)
  }
  return [...names]
}

describe('the account', () => {
  test('does each request once under loss, cut connections and a crash', async () => {
    expect(await failing(true)).toEqual([])
  })

  test('does some twice when the server does not know a request again', async () => {
    expect(await failing(false)).toEqual(['every request is done exactly once'])
  })

  test('keeps the same promises on real sockets', { timeout: 30_000 }, async () => {
    const result = await playScenario(account, { seed: '1', backing: 'live', params: { loss: 0, crash: false } })
    expect(result.checks.filter(({ passed }) => !passed)).toEqual([])
  })

  worldTest.world('answers in order on a bad line', { seeds: 5, link: { latency: 20, lossRatio: 0.1 } }, async (it) => {
    const { world, record } = it
    world.addHost({ name: 'server', start: accountServer({ knowsItsRequests: true }) })
    world.addHost({ name: 'client', start: accountClient({ server: 'server', amounts: [5, 5, 5] }) })
    await world.start('server')
    await world.start('client')
    await world.sleep(60_000)
    expect(record.reported('answered').map(({ details }) => details.balance)).toEqual([5, 10, 15])
  })
})

describe('frames', () => {
  test('come out whole, however the stream is cut', () => {
    const bytes = Uint8Array.of(...frame({ a: 1 }), ...frame('ü'), ...frame([]))
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reader = new FrameReader()
      const values = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))]
      expect(values).toEqual([{ a: 1 }, 'ü', []])
    }
  })

  test('of the longest length are taken, longer ones refused', () => {
    const longest = 'x'.repeat(MAX_FRAME_BYTES - 2)
    expect(new FrameReader().push(frame(longest))).toEqual([longest])
    expect(() => new FrameReader().push(frame(`${longest}x`))).toThrow('a frame of 65537 bytes')
  })
})
