// Faults by name, in a world: what hosts notice of partitions, cuts, link changes, corrupted streams and crashes.
import { describe, expect, test } from 'vitest'
import type { FaultAction } from '../../../src/host/faults.ts'
import { bound, heard } from '../../conformance/tools/datagrams.ts'
import { next, pattern, watch } from '../../conformance/tools/events.ts'
import { listen } from '../../conformance/tools/streams.ts'
import { aWorld, play, type TestWorld } from '../tools/a-world.ts'

const NAMES = ['a', 'b', 'c']

/** Which of the hosts a, b, c can reach which with a datagram now, as 'a>b'. */
async function reachable({ world, host }: TestWorld): Promise<string[]> {
  const reached: string[] = []
  const sockets = await Promise.all(NAMES.map((name) => bound(host(name))))
  for (const [index, { socket }] of sockets.entries()) {
    socket.on('message', (bytes) => reached.push(`${Buffer.from(bytes)}>${NAMES[index]}`))
    for (const [other, { port }] of sockets.entries()) {
      if (other !== index) socket.send(Buffer.from(NAMES[index] as string), port, NAMES[other] as string)
    }
  }
  await world.sleep(10)
  for (const { socket } of sockets) socket.close()
  return reached.sort()
}

/** The pairs that do not reach each other after these faults. */
async function unreachableAfter(...faults: FaultAction[]): Promise<string[]> {
  let missing: string[] = []
  await play(aWorld({ names: NAMES, link: { latency: 1 } }), async (test) => {
    for (const fault of faults) test.world.apply(fault)
    const reached = await reachable(test)
    const pairs = NAMES.flatMap((from) => NAMES.flatMap((to) => (from === to ? [] : [`${from}>${to}`])))
    missing = pairs.filter((pair) => !reached.includes(pair))
  })
  return missing
}

describe('partitions', () => {
  test('without a fault everybody reaches everybody', async () => {
    expect(await unreachableAfter()).toEqual([])
  })

  test('a partition cuts both directions, one-way only the one', async () => {
    expect(await unreachableAfter({ kind: 'partition', from: ['a'], to: ['b'] })).toEqual(['a>b', 'b>a'])
    expect(await unreachableAfter({ kind: 'partition', from: ['a'], to: ['b'], oneWay: true })).toEqual(['a>b'])
  })

  test('from one host to all: it is alone', async () => {
    expect(await unreachableAfter({ kind: 'partition', from: ['c'], to: '*' })).toEqual(['a>c', 'b>c', 'c>a', 'c>b'])
  })

  test('healing two of three leaves the third alone', async () => {
    const apart: FaultAction[] = [
      { kind: 'partition', from: ['a'], to: ['b'] },
      { kind: 'partition', from: ['a', 'b'], to: ['c'] },
    ]
    expect(await unreachableAfter(...apart, { kind: 'heal', from: ['b'], to: ['a'] })).toEqual([
      'a>c',
      'b>c',
      'c>a',
      'c>b',
    ])
    expect(await unreachableAfter(...apart, { kind: 'heal' })).toEqual([])
  })

  test('a partition also holds for hosts that have not talked before', async () => {
    await play(aWorld({ names: NAMES }), async ({ world, host }) => {
      world.apply({ kind: 'partition', from: '*', to: '*' })
      const { port } = await listen(host('b'))
      const watched = watch(host('a').net.connect({ host: 'b', port }))
      await world.sleep(60_000)
      expect(watched.events).toEqual([])
    })
  })

  test('held datagrams arrive at the heal, in order', async () => {
    await play(aWorld({ link: { latency: 5 } }), async ({ world, host }) => {
      const { socket, port } = await bound(host('b'))
      const { texts } = heard(socket)
      world.apply({ kind: 'partition', from: ['a'], to: ['b'], hold: true })
      const sender = host('a').dgram.createSocket('udp4')
      for (const text of ['1', '2', '3']) sender.send(Buffer.from(text), port, 'b')
      await world.sleep(1000)
      expect(texts).toEqual([])
      world.apply({ kind: 'heal' })
      await world.sleep(0)
      expect(texts).toEqual(['1', '2', '3'])
    })
  })
})

