// Names: who has which, how long a question takes, how often it fails, and what becomes of a connection meanwhile.
import { describe, expect, test } from 'vitest'
import type { ResolverOptions } from '../../src/host/addressing.ts'
import type { HostSpec } from '../../src/host/backing.ts'
import type { Host, LookupAddress } from '../../src/host/host.ts'
import type { ConnectOptions } from '../../src/host/socket.ts'
import { World } from '../../src/net/world.ts'
import { listen } from '../conformance/tools/streams.ts'

type Specs = readonly Omit<HostSpec, 'start'>[]

async function play(
  specs: Specs,
  script: (host: (name: string) => Host, world: World) => Promise<void>,
): Promise<void> {
  const world = new World({ seed: 'names', exact: true })
  const hosts = new Map<string, Host>()
  world.setDefaultLink({ latency: 10 })
  for (const spec of specs) {
    const start = (host: Host) => {
      hosts.set(spec.name, host)
      return { interrupt() {} }
    }
    world.addHost({ ...spec, start })
  }
  try {
    await world.run(async () => {
      for (const name of world.hostNames) await world.start(name)
      await script((name) => hosts.get(name) as Host, world)
    }, 3_600_000)
  } finally {
    await world.close()
  }
}

/** Addresses, or the error's code, and the milliseconds it took. */
function lookup(host: Host, name: string, family: 0 | 4 | 6 = 0): Promise<string> {
  const begin = host.clock.monotonicNow()
  return new Promise((resolve) => {
    host.dns.lookup(name, { family, all: true }, (error, found: LookupAddress[]) => {
      const tookMs = host.clock.monotonicNow() - begin
      const shown = found.map(({ address, family: of }) => `${address}/${of}`).join(' ')
      resolve(`${error?.code ?? shown} after ${tookMs} ms`)
    })
  })
}

const withResolver = (resolver: ResolverOptions): Specs => [{ name: 'a', resolver }, { name: 'b' }]

describe('names', () => {
  test('a host has one address of each family, IPv4 first; a family may be asked for', async () => {
    await play([{ name: 'a' }, { name: 'b' }], async (host) => {
      expect(await lookup(host('a'), 'b')).toBe('10.0.0.2/4 fd00::2/6 after 0 ms')
      expect(await lookup(host('a'), 'b', 6)).toBe('fd00::2/6 after 0 ms')
      expect(await lookup(host('a'), 'localhost')).toBe('127.0.0.1/4 ::1/6 after 0 ms')
      expect(host('a').address).toBe('10.0.0.1')
    })
  })

  test('its addresses may be given, the first one is the default, and other names may be shared', async () => {
    const specs: Specs = [
      { name: 'a', addresses: ['FD00::00AA', '192.0.2.1', '192.0.2.2'], aliases: ['web'] },
      { name: 'b', addresses: ['192.0.2.3'], aliases: ['web'] },
    ]
    await play(specs, async (host) => {
      expect(host('a').address).toBe('fd00::aa')
      expect(await lookup(host('b'), 'a')).toBe('fd00::aa/6 192.0.2.1/4 192.0.2.2/4 after 0 ms')
      expect(await lookup(host('b'), 'web', 4)).toBe('192.0.2.1/4 192.0.2.2/4 192.0.2.3/4 after 0 ms')
      expect(await lookup(host('b'), 'b', 6)).toBe('ENOTFOUND after 0 ms')
    })
  })

  test('a question takes its time; addresses and localhost need none', async () => {
    await play(withResolver({ latency: 30 }), async (host) => {
      expect(await lookup(host('a'), 'b', 4)).toBe('10.0.0.2/4 after 30 ms')
      expect(await lookup(host('a'), 'nobody')).toBe('ENOTFOUND after 30 ms')
      expect(await lookup(host('a'), '192.0.2.9')).toBe('192.0.2.9/4 after 0 ms')
      expect(await lookup(host('a'), 'localhost', 6)).toBe('::1/6 after 0 ms')
      expect(await lookup(host('b'), 'a', 4)).toBe('10.0.0.1/4 after 0 ms')
    })
  })

  test('a share of the questions fails with EAI_AGAIN after the timeout', async () => {
    await play(withResolver({ failureRatio: 0.25, timeoutMs: 700 }), async (host) => {
      const answers = []
      for (let count = 0; count < 200; count++) answers.push(await lookup(host('a'), 'b', 4))
      expect(answers.filter((answer) => answer === 'EAI_AGAIN after 700 ms').length).toBe(55)
      expect(answers.filter((answer) => answer === '10.0.0.2/4 after 0 ms').length).toBe(145)
    })
  })

  test('a latency may be drawn, the same for the same seed', async () => {
    const latency = { kind: 'uniform', minMs: 10, maxMs: 20 } as const
    const run = async () => {
      const answers: string[] = []
      await play(withResolver({ latency }), async (host) => {
        for (let count = 0; count < 5; count++) answers.push(await lookup(host('a'), 'b', 4))
      })
      return answers
    }
    const answers = await run()
    expect(new Set(answers).size).toBe(5)
    for (const answer of answers) expect(Number(/after (\S+) ms/.exec(answer)?.[1])).toBeGreaterThanOrEqual(10)
    expect(await run()).toEqual(answers)
  })
})

