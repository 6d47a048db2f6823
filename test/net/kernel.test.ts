// A host's ports and handshakes: who gets which port, what a full backlog does, and what strangers are answered.
import { describe, expect, test } from 'vitest'
import * as Protocol from '../../src/net/protocol.ts'
import * as Flag from '../../src/net/tcp/flag.ts'
import { next, watch } from '../conformance/tools/events.ts'
import { listen } from '../conformance/tools/streams.ts'
import { aWorld, play } from './tools/a-world.ts'

const LATENCY = { latency: 10 }

describe('ports', () => {
  test('outgoing connections and listeners on port 0 take ephemeral ports in turn, from a place of the seed', async () => {
    const portsOf = async (seed: string) => {
      const ports: (number | undefined)[] = []
      await play(aWorld({ seed }), async ({ host }) => {
        const { port } = await listen(host('b'), {}, 5000)
        for (let count = 0; count < 2; count++) {
          const socket = host('a').net.connect({ host: 'b', port })
          await next(socket, 'connect')
          ports.push(socket.localPort)
        }
        ports.push((await listen(host('a'))).port)
      })
      return ports
    }
    const ports = await portsOf('1')
    const [first = 0] = ports
    expect(ports).toEqual([first, first + 1, first + 2])
    expect(first >= 32_768 && first <= 60_999).toBe(true)
    expect(await portsOf('1')).toEqual(ports)
    expect(await portsOf('2')).not.toEqual(ports)
  })

  test('a port that is listened on is in use for the next listener, on that host only', async () => {
    await play(aWorld(), async ({ host }) => {
      await listen(host('b'), {}, 5000)
      await listen(host('a'), {}, 5000)
      const second = host('b').net.createServer({})
      const [error] = await Promise.all([next(second, 'error'), second.listen({ port: 5000 })])
      expect(error[0]).toMatchObject({ code: 'EADDRINUSE', port: 5000 })
    })
  })

  test('streams and datagrams have ports of their own', async () => {
    await play(aWorld(), async ({ host }) => {
      await listen(host('b'), {}, 5000)
      const socket = host('b').dgram.createSocket('udp4')
      await Promise.all([next(socket, 'listening'), socket.bind({ port: 5000 })])
      expect(socket.address().port).toBe(5000)
    })
  })
})

describe('the backlog', () => {
  test('one half-open connection fills a backlog of 1: the second SYN is dropped, and its retry succeeds a second later', async () => {
    await play(aWorld({ names: ['a', 'b', 'c'], link: LATENCY }), async ({ world, host }) => {
      const server = host('b').net.createServer({})
      await Promise.all([next(server, 'listening'), server.listen({ port: 5000, backlog: 1 })])
      const times = await Promise.all(
        ['a', 'c'].map(async (name) => {
          await next(host(name).net.connect({ host: 'b', port: 5000 }), 'connect')
          return world.nowMs()
        }),
      )
      expect(times).toEqual([20, 1020])
    })
  })

  test('a connection given up in its handshake leaves its place: the next client connects without waiting', async () => {
    await play(aWorld({ names: ['a', 'b', 'c'], link: LATENCY }), async ({ world, host }) => {
      const server = host('b').net.createServer({})
      await Promise.all([next(server, 'listening'), server.listen({ port: 5000, backlog: 1 })])
      const given = host('a').net.connect({ host: 'b', port: 5000 })
      await world.sleep(5)
      given.destroy()
      // The SYN and ACK comes back at 20 ms to nobody; the reset reaches the listener at 30 ms.
      await world.sleep(100)
      await next(host('c').net.connect({ host: 'b', port: 5000 }), 'connect')
      expect(world.nowMs()).toBe(125)
    })
  })

  test('a client that is cut off after its SYN holds its place for 63 s, and no longer', async () => {
    await play(aWorld({ names: ['a', 'b', 'c'], link: LATENCY }), async ({ world, host }) => {
      const server = host('b').net.createServer({})
      await Promise.all([next(server, 'listening'), server.listen({ port: 5000, backlog: 1 })])
      watch(host('a').net.connect({ host: 'b', port: 5000 }))
      await world.sleep(5)
      world.apply({ kind: 'partition', from: ['b'], to: ['a'], oneWay: true })
      world.apply({ kind: 'crash', host: 'a' })
      // SYN and ACK at 10 ms, its five retries, and the last wait: 1 + 2 + 4 + 8 + 16 + 32 s. A SYN a millisecond before
      // the end is dropped and comes again a second later; one a millisecond after it is answered.
      await world.sleep(63_009 - 10 - 5)
      const early = watch(host('c').net.connect({ host: 'b', port: 5000 }))
      await world.sleep(2)
      const late = watch(host('c').net.connect({ host: 'b', port: 5000 }))
      await world.sleep(25)
      expect([early.events, late.events]).toEqual([[], ['connect']])
      await world.sleep(1000)
      expect(early.events).toEqual(['connect'])
    })
  })
})

