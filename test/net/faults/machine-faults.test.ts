// Machines that stand still, are slow, lose their power together, or show the wrong time.
import { describe, expect, test } from 'vitest'
import type { FaultAction } from '../../../src/host/faults.ts'
import type { Host } from '../../../src/host/host.ts'
import { RECEIVE_BUFFER_BYTES } from '../../../src/net/virtual-datagram-socket.ts'
import { World } from '../../../src/net/world.ts'
import { bound } from '../../conformance/tools/datagrams.ts'
import { next, watch } from '../../conformance/tools/events.ts'
import { listen } from '../../conformance/tools/streams.ts'
import { aWorld, play, type TestWorld } from '../tools/a-world.ts'

const pause = (forMs?: number): FaultAction => ({ kind: 'pause', hosts: ['b'], ...(forMs !== undefined && { forMs }) })

/** Notes 'what@ms' in a log. */
function noter({ world }: TestWorld): { log: string[]; note(what: string): void } {
  const log: string[] = []
  return { log, note: (what) => log.push(`${what}@${world.nowMs()}`) }
}

describe('a paused host', () => {
  test('runs its timers late and in their order, and an interval once', async () => {
    await play(aWorld(), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      const { clock } = host('b')
      clock.setTimeout(() => note('second'), 200)
      clock.setTimeout(() => note('first'), 100)
      clock.setTimeout(() => note('after'), 1500)
      const interval = clock.setInterval(() => note('tick'), 300)
      const cancelled = clock.setTimeout(() => note('never'), 150)
      clock.setTimeout(() => clock.clearTimeout(cancelled), 50)
      await world.sleep(60)
      world.apply(pause(940))
      await world.sleep(1600)
      clock.clearInterval(interval)
      expect(log).toEqual(['first@1000', 'second@1000', 'tick@1000', 'tick@1300', 'after@1500', 'tick@1600'])
    })
  })

  test('hears what was sent to it when it goes on, in order, and its kernel has acknowledged it', async () => {
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      const { world, host, recorder } = test
      const { log, note } = noter(test)
      const { port, sockets } = await listen(host('b'), {}, 5001)
      const client = host('a').net.connect({ host: 'b', port })
      await next(client, 'connect')
      await world.sleep(100)
      const [served] = sockets
      served?.on('data', (bytes) => note(Buffer.from(bytes).toString()))
      served?.on('end', () => note('end'))
      world.apply(pause())
      client.write('one')
      await world.sleep(100)
      client.end('two')
      await world.sleep(800)
      expect(log).toEqual([])
      const acknowledged = recorder.of('delivered').findLast(({ destination }) => destination === 0)?.acknowledgment
      expect(acknowledged).toBe(8)
      world.apply({ kind: 'resume', hosts: '*' })
      await world.sleep(1)
      expect(log).toEqual(['one@1010', 'two@1010', 'end@1010'])
    })
  })

  test('accepts connections in its kernel, and its program sees them later', async () => {
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      const { server, port } = await listen(host('b'), {}, 5001)
      server.on('connection', (socket) => {
        note('connection')
        socket.on('data', (bytes) => note(Buffer.from(bytes).toString()))
      })
      world.apply(pause(1000))
      const client = host('a').net.connect({ host: 'b', port })
      client.write('hello')
      await next(client, 'connect')
      expect(world.nowMs()).toBe(10)
      await world.sleep(2000)
      expect(log).toEqual(['connection@1000', 'hello@1000'])
    })
  })

  test('stops a sender once its window is full, and loses nothing', async () => {
    const size = 12_000_000
    const hosts: Host[] = []
    const world = new World({ seed: '1' })
    const start = (host: Host) => {
      hosts.push(host)
      return { interrupt: () => host.exit(0) }
    }
    for (const name of ['a', 'b']) world.addHost({ name, start })
    await world.run(async () => {
      await world.start('a')
      await world.start('b')
      const [a, b] = hosts as [Host, Host]
      const { port, sockets } = await listen(b, {}, 5001)
      const client = a.net.connect({ host: 'b', port })
      await next(client, 'connect')
      await world.sleep(20)
      const watched = watch(sockets[0] as never)
      world.apply(pause(10_000))
      client.end(new Uint8Array(size))
      await world.sleep(9000)
      expect(watched.byteLength()).toBe(0)
      // 6 MiB in the receive buffer, at most 4 MiB in the send buffer.
      expect(client.writableLength).toBe(size)
      await watched.closed
      expect(watched.byteLength()).toBe(size)
    }, 60_000)
    await world.close()
  })

  test('has lost datagrams that its receive buffer had no room for', async () => {
    await play(aWorld({ link: { latency: 5 } }), async ({ world, host }) => {
      const { socket, port } = await bound(host('b'))
      let heard = 0
      socket.on('message', () => heard++)
      world.apply(pause(1000))
      const sender = host('a').dgram.createSocket('udp4')
      for (let sent = 0; sent < 100; sent++) sender.send(new Uint8Array(10_000), port, 'b')
      await world.sleep(2000)
      expect(heard).toBe(Math.floor(RECEIVE_BUFFER_BYTES / 10_000))
      sender.send(new Uint8Array(10_000), port, 'b')
      await world.sleep(10)
      expect(heard).toBe(22)
    })
  })

  test('learns after the pause that its connection broke, once, and writes into it do no harm', async () => {
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      const { port, sockets } = await listen(host('b'), {}, 5001)
      const client = host('a').net.connect({ host: 'b', port })
      await next(client, 'connect')
      await world.sleep(90)
      const served = sockets[0]
      served?.on('data', () => {
        note('data')
        served.write('answer')
      })
      served?.on('error', (error) => note(`error ${error.code}`))
      served?.on('close', () => note('close'))
      world.apply(pause(900))
      client.write('question')
      await world.sleep(20)
      client.resetAndDestroy()
      await world.sleep(2000)
      expect(log).toEqual(['data@1000', 'error ECONNRESET@1000', 'close@1000'])
    })
  })

  test('does not notice an idle timeout that what came meanwhile has set again', async () => {
    await play(aWorld({ link: { latency: 5 } }), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      const { port, sockets } = await listen(host('b'), {}, 5001)
      const client = host('a').net.connect({ host: 'b', port })
      await next(client, 'connect')
      await world.sleep(90)
      sockets[0]?.on('data', () => note('data'))
      sockets[0]?.setTimeout(500, () => note('timeout'))
      world.apply(pause(900))
      client.write('x')
      await world.sleep(3000)
      expect(log).toEqual(['data@1000', 'timeout@1500'])
    })
  })

  test('two pauses: it goes on when the later one ends, or at a resume', async () => {
    const ends: string[] = []
    for (const resumes of [false, true]) {
      await play(aWorld(), async (test) => {
        const { world, host } = test
        const { log, note } = noter(test)
        host('b').clock.setTimeout(() => note('timer'), 10)
        world.apply(pause(100))
        world.apply(pause(300))
        await world.sleep(50)
        if (resumes) world.apply({ kind: 'resume', hosts: ['b'] })
        await world.sleep(500)
        ends.push(...log)
        const over = test.recorder.lines.filter((line) => line.includes('"over"'))
        expect(over).toHaveLength(resumes ? 0 : 2)
      })
    }
    expect(ends).toEqual(['timer@300', 'timer@50'])
  })

  test('crashes like any other, and its next life is not paused', async () => {
    await play(aWorld(), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      host('b').clock.setTimeout(() => note('old'), 10)
      world.apply(pause())
      await world.sleep(100)
      world.apply({ kind: 'crash', host: 'b', forMs: 100 })
      await world.sleep(150)
      host('b').clock.setTimeout(() => note('new'), 10)
      await world.sleep(100)
      expect(log).toEqual(['new@260'])
    })
  })
})

