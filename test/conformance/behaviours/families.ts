// IPv4 and IPv6 on one machine: loopback addresses of both families, listeners for both, and how each end shows them.
import assert from 'node:assert/strict'
import type { Host } from '../../../src/host/host.ts'
import type { ListenOptions } from '../../../src/host/server.ts'
import type { ConnectOptions, Socket } from '../../../src/host/socket.ts'
import { ipv6Behaviour, topic } from '../behaviour.ts'
import { codeOf, next, thrown } from '../tools/events.ts'
import { portOf } from '../tools/streams.ts'

/** Both ends of a connection of a host with itself. */
async function pair(host: Host, listen: Omit<ListenOptions, 'port'>, connect: Omit<ConnectOptions, 'port'>) {
  const server = host.net.createServer({})
  server.listen({ ...listen, port: 0 })
  await next(server, 'listening')
  const accepted = next(server, 'connection')
  const client = host.net.connect({ ...connect, port: portOf(server) })
  const [[served]] = await Promise.all([accepted, next(client, 'connect')])
  return { server, client, served }
}

const ends = ({ localAddress, localFamily, remoteAddress, remoteFamily }: Socket) => [
  localAddress,
  localFamily,
  remoteAddress,
  remoteFamily,
]

async function failure(host: Host, options: ConnectOptions): Promise<string> {
  const [error] = await next(host.net.connect(options), 'error')
  return error.message
}

async function unusedPort(host: Host): Promise<number> {
  const server = host.net.createServer({})
  server.listen({ port: 0, host: '::' })
  await next(server, 'listening')
  const port = portOf(server)
  server.close()
  await next(server, 'close')
  return port
}

