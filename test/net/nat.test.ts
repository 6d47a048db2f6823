// Hosts behind a router: who can reach whom, under which address, and for how long.
import { describe, expect, test } from 'vitest'
import type { NatOptions } from '../../src/host/addressing.ts'
import type { HostSpec } from '../../src/host/backing.ts'
import type { DatagramSocket } from '../../src/host/datagram.ts'
import type { Host } from '../../src/host/host.ts'
import { World } from '../../src/net/world.ts'
import { listen } from '../conformance/tools/streams.ts'

const ROUTER = '10.0.0.1'
const OUTSIDE = '10.0.0.2'
const INNER = '10.0.0.4'

interface Net {
  readonly world: World
  host(name: string): Host
}

/** router 10.0.0.1 · outside .2 · other .3 · inner .4 and inner2 .5, both behind the router; links of 10 ms. */
async function behind(
  nat: NatOptions,
  script: (net: Net) => Promise<void>,
  more: readonly HostSpec[] = [],
): Promise<void> {
  const world = new World({ seed: 'nat', exact: true })
  const hosts = new Map<string, Host>()
  const start = (host: Host) => {
    hosts.set(host.name, host)
    return { interrupt() {} }
  }
  world.setDefaultLink({ latency: 10 })
  world.addHost({ name: 'router', start, nat })
  for (const name of ['outside', 'other']) world.addHost({ name, start })
  for (const name of ['inner', 'inner2']) world.addHost({ name, start, behind: 'router' })
  for (const spec of more) world.addHost({ ...spec, start })
  try {
    await world.run(async () => {
      for (const name of world.hostNames) await world.start(name)
      await script({ world, host: (name) => hosts.get(name) as Host })
    }, 20_000_000)
  } finally {
    await world.close()
  }
}

/** What becomes of a connection: 'open', or the error's code, or 'waiting' after 5 s. */
async function tryConnect(world: World, from: Host, host: string, port: number): Promise<string> {
  let outcome = 'waiting'
  const socket = from.net.connect({ host, port }, () => {
    outcome = 'open'
  })
  socket.on('error', ({ code }) => {
    outcome = code ?? 'error'
  })
  await world.sleep(5000)
  socket.destroy()
  return outcome
}

interface Ear {
  readonly socket: DatagramSocket
  /** 'text from address:port' */
  readonly heard: string[]
}

function ear(host: Host, port = 0): Ear {
  const heard: string[] = []
  const socket = host.dgram.createSocket('udp4', (bytes, from) =>
    heard.push(`${new TextDecoder().decode(bytes)} from ${from.address}:${from.port}`),
  )
  socket.bind({ port })
  return { socket, heard }
}

const say = (socket: DatagramSocket, text: string, port: number, address: string) =>
  socket.send(new TextEncoder().encode(text), port, address)

/** The port that the last thing heard came from. */
const portOf = ({ heard }: Ear) => Number(heard.at(-1)?.split(':').at(-1))

