// Listeners: when they listen, what they accept, and what closing one means for its connections.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, quiet, thrown, watch } from '../tools/events.ts'
import { connect, connectPair, listen, portOf } from '../tools/streams.ts'

export const listening = topic('listening and accepting', [
  behaviour("'listening' comes after listen() has returned; `listening` is true from then", async ({ b }) => {
    const server = b.net.createServer({})
    const log: string[] = [`new ${server.listening}`]
    server.on('listening', () => log.push(`event ${server.listening}`))
    assert.equal(server.listen({ port: 0 }), server)
    log.push('returned')
    await next(server, 'listening')
    assert.deepEqual(log, ['new false', 'returned', 'event true'])
  }),

  behaviour("the callback of listen() is a once() listener of 'listening'", async ({ b }) => {
    const log: string[] = []
    const server = b.net.createServer({})
    server.listen({ port: 0 }, () => log.push('callback'))
    server.on('listening', () => log.push('listener'))
    await next(server, 'listening')
    assert.deepEqual([log, server.listenerCount('listening')], [['callback', 'listener'], 1])
  }),

  behaviour("the callback of createServer() is a listener of 'connection'", async ({ a, b }) => {
    const log: string[] = []
    const server = b.net.createServer({}, () => log.push('callback'))
    server.on('connection', () => log.push('listener'))
    server.listen({ port: 0 })
    await next(server, 'listening')
    connect(a, b, portOf(server))
    await next(server, 'connection')
    assert.deepEqual(log, ['callback', 'listener'])
  }),

  behaviour('connections are accepted in the order in which they were made', async ({ a, b }) => {
    const { port, sockets } = await listen(b)
    const ports: (number | undefined)[] = []
    for (let number = 0; number < 5; number++) {
      const client = connect(a, b, port)
      await next(client, 'connect')
      ports.push(client.localPort)
    }
    await quiet(b)
    assert.deepEqual(
      sockets.map((socket) => socket.remotePort),
      ports,
    )
  }),

  behaviour("a port in use: 'error' EADDRINUSE with syscall, address and port; not listening", async ({ b }) => {
    const first = b.net.createServer({})
    first.listen({ port: 0, host: b.address })
    await next(first, 'listening')
    const port = portOf(first)
    const second = b.net.createServer({})
    const failed = next(second, 'error')
    second.listen({ port, host: b.address })
    const [error] = await failed
    assert.deepEqual(
      [error.code, error.syscall, error.address, error.port, error.message],
      ['EADDRINUSE', 'listen', b.address, port, `listen EADDRINUSE: address already in use ${b.address}:${port}`],
    )
    assert.deepEqual([second.listening, second.address()], [false, null])
  }),

  behaviour(
    "a port in use: the error comes after listen() has returned, and neither 'listening' nor 'close' comes",
    async ({ b }) => {
      const { port } = await listen(b)
      const log: string[] = []
      const second = b.net.createServer({})
      second.on('listening', () => log.push('listening'))
      second.on('close', () => log.push('close'))
      second.on('error', (error) => log.push(codeOf(error)))
      second.listen({ port })
      log.push('returned')
      await quiet(b)
      assert.deepEqual(log, ['returned', 'EADDRINUSE'])
    },
  ),

  behaviour('after EADDRINUSE the same server may listen on another port', async ({ b }) => {
    const { port } = await listen(b)
    const second = b.net.createServer({})
    const failed = next(second, 'error')
    second.listen({ port })
    await failed
    second.listen({ port: 0 })
    await next(second, 'listening')
    assert.notEqual(portOf(second), port)
  }),

  behaviour('the same port on two hosts is two listeners', async ({ a, b, c }) => {
    const atB = await listen(b)
    const atC = await listen(c, {}, atB.port)
    assert.equal(atC.port, atB.port)
    connect(a, b, atB.port)
    connect(a, c, atC.port)
    await quiet(a)
    assert.deepEqual([atB.sockets.length, atC.sockets.length], [1, 1])
  }),

  behaviour('listen() while listening throws ERR_SERVER_ALREADY_LISTEN', async ({ b }) => {
    const { server } = await listen(b)
    assert.equal(
      thrown(() => server.listen({ port: 0 })),
      'ERR_SERVER_ALREADY_LISTEN',
    )
    assert.equal(server.listening, true)
  }),

  behaviour('a port out of range throws ERR_SOCKET_BAD_PORT', async ({ b }) => {
    for (const port of [-1, 65_536, 1.5]) {
      assert.equal(
        thrown(() => b.net.createServer({}).listen({ port })),
        'ERR_SOCKET_BAD_PORT',
      )
    }
  }),

  behaviour("an address that is not the host's own: 'error' EADDRNOTAVAIL", async ({ b }) => {
    const server = b.net.createServer({})
    const failed = next(server, 'error')
    server.listen({ port: 0, host: '203.0.113.7' })
    const [error] = await failed
    assert.deepEqual([error.code, error.syscall, error.address], ['EADDRNOTAVAIL', 'listen', '203.0.113.7'])
  }),

  behaviour('above maxConnections a connection is closed at once; the others live on', async (stage) => {
    const { server, port, client, served } = await connectPair(stage)
    server.maxConnections = 1
    const [near, far] = [watch(client), watch(served)]
    let accepted = 0
    server.on('connection', () => accepted++)
    const extra = watch(connect(stage.c, stage.b, port))
    await extra.closed
    assert.deepEqual([extra.events, accepted], [['connect', 'end', 'close'], 0])
    client.end('fine')
    await Promise.all([near.closed, far.closed])
    assert.equal(far.text(), 'fine')
  }),

  behaviour('maxConnections: a connection that has gone makes room for another', async (stage) => {
    const { server, port, client, served } = await connectPair(stage)
    server.maxConnections = 1
    const far = watch(served)
    client.end()
    await far.closed
    const accepted = next(server, 'connection')
    connect(stage.c, stage.b, port)
    const [second] = await accepted
    assert.equal(second.destroyed, false)
  }),

  behaviour('two listeners of a host do not mix up their connections', async ({ a, b }) => {
    const [one, two] = [await listen(b), await listen(b)]
    connect(a, b, one.port)
    connect(a, b, two.port)
    connect(a, b, two.port)
    await quiet(b)
    assert.deepEqual([one.sockets.length, two.sockets.length], [1, 2])
  }),

  behaviour('a short backlog is enough while the program accepts', async ({ a, b }) => {
    const server = b.net.createServer({})
    let accepted = 0
    server.on('connection', () => accepted++)
    server.listen({ port: 0, backlog: 1 })
    await next(server, 'listening')
    for (let number = 0; number < 5; number++) await next(connect(a, b, portOf(server)), 'connect')
    await quiet(b)
    assert.equal(accepted, 5)
  }),

  behaviour('the callback of a failed listen() is called when a later one succeeds', async ({ b }) => {
    const { port } = await listen(b)
    const second = b.net.createServer({})
    const log: string[] = []
    const failed = next(second, 'error')
    second.listen({ port }, () => log.push('first callback'))
    await failed
    second.listen({ port: 0 }, () => log.push('second callback'))
    await next(second, 'listening')
    assert.deepEqual(log, ['first callback', 'second callback'])
  }),
])