export const families = topic('IPv4 and IPv6', [
  ipv6Behaviour('a connection to ::1 has it at both ends, of the family IPv6', async ({ alone }) => {
    const { client, served } = await pair(alone, { host: '::1' }, { host: '::1' })
    assert.deepEqual([ends(client), ends(served)], Array(2).fill(['::1', 'IPv6', '::1', 'IPv6']))
  }),

  ipv6Behaviour(
    'a listener on :: shows IPv4 callers as mapped, of the family IPv6; they see IPv4',
    async ({ alone }) => {
      const { server, client, served } = await pair(alone, { host: '::' }, { host: '127.0.0.1' })
      assert.deepEqual(ends(served), ['::ffff:127.0.0.1', 'IPv6', '::ffff:127.0.0.1', 'IPv6'])
      assert.deepEqual(ends(client), ['127.0.0.1', 'IPv4', '127.0.0.1', 'IPv4'])
      assert.deepEqual(server.address(), { address: '::', family: 'IPv6', port: portOf(server) })
    },
  ),

  ipv6Behaviour('a listener on :: takes IPv6 callers as they are', async ({ alone }) => {
    const { served } = await pair(alone, { host: '::' }, { host: '::1' })
    assert.deepEqual(ends(served), ['::1', 'IPv6', '::1', 'IPv6'])
  }),

  ipv6Behaviour('with ipv6Only a listener on :: refuses IPv4 callers', async ({ alone }) => {
    const { server } = await pair(alone, { host: '::', ipv6Only: true }, { host: '::1' })
    const port = portOf(server)
    assert.equal(await failure(alone, { host: '127.0.0.1', port }), `connect ECONNREFUSED 127.0.0.1:${port}`)
  }),

  ipv6Behaviour('a listener on 0.0.0.0 refuses IPv6 callers', async ({ alone }) => {
    const { server } = await pair(alone, { host: '0.0.0.0' }, { host: '127.0.0.1' })
    const port = portOf(server)
    assert.equal(await failure(alone, { host: '::1', port }), `connect ECONNREFUSED ::1:${port}`)
  }),

  ipv6Behaviour('one port may have a listener of each family, but none beside one of both', async ({ alone }) => {
    const { server } = await pair(alone, { host: '0.0.0.0' }, { host: '127.0.0.1' })
    const port = portOf(server)
    const both = alone.net.createServer({}).listen({ host: '::', port })
    const [error] = await next(both, 'error')
    assert.equal(codeOf(error), 'EADDRINUSE')
    const other = alone.net.createServer({}).listen({ host: '::', ipv6Only: true, port })
    await next(other, 'listening')
  }),

  ipv6Behaviour('a connection to a mapped address is one to the IPv4 address', async ({ alone }) => {
    const { client, served } = await pair(alone, { host: '127.0.0.1' }, { host: '::ffff:127.0.0.1' })
    assert.equal(client.remoteAddress, '::ffff:127.0.0.1')
    assert.equal(served.remoteAddress, '127.0.0.1')
  }),

  ipv6Behaviour('an IPv6 address in another form is shown in the short one', async ({ alone }) => {
    const { client, server } = await pair(alone, { host: '0:0:0:0:0:0:0:1' }, { host: '0::0001' })
    assert.deepEqual(
      [client.remoteAddress, server.address()],
      ['::1', { address: '::1', family: 'IPv6', port: portOf(server) }],
    )
  }),

  ipv6Behaviour('localAddress chooses the own end', async ({ alone }) => {
    const { client, served } = await pair(
      alone,
      { host: '127.0.0.1' },
      { host: '127.0.0.1', localAddress: '127.0.0.2' },
    )
    assert.deepEqual([client.localAddress, served.remoteAddress], ['127.0.0.2', '127.0.0.2'])
  }),

  ipv6Behaviour('a localAddress that is not the own: EADDRNOTAVAIL', async ({ alone }) => {
    const options = { host: '127.0.0.1', port: await unusedPort(alone), localAddress: '203.0.113.7' }
    assert.equal(await failure(alone, options), 'bind EADDRNOTAVAIL 203.0.113.7')
  }),

  ipv6Behaviour('several loopback addresses: the same port on two of them is two listeners', async ({ alone }) => {
    const { server } = await pair(alone, { host: '127.0.0.2' }, { host: '127.0.0.2' })
    const port = portOf(server)
    const other = alone.net.createServer({}).listen({ host: '127.0.0.3', port })
    await next(other, 'listening')
    assert.equal(await failure(alone, { host: '127.0.0.4', port }), `connect ECONNREFUSED 127.0.0.4:${port}`)
  }),

  ipv6Behaviour('lookup() of an address gives its family, whatever was asked for', async ({ alone }) => {
    const found = await new Promise((resolve) => {
      alone.dns.lookup('::1', { family: 4, all: true }, (_, addresses) => resolve(addresses))
    })
    assert.deepEqual(found, [{ address: '::1', family: 6 }])
  }),

  ipv6Behaviour("a 'udp6' socket on :: hears both families, IPv4 as mapped", async ({ alone }) => {
    const socket = alone.dgram.createSocket('udp6')
    socket.bind({ port: 0 })
    await next(socket, 'listening')
    const { address, family, port } = socket.address()
    assert.deepEqual([address, family], ['::', 'IPv6'])
    const heard = next(socket, 'message')
    alone.dgram.createSocket('udp4').send(new Uint8Array(3), port, '127.0.0.1')
    const [, from] = await heard
    assert.deepEqual([from.address, from.family, from.size], ['::ffff:127.0.0.1', 'IPv6', 3])
    const again = next(socket, 'message')
    alone.dgram.createSocket('udp6').send(new Uint8Array(4), port, '::1')
    const [, from6] = await again
    assert.deepEqual([from6.address, from6.family, from6.size], ['::1', 'IPv6', 4])
  }),

  ipv6Behaviour('a connected datagram socket sends without an address, and hears its peer alone', async ({ alone }) => {
    const [one, two] = [alone.dgram.createSocket('udp6'), alone.dgram.createSocket('udp6')]
    two.bind({ port: 0, address: '::1' })
    await next(two, 'listening')
    const { port } = two.address()
    one.connect(port, '::1')
    await next(one, 'connect')
    assert.deepEqual(one.remoteAddress(), { address: '::1', family: 'IPv6', port })
    assert.equal(
      thrown(() => one.connect(port, '::1')),
      'ERR_SOCKET_DGRAM_IS_CONNECTED',
    )
    const heard = next(two, 'message')
    one.send(new Uint8Array(2))
    const [bytes] = await heard
    assert.equal(bytes.length, 2)
    one.disconnect()
    assert.equal(
      thrown(() => one.disconnect()),
      'ERR_SOCKET_DGRAM_NOT_CONNECTED',
    )
    assert.equal(
      thrown(() => one.remoteAddress()),
      'ERR_SOCKET_DGRAM_NOT_CONNECTED',
    )
  }),
])