describe('a stream from behind a router', () => {
  test('reaches the outside, which sees the address and a port of the router, and carries bytes both ways', async () => {
    await behind({}, async ({ world, host }) => {
      const { port, sockets } = await listen(host('outside'))
      const texts: string[] = []
      const socket = host('inner').net.connect({ host: 'outside', port }, () => socket.write('hello'))
      socket.on('data', (bytes) => texts.push(new TextDecoder().decode(bytes)))
      await world.sleep(1000)
      const [served] = sockets
      served?.on('data', (bytes) => texts.push(new TextDecoder().decode(bytes)))
      served?.write('back')
      await world.sleep(1000)
      expect(texts).toEqual(['hello', 'back'])
      expect(served?.remoteAddress).toBe(ROUTER)
      expect(served?.remotePort).toBeGreaterThanOrEqual(61_000)
      expect([socket.localAddress, socket.remoteAddress]).toEqual([INNER, OUTSIDE])
    })
  })

  test('reaches hosts behind the same router under their own addresses', async () => {
    await behind({}, async ({ world, host }) => {
      const { port, sockets } = await listen(host('inner2'))
      expect(await tryConnect(world, host('inner'), 'inner2', port)).toBe('open')
      expect(sockets[0]?.remoteAddress).toBe(INNER)
    })
  })

  test('nobody outside has a name or a way for who is behind it', async () => {
    await behind({}, async ({ world, host }) => {
      const { port } = await listen(host('inner'))
      expect(await tryConnect(world, host('outside'), 'inner', port)).toBe('ENOTFOUND')
      expect(await tryConnect(world, host('outside'), INNER, port)).toBe('EHOSTUNREACH')
      expect(await tryConnect(world, host('router'), 'inner', port)).toBe('open')
    })
  })

  test.each([
    ['drop', 'waiting'],
    ['refuse', 'ECONNREFUSED'],
  ] as const)('to the router, uninvited: %s is %s', async (unsolicited, outcome) => {
    await behind({ unsolicited }, async ({ world, host }) => {
      const { port } = await listen(host('inner'))
      expect(await tryConnect(world, host('outside'), ROUTER, port)).toBe(outcome)
      const own = await listen(host('router'))
      expect(await tryConnect(world, host('outside'), ROUTER, own.port)).toBe('open')
    })
  })

  test('a forwarded port leads to the inner host, which sees who calls', async () => {
    const forwards = [{ protocol: 'tcp', port: 80, host: 'inner', toPort: 8080 }] as const
    await behind({ forwards }, async ({ world, host }) => {
      const { sockets } = await listen(host('inner'), {}, 8080)
      expect(await tryConnect(world, host('outside'), ROUTER, 80)).toBe('open')
      expect(await tryConnect(world, host('other'), ROUTER, 80)).toBe('open')
      expect(sockets.map(({ remoteAddress, localPort }) => [remoteAddress, localPort])).toEqual([
        [OUTSIDE, 8080],
        ['10.0.0.3', 8080],
      ])
    })
  })

  test('all go when the router crashes, and new ones are made when it is back', async () => {
    await behind({}, async ({ world, host }) => {
      const { port, sockets } = await listen(host('outside'))
      const inner = host('inner')
      const socket = inner.net.connect({ host: 'outside', port })
      socket.on('error', () => {})
      await world.sleep(100)
      world.apply({ kind: 'crash', host: 'router' })
      world.apply({ kind: 'restart', host: 'router' })
      const texts: string[] = []
      socket.on('data', (bytes) => texts.push(new TextDecoder().decode(bytes)))
      sockets[0]?.on('error', () => {})
      sockets[0]?.write('lost')
      await world.sleep(5000)
      expect(texts).toEqual([])
      expect(await tryConnect(world, inner, 'outside', port)).toBe('open')
    })
  })

  test('cut between router and outside, both ends see a reset', async () => {
    await behind({}, async ({ world, host }) => {
      const { port, sockets } = await listen(host('outside'))
      const log: string[] = []
      const socket = host('inner').net.connect({ host: 'outside', port })
      socket.on('error', ({ code }) => log.push(`inner ${code}`))
      await world.sleep(100)
      sockets[0]?.on('error', ({ code }) => log.push(`outside ${code}`))
      world.apply({ kind: 'cut-connections', from: ['router'], to: ['outside'] })
      await world.sleep(100)
      expect(log.toSorted()).toEqual(['inner ECONNRESET', 'outside ECONNRESET'])
    })
  })

  test('a mapping of a silent open stream goes after its time, and what comes then is dropped', async () => {
    await behind({ streamTimeoutMs: 300_000 }, async ({ world, host }) => {
      const { port, sockets } = await listen(host('outside'))
      const texts: string[] = []
      const socket = host('inner').net.connect({ host: 'outside', port }, () => {})
      socket.on('data', (bytes) => texts.push(new TextDecoder().decode(bytes)))
      socket.on('error', () => {})
      await world.sleep(299_000)
      sockets[0]?.write('in time')
      await world.sleep(301_000)
      sockets[0]?.write('late')
      await world.sleep(10_000)
      expect(texts).toEqual(['in time'])
    })
  })

  test('through two routers, one behind the other', async () => {
    const more: HostSpec[] = [
      { name: 'cellar', start: () => ({ interrupt() {} }), nat: {}, behind: 'router' },
      { name: 'deep', start: () => ({ interrupt() {} }), behind: 'cellar' },
    ]
    await behind(
      {},
      async ({ world, host }) => {
        const { port, sockets } = await listen(host('outside'))
        expect(await tryConnect(world, host('deep'), 'outside', port)).toBe('open')
        expect(sockets[0]?.remoteAddress).toBe(ROUTER)
        const near = await listen(host('inner'))
        expect(await tryConnect(world, host('deep'), 'inner', near.port)).toBe('open')
        expect(near.sockets[0]?.remoteAddress).toBe('10.0.0.6')
      },
      more,
    )
  })
})