describe('strangers', () => {
  test('a SYN to a port where nobody listens is refused after one round trip', async () => {
    await play(aWorld({ link: LATENCY }), async ({ world, host }) => {
      const socket = host('a').net.connect({ host: 'b', port: 5000 })
      const [error] = await next(socket, 'error')
      expect(error).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect', address: '10.0.0.2', port: 5000 })
      expect(world.nowMs()).toBe(20)
    })
  })

  test('a host that came back answers an old connection with a reset', async () => {
    await play(aWorld({ link: LATENCY }), async ({ world, host }) => {
      const { port } = await listen(host('b'))
      const socket = host('a').net.connect({ host: 'b', port })
      const watched = watch(socket)
      await world.sleep(100)
      world.apply({ kind: 'crash', host: 'b' })
      world.apply({ kind: 'restart', host: 'b' })
      await world.sleep(1000)
      expect(watched.events).toEqual(['connect'])
      socket.write('still there?')
      const before = world.nowMs()
      await watched.closed
      expect(watched.events).toEqual(['connect', 'error ECONNRESET', 'close after error'])
      expect(world.nowMs() - before).toBe(20)
    })
  })

  test('a reset is never answered with a reset', async () => {
    const test = aWorld({ link: LATENCY })
    await play(test, async ({ world, host }) => {
      host('a')
        .net.connect({ host: 'b', port: 5000 })
        .on('error', () => {})
      await world.sleep(1000)
    })
    expect(test.recorder.of('sent').map(({ flags }) => flags)).toEqual([Flag.syn, Flag.rst | Flag.ack])
  })

  test('a datagram to a port that nobody has bound is unreachable, and nobody is told', async () => {
    const test = aWorld({ link: LATENCY })
    await play(test, async ({ world, host }) => {
      host('a').dgram.createSocket('udp4').send(Uint8Array.of(1), 5000, 'b')
      await world.sleep(1000)
    })
    expect(test.recorder.packets.map(({ fate, protocol }) => [fate, protocol])).toEqual([
      ['sent', Protocol.udp],
      ['delivered', Protocol.udp],
      ['unreachable', Protocol.udp],
    ])
  })
})

describe('a program that ends', () => {
  test('its connections are finished by the machine, its port is free for the next program', async () => {
    await play(aWorld({ link: LATENCY }), async ({ world, host }) => {
      await listen(host('b'), {}, 5000)
      const socket = host('a').net.connect({ host: 'b', port: 5000 })
      const watched = watch(socket)
      await world.sleep(100)
      host('b').exit(0)
      await watched.closed
      expect(watched.events).toEqual(['connect', 'end', 'close'])
      await world.start('b')
      await listen(host('b'), {}, 5000)
      await next(host('a').net.connect({ host: 'b', port: 5000 }), 'connect')
    })
  })

  test('what it had written arrives after its end', async () => {
    await play(aWorld({ link: { ...LATENCY, bandwidthBps: 8_000_000 } }), async ({ host }) => {
      const { port, server } = await listen(host('b'))
      server.on('connection', (socket) => {
        socket.write(new Uint8Array(100_000))
        host('b').exit(0)
      })
      const watched = watch(host('a').net.connect({ host: 'b', port }))
      await watched.closed
      expect(watched.byteLength()).toBe(100_000)
      expect(watched.events).toEqual(['connect', 'data', 'end', 'close'])
    })
  })
})