describe('connections', () => {
  test('cut, both ends see a reset at that moment, and another pair sees nothing', async () => {
    await play(aWorld({ names: NAMES, link: { latency: 5 } }), async ({ world, host }) => {
      const { port, sockets } = await listen(host('b'))
      const [first, second] = ['a', 'c'].map((name) => host(name).net.connect({ host: 'b', port }))
      const watched = [watch(first as never), watch(second as never)]
      await world.sleep(100)
      watched.push(watch(sockets[0] as never), watch(sockets[1] as never))
      world.apply({ kind: 'cut-connections', from: ['a'], to: ['b'] })
      await world.sleep(0)
      expect(watched.map(({ events }) => events.filter((event) => event !== 'connect'))).toEqual([
        ['error ECONNRESET', 'close after error'],
        [],
        ['error ECONNRESET', 'close after error'],
        [],
      ])
    })
  })

  test('a link made slow slows its own direction only', async () => {
    await play(aWorld({ link: { latency: 5 } }), async ({ world, host }) => {
      const { port } = await listen(host('b'))
      world.apply({ kind: 'link', from: ['b'], to: '*', options: { latency: 100 } })
      await next(host('a').net.connect({ host: 'b', port }), 'connect')
      expect(world.nowMs()).toBe(105)
    })
  })
})

describe('a corrupted stream', () => {
  /** Sends the same bytes over four connections, one after the other, and tells where they came out wrong. */
  async function wrongBytes(fault: FaultAction): Promise<string[]> {
    const wrong: string[] = []
    await play(aWorld({ link: { latency: 1 } }), async ({ world, host }) => {
      const sent = pattern(5000)
      world.apply(fault)
      for (const port of [5001, 5002, 5001, 5002]) {
        const { server } = await listen(host('b'), {}, port)
        const accepted = next(server, 'connection')
        const client = host('a').net.connect({ host: 'b', port })
        client.end(sent)
        const [served] = await accepted
        const watched = watch(served)
        watch(client)
        await watched.closed
        Buffer.concat(watched.chunks).forEach((byte, index) => {
          if (byte !== sent[index]) wrong.push(`${port} byte ${index} ^ ${byte ^ (sent[index] as number)}`)
        })
        server.close()
        wrong.push('|')
      }
    })
    return wrong.slice(0, -1)
  }
  const fault = { kind: 'corrupt-stream', from: 'a', to: 'b', offset: 3000 } as const

  test('has one wrong bit in the byte asked for, in the first stream, once', async () => {
    expect(await wrongBytes(fault)).toEqual(['5001 byte 3000 ^ 1', '|', '|', '|'])
  })

  test('by number of the connection: in the third', async () => {
    expect(await wrongBytes({ ...fault, connection: 3 })).toEqual(['|', '|', '5001 byte 3000 ^ 1', '|'])
  })

  test('by port: in the first to port 5002, and with a connection the second to it', async () => {
    expect(await wrongBytes({ ...fault, port: 5002, bits: 3 })).toEqual(['|', '5002 byte 3000 ^ 7', '|', '|'])
    expect(await wrongBytes({ ...fault, port: 5002, connection: 2 })).toEqual(['|', '|', '|', '5002 byte 3000 ^ 1'])
  })

  test('in the other direction nothing is spoiled', async () => {
    expect(await wrongBytes({ ...fault, from: 'b', to: 'a' })).toEqual(['|', '|', '|'])
  })

  test('beyond the end of every stream nothing is spoiled', async () => {
    expect(await wrongBytes({ ...fault, offset: 5000 })).toEqual(['|', '|', '|'])
  })
})

test('a fault that names nobody is an error that says whom', async () => {
  await play(aWorld(), async ({ world }) => {
    expect(() => world.apply({ kind: 'crash', host: 'x' })).toThrow("no host named 'x'")
    expect(() => world.apply({ kind: 'partition', from: ['x'], to: '*' })).toThrow("no host named 'x'")
  })
})