describe('who may answer by datagram', () => {
  /** The inner host says 'hi' to port 5000 of outside; who of the three then gets through to it. */
  async function answers(kind: NonNullable<NatOptions['kind']>): Promise<string[]> {
    let heard: string[] = []
    await behind({ kind }, async ({ world, host }) => {
      const inner = ear(host('inner'), 7000)
      const asked = ear(host('outside'), 5000)
      const elsewhere = ear(host('outside'), 5001)
      const third = ear(host('other'), 5000)
      await world.sleep(1)
      say(inner.socket, 'hi', 5000, OUTSIDE)
      await world.sleep(100)
      const port = portOf(asked)
      say(asked.socket, 'asked', port, ROUTER)
      say(elsewhere.socket, 'elsewhere', port, ROUTER)
      say(third.socket, 'third', port, ROUTER)
      await world.sleep(100)
      heard = inner.heard.map((line) => line.split(' ')[0] as string)
    })
    return heard
  }

  test('behind a full cone: anybody', async () => {
    expect(await answers('full-cone')).toEqual(['asked', 'elsewhere', 'third'])
  })

  test('address-restricted: any port of the host that was sent to', async () => {
    expect(await answers('address-restricted')).toEqual(['asked', 'elsewhere'])
  })

  test('port-restricted and symmetric: only the port that was sent to', async () => {
    expect(await answers('port-restricted')).toEqual(['asked'])
    expect(await answers('symmetric')).toEqual(['asked'])
  })

  /** Mapped ports that two outer hosts see of one socket. */
  async function mappedPorts(kind: NonNullable<NatOptions['kind']>): Promise<number[]> {
    let ports: number[] = []
    await behind({ kind }, async ({ world, host }) => {
      const inner = ear(host('inner'), 7000)
      const ears = [ear(host('outside'), 5000), ear(host('other'), 5000)]
      await world.sleep(1)
      say(inner.socket, 'hi', 5000, OUTSIDE)
      say(inner.socket, 'hi', 5000, '10.0.0.3')
      await world.sleep(100)
      ports = ears.map(portOf)
    })
    return ports
  }

  test('a cone shows one mapped port to all, a symmetric router another to each', async () => {
    const [one, same] = await mappedPorts('port-restricted')
    expect(same).toBe(one)
    const [first, second] = await mappedPorts('symmetric')
    expect(second).toBe((first as number) + 1)
  })

  test('a mapping goes when the inner host was silent for its time, whatever comes in', async () => {
    await behind({ datagramTimeoutMs: 30_000 }, async ({ world, host }) => {
      const [inner, outside] = [ear(host('inner'), 7000), ear(host('outside'), 5000)]
      await world.sleep(1)
      say(inner.socket, 'hi', 5000, OUTSIDE)
      await world.sleep(20_000)
      const port = portOf(outside)
      say(outside.socket, 'in time', port, ROUTER)
      await world.sleep(10_000)
      say(outside.socket, 'late', port, ROUTER)
      await world.sleep(100)
      expect(inner.heard).toEqual([`in time from ${OUTSIDE}:5000`])
    })
  })

  test('without a free port nothing new gets out, until one is let go', async () => {
    await behind({ ports: 2, datagramTimeoutMs: 30_000 }, async ({ world, host }) => {
      const outside = ear(host('outside'), 5000)
      const inner = [1, 2, 3].map((number) => ear(host('inner'), 7000 + number))
      await world.sleep(1)
      for (const [number, { socket }] of inner.entries()) say(socket, `${number}`, 5000, OUTSIDE)
      await world.sleep(100)
      expect(outside.heard.map((line) => line[0])).toEqual(['0', '1'])
      await world.sleep(30_000)
      say(inner[2]?.socket as DatagramSocket, '2', 5000, OUTSIDE)
      await world.sleep(100)
      expect(outside.heard.length).toBe(3)
    })
  })

  test.each([
    [false, []],
    [true, ['hi']],
  ])('hairpin %s: by the router from one inner host to another: %o', async (hairpin, heard) => {
    await behind({ kind: 'full-cone', hairpin }, async ({ world, host }) => {
      const [inner, inner2, outside] = [ear(host('inner'), 7000), ear(host('inner2'), 7000), ear(host('outside'), 5000)]
      await world.sleep(1)
      say(inner2.socket, 'open', 5000, OUTSIDE)
      await world.sleep(100)
      say(inner.socket, 'hi', portOf(outside), ROUTER)
      await world.sleep(100)
      expect(inner2.heard.map((line) => line.split(' ')[0])).toEqual(heard)
      for (const line of inner2.heard) expect(line).toContain(`from ${ROUTER}:`)
    })
  })
})

