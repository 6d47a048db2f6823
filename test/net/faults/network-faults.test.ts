// Faults of the network that end by themselves, come in steps, or are taken back all at once.
import { describe, expect, test } from 'vitest'
import type { FaultAction } from '../../../src/host/faults.ts'
import { bound } from '../../conformance/tools/datagrams.ts'
import { next } from '../../conformance/tools/events.ts'
import { listen } from '../../conformance/tools/streams.ts'
import { aWorld, play, type TestWorld } from '../tools/a-world.ts'

const NAMES = ['a', 'b', 'c']

/** What an observer was told of faults, with its time in ms. */
const told = ({ recorder }: TestWorld) =>
  recorder.lines.flatMap((line) => {
    const [nanos, event, ...rest] = line.split(' ')
    if (event !== 'fault') return []
    const { kind, host, fault } = JSON.parse(rest.join(' '))
    return [`${Number(nanos) / 1e6} ${kind}${host === undefined ? '' : ` ${host}`}${fault ? ` ${fault.kind}` : ''}`]
  })

/** Milliseconds that a datagram from a to b takes, sent now; null: it does not arrive within a second. */
async function tripMs({ world, host }: TestWorld, port: number): Promise<number | null> {
  const socket = host('b').dgram.createSocket('udp4')
  const sentAt = world.nowMs()
  let trip: number | null = null
  socket.bind({ port })
  socket.on('message', () => {
    trip = world.nowMs() - sentAt
  })
  const sender = host('a').dgram.createSocket('udp4')
  sender.send(Buffer.from('x'), port, 'b')
  await world.sleep(1000)
  socket.close()
  return trip
}

describe('a change of links', () => {
  const slow = (latency: number, forMs?: number): FaultAction => {
    const change = { kind: 'link', from: ['a'], to: '*', options: { latency } } as const
    return forMs === undefined ? change : { ...change, forMs }
  }

  test('for a time is a spike: afterwards the link is what it was', async () => {
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      test.world.apply(slow(300, 1500))
      expect(await tripMs(test, 1)).toBe(300)
      expect(await tripMs(test, 2)).toBe(300)
      expect(await tripMs(test, 3)).toBe(5)
      expect(told(test)).toEqual(['0 link', '1500 over link'])
    })
  })

  test('spikes lie over each other, the later above, and each takes away only itself', async () => {
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      test.world.apply(slow(300, 2500))
      test.world.apply(slow(400, 1500))
      expect(await tripMs(test, 1)).toBe(400)
      await test.world.sleep(600)
      expect(await tripMs(test, 2)).toBe(300)
      expect(await tripMs(test, 3)).toBe(5)
    })
  })

  test('that is lasting stays when a spike under it ends', async () => {
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      test.world.apply(slow(300, 500))
      test.world.apply(slow(50))
      expect(await tripMs(test, 1)).toBe(50)
      expect(await tripMs(test, 2)).toBe(50)
      test.world.apply({ kind: 'calm' })
      expect(await tripMs(test, 3)).toBe(5)
    })
  })

  test('also holds for a link that nobody has used before', async () => {
    await play(aWorld({ names: NAMES, link: { latency: 5 } }), async ({ world, host }) => {
      world.apply({ kind: 'link', from: ['c'], to: ['b'], options: { latency: 95 } })
      const { port } = await listen(host('b'))
      await next(host('c').net.connect({ host: 'b', port }), 'connect')
      expect(world.nowMs()).toBe(100)
    })
  })
})

describe('a partition for a time', () => {
  test('ends by itself, and tells so', async () => {
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      test.world.apply({ kind: 'partition', from: ['a'], to: ['b'], forMs: 1000 })
      expect(await tripMs(test, 1)).toBe(null)
      expect(await tripMs(test, 2)).toBe(5)
      expect(told(test)).toEqual(['0 partition', '1000 over partition'])
    })
  })

  test('that was healed before does not end again, and another between the same hosts stays', async () => {
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      const apart: FaultAction = { kind: 'partition', from: ['a'], to: ['b'] }
      test.world.apply({ ...apart, forMs: 1000 })
      test.world.apply({ kind: 'heal' })
      test.world.apply(apart)
      expect(await tripMs(test, 1)).toBe(null)
      expect(await tripMs(test, 2)).toBe(null)
      expect(told(test)).toEqual(['0 partition', '0 heal', '0 partition'])
    })
  })
})

describe('a swizzle', () => {
  const swizzle: FaultAction = { kind: 'swizzle', hosts: '*', everyMs: 100 }

  async function steps(seed: string, fault: FaultAction = swizzle): Promise<string[]> {
    const test = aWorld({ seed, names: NAMES })
    await play(test, async ({ world }) => {
      world.apply(fault)
      await world.sleep(2000)
    })
    return told(test)
  }

  test('stops the hosts one by one and restores them one by one in another order', async () => {
    const lines = await steps('1')
    expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      '0 swizzle',
      '0 swizzle-stop',
      '100 swizzle-stop',
      '200 swizzle-stop',
      '300 swizzle-restore',
      '400 swizzle-restore',
      '500 swizzle-restore',
    ])
    const hosts = lines.slice(1).map((line) => line.split(' ')[2] ?? '')
    expect(new Set(hosts.slice(0, 3))).toEqual(new Set(NAMES))
    expect(new Set(hosts.slice(3))).toEqual(new Set(NAMES))
    expect(hosts.slice(3)).not.toEqual(hosts.slice(0, 3))
  })

  test('draws both orders from the seed', async () => {
    expect(await steps('1')).toEqual(await steps('1'))
    const orders = new Set<string>()
    for (let seed = 0; seed < 20; seed++) orders.add((await steps(`${seed}`)).join())
    expect(orders.size).toBeGreaterThan(10)
  })

  test('of one of three hosts leaves the others together', async () => {
    const test = aWorld({ names: NAMES, link: { latency: 1 } })
    await play(test, async ({ world, host }) => {
      world.apply({ ...swizzle, count: 1, hosts: ['c'], everyMs: 5000 })
      expect(await tripMs(test, 1)).toBe(1)
      const { socket, port } = await bound(host('c'))
      let heard = 0
      socket.on('message', () => heard++)
      const sender = host('a').dgram.createSocket('udp4')
      sender.send(Buffer.from('x'), port, 'c')
      await world.sleep(5000)
      expect(heard).toBe(0)
      sender.send(Buffer.from('x'), port, 'c')
      await world.sleep(10)
      expect(heard).toBe(1)
    })
  })

  test('calm ends it before its time', async () => {
    const test = aWorld({ names: NAMES, link: { latency: 1 } })
    await play(test, async ({ world }) => {
      world.apply({ ...swizzle, everyMs: 1000 })
      await world.sleep(1500)
      world.apply({ kind: 'calm' })
      expect(await tripMs(test, 1)).toBe(1)
      await world.sleep(10_000)
      expect(told(test).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
        '0 swizzle',
        '0 swizzle-stop',
        '1000 swizzle-stop',
        '1500 calm',
        '1500 swizzle-restore',
        '1500 swizzle-restore',
      ])
    })
  })
})
