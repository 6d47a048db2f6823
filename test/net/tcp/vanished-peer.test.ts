// What a connection does when the other end has vanished or stays silent: who notices, and at which nanosecond.
import { describe, expect, test } from 'vitest'
import { watch } from '../../conformance/tools/events.ts'
import { connected, sentLines } from '../tools/a-connection.ts'

describe('an end that has vanished', () => {
  test('is noticed by data that is sent in vain: 16 times, and ETIMEDOUT at the exact time', async () => {
    const test = await connected(async ({ world, client }) => {
      const watched = watch(client)
      world.apply({ kind: 'crash', host: 'b' })
      client.write('hello?')
      await watched.closed
      expect(watched.events).toEqual(['error ETIMEDOUT', 'close after error'])
      // 200 ms doubled ten times, then 120 s five times more: 0.2 × (2^10 − 1) + 6 × 120 s.
      expect(world.nowMs()).toBe(100 + 204_600 + 720_000)
    })
    expect(sentLines(test)).toHaveLength(16)
  })

  test('is noticed by keep-alive: idle for 5 s, ten probes a second apart, and a second more', async () => {
    await connected(async ({ world, client }) => {
      const watched = watch(client)
      client.setKeepAlive(true, 5000)
      world.apply({ kind: 'crash', host: 'b' })
      await watched.closed
      expect(watched.events).toEqual(['error ETIMEDOUT', 'close after error'])
      expect(world.nowMs()).toBe(100 + 15_000)
    })
  })

  test('is not noticed without either', async () => {
    await connected(async ({ world, client }) => {
      const watched = watch(client)
      world.apply({ kind: 'crash', host: 'b' })
      await world.sleep(86_400_000)
      expect(watched.events).toEqual([])
    }, 1e9)
  })

  test('an end that is there answers keep-alive probes: the connection stays for an hour', async () => {
    await connected(async ({ world, client }) => {
      const watched = watch(client)
      client.setKeepAlive(true, 5000)
      await world.sleep(3_600_000)
      expect(watched.events).toEqual([])
    }, 1e9)
  })

  // Its FIN is acknowledged at 120 ms. Until 60,120 ms it answers the other side's FIN, then nobody is there.
  test.each([
    [60_105, 'ack'],
    [60_115, 'rst+ack'],
  ])(
    'closed by one side, the other side’s FIN of %i ms is answered with %s: the kernel waits a minute',
    async (atMs, answer) => {
      const test = await connected(
        async ({ world, client, served }) => {
          client.destroy()
          await world.sleep(atMs - 100)
          served.end()
          await world.sleep(100)
        },
        undefined,
        { allowHalfOpen: true },
      )
      expect(sentLines(test).at(-1)).toBe(`${atMs + 10} a ${answer} 2+0`)
    },
  )
})
