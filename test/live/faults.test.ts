// Faults on real sockets that end by themselves, and those that a live run cannot play.
import { expect, test } from 'vitest'
import { connectPair, onLiveStage } from './tools/live-stage.ts'

test('a spike of latency and a partition are over after their time, or when all is calm', async () => {
  await onLiveStage(['a', 'b'], async ({ network, host }) => {
    const { client, served } = await connectPair(host('a'), host('b'))
    const tripMs = async () => {
      const sentMs = network.nowMs()
      const arrived = new Promise<void>((resolve) => served.once('data', () => resolve()))
      client.write('x')
      await arrived
      return network.nowMs() - sentMs
    }
    network.apply({ kind: 'link', from: ['a'], to: '*', options: { latency: 200 }, forMs: 300 })
    expect(await tripMs()).toBeGreaterThanOrEqual(199)
    await network.sleep(200)
    expect(await tripMs()).toBeLessThan(150)
    network.apply({ kind: 'partition', from: ['a'], to: ['b'], forMs: 300 })
    expect(await tripMs()).toBeGreaterThanOrEqual(295)
    network.apply({ kind: 'link', from: '*', to: '*', options: { latency: 5000 } })
    network.apply({ kind: 'partition', from: ['a'], to: ['b'] })
    network.apply({ kind: 'calm' })
    expect(await tripMs()).toBeLessThan(150)
  })
})

test('what real sockets and files cannot do is an error with the reason', async () => {
  await onLiveStage(['a'], async ({ network }) => {
    expect(() => network.apply({ kind: 'pause', hosts: ['a'] })).toThrow('--live=processes gives each its own')
    expect(() => network.apply({ kind: 'disk-full', hosts: ['a'] })).toThrow(
      "real sockets cannot play 'disk-full': the hosts' files lie on this machine's own disk",
    )
  })
})