describe('a slow processor', () => {
  const slow = (cost: { perEventMs: number } | { factor: number }): FaultAction =>
    ({ kind: 'slow-cpu', hosts: ['b'], ...cost }) as FaultAction

  test('takes its time for each event, and events wait for each other', async () => {
    await play(aWorld(), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      world.apply(slow({ perEventMs: 10 }))
      for (const [name, delayMs] of Object.entries({ a: 100, b: 100, c: 105, d: 200 })) {
        host('b').clock.setTimeout(() => note(name), delayMs)
      }
      await world.sleep(300)
      expect(log).toEqual(['a@110', 'b@120', 'c@130', 'd@210'])
    })
  })

  test('a factor counts in fiftieths of a millisecond; 0 and calm end it, and forMs', async () => {
    await play(aWorld(), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      const timer = async () => {
        host('b').clock.setTimeout(() => note('timer'), 100)
        await world.sleep(200)
      }
      world.apply(slow({ factor: 100 }))
      await timer()
      world.apply(slow({ perEventMs: 0 }))
      await timer()
      world.apply({ kind: 'slow-cpu', hosts: '*', perEventMs: 5, forMs: 150 })
      await timer()
      await timer()
      world.apply(slow({ perEventMs: 7 }))
      world.apply({ kind: 'calm' })
      await timer()
      expect(log).toEqual(['timer@102', 'timer@300', 'timer@505', 'timer@700', 'timer@900'])
    })
  })

  test('slows an echo down by one event each, and survives a restart', async () => {
    await play(aWorld({ link: { latency: 5 } }), async ({ world, host }) => {
      const trip = async () => {
        const { socket, port } = await bound(host('b'))
        socket.on('message', (bytes, { address, port: from }) => socket.send(bytes, from, address))
        const sender = host('a').dgram.createSocket('udp4')
        const sentAt = world.nowMs()
        sender.send(Buffer.from('x'), port, 'b')
        await next(sender, 'message')
        return world.nowMs() - sentAt
      }
      expect(await trip()).toBe(10)
      world.apply(slow({ perEventMs: 30 }))
      expect(await trip()).toBe(40)
      world.apply({ kind: 'crash', host: 'b' })
      world.apply({ kind: 'restart', host: 'b' })
      expect(await trip()).toBe(40)
    })
  })

  test('what an event calls for soon belongs to it', async () => {
    await play(aWorld(), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      world.apply(slow({ perEventMs: 10 }))
      const { clock, net } = host('b')
      clock.setTimeout(() => {
        net.createServer({}).listen({ port: 80 }, () => note('listening'))
        void Promise.resolve().then(() => note('promise'))
      }, 50)
      clock.setTimeout(() => note('other'), 50)
      await world.sleep(200)
      expect(log).toEqual(['listening@60', 'promise@60', 'other@70'])
    })
  })
})

