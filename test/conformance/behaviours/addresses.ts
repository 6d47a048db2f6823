// Who is at the other end: addresses, ports and names, seen from both sides.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, quiet, watch } from '../tools/events.ts'
import { connect, connectPair, listen, portOf } from '../tools/streams.ts'

const NO_SUCH_HOST = 'no-such-host.invalid'

export const addresses = topic('addresses and names', [
  behaviour("each end's remote address and port are the other's local ones", async (stage) => {
    const { client, served } = await connectPair(stage)
    assert.deepEqual(
      [client.remoteAddress, client.remotePort, client.localAddress, client.localPort],
      [served.localAddress, served.localPort, served.remoteAddress, served.remotePort],
    )
  }),

  behaviour("the server sees the client's own address, the client the server's", async (stage) => {
    const { client, served, port } = await connectPair(stage)
    assert.deepEqual([served.remoteAddress, served.localPort], [stage.a.address, port])
    assert.deepEqual([client.remoteAddress, client.remotePort], [stage.b.address, port])
  }),

  behaviour('connecting by address and by name reaches the same listener', async ({ a, b }) => {
    const { port, sockets } = await listen(b)
    const byName = a.net.connect({ host: b.name, port })
    const byAddress = a.net.connect({ host: b.address, port })
    await Promise.all([next(byName, 'connect'), next(byAddress, 'connect')])
    await quiet(b)
    assert.deepEqual([byName.remoteAddress, byAddress.remoteAddress, sockets.length], [b.address, b.address, 2])
  }),

  behaviour('each connection has a local port of its own, in the range of ephemeral ports', async ({ a, b }) => {
    const { port } = await listen(b)
    const clients = Array.from({ length: 10 }, () => connect(a, b, port))
    await Promise.all(clients.map((client) => next(client, 'connect')))
    const ports = clients.map((client) => client.localPort ?? 0)
    assert.equal(new Set(ports).size, 10)
    for (const localPort of ports) assert.equal(localPort >= 1_024 && localPort <= 65_535, true)
  }),

  behaviour('a remote address that was read once is still known after the close', async (stage) => {
    const { client, served } = await connectPair(stage)
    const before = [served.remoteAddress, served.remotePort]
    const [near, far] = [watch(client), watch(served)]
    client.end()
    await Promise.all([near.closed, far.closed])
    assert.deepEqual([served.remoteAddress, served.remotePort], before)
  }),

  behaviour('before the connection there is no remote address', async ({ a, b }) => {
    const { port } = await listen(b)
    const client = connect(a, b, port)
    assert.deepEqual([client.remoteAddress, client.remotePort], [undefined, undefined])
    await next(client, 'connect')
    assert.deepEqual([client.remoteAddress, client.remotePort], [b.address, port])
  }),

  behaviour('without a host, connect() reaches the host itself', async ({ a }) => {
    const { port, sockets } = await listen(a)
    await next(a.net.connect({ port }), 'connect')
    await quiet(a)
    assert.equal(sockets.length, 1)
  }),

  behaviour("'localhost' is the host itself", async ({ a, b }) => {
    const [atA, atB] = [await listen(a), await listen(b)]
    await next(a.net.connect({ host: 'localhost', port: atA.port }), 'connect')
    await next(b.net.connect({ host: 'localhost', port: atB.port }), 'connect')
    await quiet(a)
    assert.deepEqual([atA.sockets.length, atB.sockets.length], [1, 1])
  }),

  behaviour('a host reaches itself by its own name and by its own address', async ({ a }) => {
    const { port, sockets } = await listen(a)
    await next(a.net.connect({ host: a.name, port }), 'connect')
    await next(a.net.connect({ host: a.address, port }), 'connect')
    await quiet(a)
    assert.equal(sockets.length, 2)
  }),

  behaviour('bytes and end pass inside a host as they do between two', async ({ a }) => {
    const { server, port } = await listen(a)
    const accepted = next(server, 'connection')
    const client = a.net.connect({ port })
    const near = watch(client)
    const [served] = await accepted
    const far = watch(served)
    served.write('echo')
    client.end('hello me')
    await Promise.all([near.closed, far.closed])
    assert.deepEqual([near.text(), far.text()], ['echo', 'hello me'])
    assert.deepEqual(
      [near.events, far.events],
      [
        ['connect', 'data', 'end', 'close'],
        ['data', 'end', 'close'],
      ],
    )
  }),

  behaviour('listen() on port 0 picks a free one, a different one each time', async ({ b }) => {
    const listeners = [await listen(b), await listen(b), await listen(b)]
    const ports = listeners.map(({ port }) => port)
    assert.equal(new Set(ports).size, 3)
    for (const port of ports) assert.equal(port >= 1_024 && port <= 65_535, true)
  }),

  behaviour('address() is null before listen(), then tells address, family and port', async ({ b }) => {
    const server = b.net.createServer({})
    assert.equal(server.address(), null)
    server.listen({ port: 0, host: b.address })
    await next(server, 'listening')
    assert.deepEqual(server.address(), { address: b.address, family: 'IPv4', port: portOf(server) })
  }),

  behaviour("listen() takes the host's own name", async ({ a, b }) => {
    const server = b.net.createServer({})
    server.listen({ port: 0, host: b.name })
    await next(server, 'listening')
    assert.deepEqual(server.address(), { address: b.address, family: 'IPv4', port: portOf(server) })
    await next(connect(a, b, portOf(server)), 'connect')
  }),

  behaviour('a listener on port n and an outgoing connection from another port do not collide', async (stage) => {
    const { port, client } = await connectPair(stage)
    const back = await listen(stage.a, {}, port)
    assert.equal(back.port, port)
    assert.notEqual(client.localPort, undefined)
  }),

  behaviour('lookup() gives the address of a name, after it has returned', async ({ a, b }) => {
    const log: string[] = []
    await new Promise<void>((resolve) => {
      a.dns.lookup('b', (error, address) => {
        log.push(`${codeOf(error)} ${address}`)
        resolve()
      })
      log.push('returned')
    })
    assert.deepEqual(log, ['returned', `none ${b.address}`])
  }),

  behaviour('lookup() gives an address back as it is', async ({ a }) => {
    const address = await new Promise((resolve) => a.dns.lookup('192.0.2.77', (_, found) => resolve(found)))
    assert.equal(address, '192.0.2.77')
  }),

  behaviour('lookup() of the own name gives the own address', async ({ a }) => {
    const address = await new Promise((resolve) => a.dns.lookup('a', (_, found) => resolve(found)))
    assert.equal(address, a.address)
  }),

  behaviour('lookup() of an unknown name: ENOTFOUND with syscall and hostname', async ({ a }) => {
    const error = await new Promise<unknown>((resolve) => a.dns.lookup(NO_SUCH_HOST, resolve))
    const { code, syscall, hostname } = error as { code?: string; syscall?: string; hostname?: string }
    assert.deepEqual([code, syscall, hostname], ['ENOTFOUND', 'getaddrinfo', NO_SUCH_HOST])
  }),

  behaviour('reverse() gives the name of an address, after it has returned', async ({ a, b }) => {
    const log: unknown[] = []
    await new Promise<void>((resolve) => {
      a.dns.reverse(b.address, (error, names) => {
        log.push(error, names)
        resolve()
      })
      log.push('returned')
    })
    assert.deepEqual(log, ['returned', null, ['b']])
  }),

  behaviour('the three hosts have three addresses', async ({ a, b, c }) => {
    assert.equal(new Set([a.address, b.address, c.address]).size, 3)
    assert.deepEqual([a.name, b.name, c.name], ['a', 'b', 'c'])
  }),

  behaviour("the address that lookup() gives for 'localhost' reaches the host itself", async ({ a }) => {
    const { port, sockets } = await listen(a)
    const host = await new Promise<string>((resolve) => a.dns.lookup('localhost', (_, address) => resolve(address)))
    await next(a.net.connect({ host, port }), 'connect')
    await quiet(a)
    assert.equal(sockets.length, 1)
  }),

  behaviour('reverse() of an address that has no name: ENOTFOUND', async ({ a }) => {
    const error = await new Promise<unknown>((resolve) => a.dns.reverse('203.0.113.7', resolve))
    assert.equal(codeOf(error), 'ENOTFOUND')
  }),
])