describe('a router that cannot be', () => {
  const start = () => ({ interrupt() {} })

  test.each([
    [[{ name: 'a', start, behind: 'b' }], /behind 'b', which is no router/],
    [
      [
        { name: 'b', start },
        { name: 'a', start, behind: 'b' },
      ],
      /behind 'b', which is no router/,
    ],
    [[{ name: 'a', start, addresses: ['10.0.0.300'] }], /'a' has the address 10\.0\.0\.300, which is neither/],
    [[{ name: 'a', start, addresses: ['fe80::1%eth0'] }], /scoped addresses are not supported/],
    [[{ name: 'a', start, addresses: [] }], /'a' needs an address/],
    [[{ name: 'a', start, addresses: ['127.0.0.2'] }], /127\.0\.0\.2 is a loopback address/],
    [
      [
        { name: 'a', start, addresses: ['fd00::1'] },
        { name: 'b', start, addresses: ['FD00:0::1'] },
      ],
      /two hosts have the address fd00::1/,
    ],
  ] satisfies [HostSpec[], RegExp][])('is refused: %o', (specs, message) => {
    const world = new World({ seed: 'nat' })
    expect(() => {
      for (const spec of specs) world.addHost(spec)
    }).toThrow(message)
  })

  test('has 1 to 4096 ports, and forwards only to hosts behind it', async () => {
    for (const [nat, message] of [
      [{ ports: 0 }, /1 to 4096 ports/],
      [{ ports: 4097 }, /1 to 4096 ports/],
      [{ forwards: [{ protocol: 'udp', port: 1, host: 'b' }] }, /'b', which is not behind/],
    ] as [NatOptions, RegExp][]) {
      const world = new World({ seed: 'nat' })
      world.addHost({ name: 'a', start, nat })
      world.addHost({ name: 'b', start })
      await expect(world.run(() => world.start('a'), 1000)).rejects.toThrow(message)
    }
  })
})