describe('clocks', () => {
  const EPOCH_MS = Date.UTC(2026, 0, 1)

  test('a step moves the date, also back, and nothing else', async () => {
    await play(aWorld(), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      const { clock } = host('b')
      clock.setTimeout(() => note('timer'), 1500)
      await world.sleep(1000)
      world.apply({ kind: 'clock', hosts: ['b'], stepMs: 3_600_000 })
      expect(clock.now()).toBe(EPOCH_MS + 3_601_000)
      world.apply({ kind: 'clock', hosts: ['b'], stepMs: -7_200_000 })
      expect(clock.now()).toBe(EPOCH_MS - 3_599_000)
      expect(clock.monotonicNow()).toBe(1000)
      expect(host('a').clock.now()).toBe(EPOCH_MS + 1000)
      await world.sleep(1000)
      expect(log).toEqual(['timer@1500'])
    })
  })

  test('drift makes dates and timers run fast or slow, and what it has gained stays', async () => {
    await play(aWorld(), async (test) => {
      const { world, host } = test
      const { log, note } = noter(test)
      const { clock } = host('b')
      await world.sleep(1000)
      world.apply({ kind: 'clock', hosts: ['b'], driftPpm: 250_000 })
      clock.setTimeout(() => note('fast'), 1000)
      await world.sleep(1000)
      expect(clock.now()).toBe(EPOCH_MS + 2250)
      expect(clock.monotonicNow()).toBe(2250)
      world.apply({ kind: 'clock', hosts: ['b'], driftPpm: -500_000 })
      clock.setTimeout(() => note('slow'), 1000)
      await world.sleep(2000)
      expect(clock.monotonicNow()).toBe(3250)
      world.apply({ kind: 'calm' })
      await world.sleep(1000)
      expect(clock.now()).toBe(EPOCH_MS + 4250)
      expect(log).toEqual(['fast@1800', 'slow@4000'])
    })
  })

  test('a clock stays wrong over a restart', async () => {
    await play(aWorld(), async ({ world, host }) => {
      world.apply({ kind: 'clock', hosts: ['b'], stepMs: 5000, driftPpm: 100_000 })
      world.apply({ kind: 'crash', host: 'b' })
      world.apply({ kind: 'restart', host: 'b' })
      await world.sleep(1000)
      expect(host('b').clock.now()).toBe(EPOCH_MS + 6100)
    })
  })
})

describe('power', () => {
  /** A world of three hosts that report each start. */
  async function lives(script: (world: World) => Promise<void>): Promise<string[]> {
    const log: string[] = []
    const world: World = new World({
      seed: '1',
      events: {
        onReport: ({ atMs, host }) => log.push(`${host} up@${atMs}`),
        onOutput: () => {},
        onEnd: (host, { kind }) => log.push(`${host} ${kind}@${world.nowMs()}`),
      },
    })
    const start = (host: Host) => {
      host.report('up', {})
      return { interrupt: () => host.exit(0) }
    }
    for (const name of ['a', 'b', 'c']) world.addHost({ name, start })
    await world.run(async () => {
      await world.start('a')
      await world.start('b')
      await script(world)
    }, 60_000)
    await world.close()
    return log.slice(2)
  }

  test('lost by all at once, it comes back for those that ran', async () => {
    const log = await lives(async (world) => {
      await world.sleep(10)
      world.apply({ kind: 'power-loss', hosts: '*', forMs: 500 })
      await world.sleep(1000)
    })
    expect(log).toEqual(['a crash@10', 'b crash@10', 'a up@510', 'b up@510'])
  })

  test('a host that was restarted meanwhile is left alone; calm brings back the others', async () => {
    const log = await lives(async (world) => {
      world.apply({ kind: 'power-loss', hosts: ['a', 'b'] })
      world.apply({ kind: 'crash', host: 'b', forMs: 100 })
      await world.sleep(50)
      world.apply({ kind: 'restart', host: 'b' })
      await world.sleep(500)
      world.apply({ kind: 'calm' })
      await world.sleep(500)
    })
    expect(log).toEqual(['a crash@0', 'b crash@0', 'b up@50', 'a up@550'])
  })
})