describe('a connection by name', () => {
  test('begins when the answer is there, and fails with it', async () => {
    await play(withResolver({ latency: 30 }), async (host, world) => {
      const { port } = await listen(host('b'))
      const log: string[] = []
      const note = (text: string) => log.push(`${world.nowMs()} ${text}`)
      const good = host('a').net.connect({ host: 'b', port })
      good.on('lookup', (_, address, family, name) => note(`lookup ${address} ${family} ${name}`))
      good.on('connect', () => note('connect'))
      const bad = host('a').net.connect({ host: 'nobody', port })
      bad.on('error', (error) => note(error.message))
      await world.sleep(100)
      expect(log).toEqual(['30 lookup 10.0.0.2 4 b', '30 getaddrinfo ENOTFOUND nobody', '50 connect'])
    })
  })

  test('is given up before the answer: nothing is opened', async () => {
    await play(withResolver({ latency: 30 }), async (host, world) => {
      const { port, sockets } = await listen(host('b'))
      const socket = host('a').net.connect({ host: 'b', port })
      await world.sleep(10)
      socket.destroy()
      await world.sleep(100)
      expect(sockets).toEqual([])
    })
  })

  test('a listener and a datagram socket wait for the answer, too', async () => {
    await play(withResolver({ latency: 30 }), async (host, world) => {
      const a = host('a')
      const times: number[] = []
      a.net.createServer({}).listen({ host: 'a', port: 80 }, () => times.push(world.nowMs()))
      a.dgram.createSocket('udp4').bind({ address: 'a' }, () => times.push(world.nowMs()))
      const to = host('b').dgram.createSocket('udp4', () => times.push(world.nowMs()))
      to.bind({ port: 5 })
      a.dgram.createSocket('udp4').send(new Uint8Array(1), 5, 'b')
      await world.sleep(100)
      expect(times).toEqual([30, 30, 40])
    })
  })
})

describe('one address after the other', () => {
  const specs: Specs = [
    { name: 'a', addresses: ['192.0.2.1', 'fd00::a'] },
    { name: 'b', addresses: ['fd00::b', '192.0.2.2'] },
    { name: 'dead', addresses: ['fd00::d'], aliases: ['both'] },
    { name: 'live', addresses: ['192.0.2.4'], aliases: ['both'] },
  ]

  /** 'remote address at ms', or the error. */
  function connect(host: Host, world: World, options: ConnectOptions): Promise<string> {
    return new Promise((resolve) => {
      const begin = world.nowMs()
      const after = () => `after ${world.nowMs() - begin} ms`
      const socket = host.net.connect(options)
      socket.on('connect', () => resolve(`${socket.remoteAddress} ${after()}`))
      socket.on('error', (error) =>
        resolve(`${error.code} ${error instanceof AggregateError ? error.errors.length : 1} ${after()}`),
      )
    })
  }

  test('the first that answers is taken', async () => {
    await play(specs, async (host, world) => {
      const server = host('b').net.createServer({})
      server.listen({ host: '192.0.2.2', port: 80 })
      const options = { host: 'b', port: 80, autoSelectFamily: true }
      // Nobody listens at the IPv6 address, which says so after a round trip.
      expect(await connect(host('a'), world, options)).toBe('192.0.2.2 after 40 ms')
      expect(await connect(host('a'), world, { ...options, autoSelectFamily: false })).toBe(
        'ECONNREFUSED 1 after 20 ms',
      )
      expect(await connect(host('a'), world, { ...options, port: 81 })).toBe('ECONNREFUSED 2 after 40 ms')
    })
  })

  test('one that says nothing is left behind after 250 ms, or what was asked for', async () => {
    await play(specs, async (host, world) => {
      world.apply({ kind: 'crash', host: 'dead' })
      const { port } = await listen(host('live'))
      const options = { host: 'both', port, autoSelectFamily: true }
      expect(await connect(host('a'), world, options)).toBe('192.0.2.4 after 270 ms')
      expect(await connect(host('a'), world, { ...options, autoSelectFamilyAttemptTimeout: 50 })).toBe(
        '192.0.2.4 after 70 ms',
      )
      expect(await connect(host('a'), world, { ...options, family: 4 })).toBe('192.0.2.4 after 20 ms')
    })
  })
})
