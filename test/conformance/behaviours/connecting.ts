// How a connection is made: what comes when, and what both ends know of each other.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { next, quiet, received, thrown, watch } from '../tools/events.ts'
import { connectPair, listen } from '../tools/streams.ts'

export const connecting = topic('connecting', [
  behaviour("'connect' comes after the call has returned, and `connecting` is true until then", async ({ a, b }) => {
    const { port } = await listen(b)
    const log: string[] = []
    const client = a.net.connect({ host: 'b', port })
    client.on('connect', () => log.push(`connect, connecting ${client.connecting}`))
    log.push(`returned, connecting ${client.connecting}`)
    await next(client, 'connect')
    assert.deepEqual(log, ['returned, connecting true', 'connect, connecting false'])
  }),

  behaviour("the callback of connect() is the first listener of 'connect', and is called once", async ({ a, b }) => {
    const { port } = await listen(b)
    const log: string[] = []
    const client = a.net.connect({ host: 'b', port }, () => log.push('callback'))
    client.on('connect', () => log.push('listener'))
    await next(client, 'connect')
    await quiet(a)
    assert.deepEqual(log, ['callback', 'listener'])
    assert.equal(client.listenerCount('connect'), 1)
  }),

  behaviour("the accepted socket is connected from the start and emits no 'connect'", async ({ a, b }) => {
    const log: string[] = []
    const server = b.net.createServer({}, (socket) => {
      log.push(`connection, connecting ${socket.connecting}`)
      socket.on('connect', () => log.push('connect'))
    })
    server.listen({ port: 0 })
    await next(server, 'listening')
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    a.net.connect({ host: 'b', port: address.port })
    await next(server, 'connection')
    await quiet(b)
    assert.deepEqual(log, ['connection, connecting false'])
  }),

  behaviour('a fresh connection has moved no bytes and is open for reading and writing', async (stage) => {
    const { client, served } = await connectPair(stage)
    for (const socket of [client, served]) {
      const { bytesRead, bytesWritten, writableLength, writableNeedDrain, writableEnded, readableEnded, destroyed } =
        socket
      assert.deepEqual(
        { bytesRead, bytesWritten, writableLength, writableNeedDrain, writableEnded, readableEnded, destroyed },
        {
          bytesRead: 0,
          bytesWritten: 0,
          writableLength: 0,
          writableNeedDrain: false,
          writableEnded: false,
          readableEnded: false,
          destroyed: false,
        },
      )
    }
  }),

  behaviour('what is written before the connection is made arrives once it is, in order', async ({ a, b }) => {
    const { server, port } = await listen(b)
    const client = a.net.connect({ host: 'b', port })
    assert.equal(client.write('one '), true)
    assert.equal(client.write('two '), true)
    client.end('three')
    const [served] = await next(server, 'connection')
    const seen = watch(served)
    await seen.closed
    assert.equal(seen.text(), 'one two three')
    assert.deepEqual(seen.events, ['data', 'end', 'close'])
  }),

  behaviour('writes before the connection count as written and buffered at once', async ({ a, b }) => {
    const { port } = await listen(b)
    const client = a.net.connect({ host: 'b', port })
    client.write('12345')
    client.write('678')
    assert.deepEqual([client.bytesWritten, client.writableLength], [8, 8])
    await next(client, 'connect')
    await quiet(a)
    assert.deepEqual([client.bytesWritten, client.writableLength], [8, 0])
  }),

  behaviour(
    'end() before the connection: it is made, carries what was written, and closes on both sides',
    async ({ a, b }) => {
      const { server, port } = await listen(b)
      const client = a.net.connect({ host: 'b', port })
      const seen = watch(client)
      client.end('bye')
      const [served] = await next(server, 'connection')
      const other = watch(served)
      await Promise.all([seen.closed, other.closed])
      assert.deepEqual(seen.events, ['connect', 'end', 'close'])
      assert.equal(other.text(), 'bye')
    },
  ),

  behaviour('an accepted socket can write before the client has sent anything', async (stage) => {
    const { client, served } = await connectPair(stage)
    const seen = watch(client)
    served.write('welcome')
    await received(client, seen, 7)
    assert.equal(seen.text(), 'welcome')
  }),

  behaviour("a write inside the 'connect' listener arrives", async ({ a, b }) => {
    const { server, port } = await listen(b)
    const client = a.net.connect({ host: 'b', port }, () => client.write('hello'))
    const [served] = await next(server, 'connection')
    const seen = watch(served)
    await received(served, seen, 5)
    assert.equal(seen.text(), 'hello')
  }),

  behaviour('twenty connections at once are all accepted, each with its own bytes', async ({ a, b }) => {
    const { server, port } = await listen(b)
    const texts: string[] = []
    const all = new Promise<void>((resolve) => {
      server.on('connection', (socket) => {
        const seen = watch(socket)
        void seen.closed.then(() => {
          texts.push(seen.text())
          if (texts.length === 20) resolve()
        })
      })
    })
    const expected = Array.from({ length: 20 }, (_, number) => `client ${number}`)
    for (const text of expected) a.net.connect({ host: 'b', port }).end(text)
    await all
    assert.deepEqual(texts.sort(), expected.sort())
  }),

  behaviour('two hosts connect to each other at the same time, each over a connection of its own', async ({ a, b }) => {
    const [atA, atB] = await Promise.all([listen(a), listen(b)])
    const fromA = a.net.connect({ host: 'b', port: atB.port })
    const fromB = b.net.connect({ host: 'a', port: atA.port })
    const [[servedAtA], [servedAtB]] = await Promise.all([
      next(atA.server, 'connection'),
      next(atB.server, 'connection'),
    ])
    const [seenAtA, seenAtB] = [watch(servedAtA), watch(servedAtB)]
    fromA.end('from a')
    fromB.end('from b')
    await Promise.all([seenAtA.closed, seenAtB.closed])
    assert.deepEqual([seenAtA.text(), seenAtB.text()], ['from b', 'from a'])
  }),

  behaviour('a port out of range throws ERR_SOCKET_BAD_PORT', async ({ a }) => {
    assert.equal(
      thrown(() => a.net.connect({ host: 'b', port: 65_536 })),
      'ERR_SOCKET_BAD_PORT',
    )
    assert.equal(
      thrown(() => a.net.connect({ host: 'b', port: -1 })),
      'ERR_SOCKET_BAD_PORT',
    )
  }),

  behaviour(
    'setNoDelay, setKeepAlive, setTimeout, pause and resume return the socket, before and after connecting',
    async ({ a, b }) => {
      const { port } = await listen(b)
      const client = a.net.connect({ host: 'b', port })
      for (const when of ['before', 'after']) {
        const same = [
          client.setNoDelay(true),
          client.setKeepAlive(true, 1_000),
          client.setTimeout(0),
          client.pause(),
          client.resume(),
        ]
        assert.deepEqual(
          same.map((returned) => returned === client),
          [true, true, true, true, true],
          when,
        )
        if (when === 'before') await next(client, 'connect')
      }
    },
  ),
])
