// How a connection stands through its life, how many a listener has, and what it says of those that it turns away.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { next, quiet, watch } from '../tools/events.ts'
import { connect, connectPair, listen } from '../tools/streams.ts'

// What Node's own objects have beside the contract, for packages that a node brings along.
interface Referenced {
  ref(): unknown
  unref(): unknown
}

interface Addressed {
  address(): object
}

function connections(server: { getConnections(callback: (error: Error | null, count: number) => void): unknown }) {
  return new Promise<number>((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
  })
}

export const standing = topic('states and counts', [
  behaviour(
    "readyState is 'opening' and `pending` true until 'connect', then 'open' at both ends",
    async ({ a, b }) => {
      const { server, port } = await listen(b)
      const accepted = next(server, 'connection')
      const client = connect(a, b, port)
      const before = [client.readyState, client.pending, client.connecting]
      const [, [served]] = await Promise.all([next(client, 'connect'), accepted])
      assert.deepEqual(before, ['opening', true, true])
      assert.deepEqual([client.readyState, client.pending, client.connecting], ['open', false, false])
      assert.deepEqual([served.readyState, served.pending, served.connecting], ['open', false, false])
    },
  ),

  behaviour(
    "readyState after end() is 'readOnly', after the other's end 'writeOnly', after both 'closed'",
    async (stage) => {
      const { client, served } = await connectPair(stage, { server: { allowHalfOpen: true } })
      client.end()
      assert.equal(client.readyState, 'readOnly')
      served.resume()
      await next(served, 'end')
      assert.equal(served.readyState, 'writeOnly')
      served.end()
      assert.equal(served.readyState, 'closed')
      const far = watch(client)
      await far.closed
      assert.equal(client.readyState, 'closed')
    },
  ),

  behaviour("destroy(): readyState is 'closed' and `pending` true at once", async (stage) => {
    const { client } = await connectPair(stage)
    client.destroy()
    assert.deepEqual([client.readyState, client.pending], ['closed', true])
  }),

  behaviour('destroySoon(): what was written arrives, and the socket closes without the other end', async (stage) => {
    const { client, served } = await connectPair(stage, { server: { allowHalfOpen: true } })
    const [near, far] = [watch(client), watch(served)]
    client.write('x'.repeat(300_000))
    client.destroySoon()
    assert.deepEqual([client.destroyed, client.writableEnded], [false, true])
    await near.closed
    assert.equal(client.destroyed, true)
    await next(served, 'end')
    assert.equal(far.byteLength(), 300_000)
  }),

  behaviour('destroySoon() after all was written and ended destroys at once', async (stage) => {
    const { client } = await connectPair(stage, { server: { allowHalfOpen: true } })
    const finished = new Promise<void>((resolve) => client.end('bye', resolve))
    await finished
    assert.equal(client.destroyed, false)
    client.destroySoon()
    assert.equal(client.destroyed, true)
  }),

  behaviour(
    "destroySoon() while connecting: it connects, says its last and closes, without an 'error'",
    async ({ a, b }) => {
      const { server, port } = await listen(b)
      const accepted = next(server, 'connection')
      const client = connect(a, b, port)
      const near = watch(client)
      client.write('last')
      client.destroySoon()
      const [served] = await accepted
      const far = watch(served)
      await Promise.all([near.closed, far.closed])
      assert.deepEqual(
        [near.events.includes('connect'), near.events.includes('error'), far.text()],
        [true, false, 'last'],
      )
    },
  ),

  behaviour('getConnections() returns the listener, counts what is open, and calls back later', async ({ a, b, c }) => {
    const { server, port, sockets } = await listen(b)
    assert.equal(await connections(server), 0)
    await Promise.all([next(connect(a, b, port), 'connect'), next(connect(c, b, port), 'connect')])
    await quiet(b)
    const log: string[] = []
    const called = new Promise<void>((resolve) => {
      const returned = server.getConnections((error, count) => {
        log.push(`${error} ${count}`)
        resolve()
      })
      log.push(`returned ${returned === server}`)
    })
    await called
    assert.deepEqual(log, ['returned true', 'null 2'])
    const [first] = sockets
    const closed = first === undefined ? null : next(first, 'close')
    first?.destroy()
    await closed
    assert.equal(await connections(server), 1)
  }),

  behaviour('getConnections() goes on counting after close()', async (stage) => {
    const { server, served } = await connectPair(stage)
    server.close()
    assert.equal(await connections(server), 1)
    const closed = next(served, 'close')
    served.destroy()
    await closed
    assert.equal(await connections(server), 0)
  }),

  behaviour("above maxConnections: 'drop' with both ends of the connection, which is not counted", async (stage) => {
    const { a, b, c } = stage
    const { server, port } = await connectPair(stage)
    server.maxConnections = 1
    const dropped = next(server, 'drop')
    const extra = connect(c, b, port)
    await next(extra, 'connect')
    const { localPort } = extra
    const [ends] = await dropped
    assert.deepEqual(
      { ...ends },
      {
        localAddress: b.address,
        localPort: port,
        localFamily: 'IPv4',
        remoteAddress: c.address,
        remotePort: localPort,
        remoteFamily: 'IPv4',
      },
    )
    assert.equal(await connections(server), 1)
    server.maxConnections = 2
    const accepted = next(server, 'connection')
    connect(a, b, port)
    await accepted
    assert.equal(await connections(server), 2)
  }),

  behaviour('ref() and unref() return the socket or the listener, which go on as before', async (stage) => {
    const { server, port, client, served } = await connectPair(stage)
    const datagrams = stage.a.dgram.createSocket('udp4')
    for (const one of [server, client, datagrams] as unknown as Referenced[]) {
      assert.deepEqual([one.unref() === one, one.ref() === one], [true, true])
    }
    datagrams.close()
    client.end('still here')
    const far = watch(served)
    await far.closed
    assert.equal(far.text(), 'still here')
    const accepted = next(server, 'connection')
    connect(stage.c, stage.b, port)
    await accepted
  }),

  behaviour('address() of a connection is its own end; nothing once it is destroyed', async (stage) => {
    const { client, port, served } = await connectPair(stage)
    const [near, far] = [client, served] as unknown as [Addressed, Addressed]
    assert.deepEqual({ ...near.address() }, { address: stage.a.address, family: 'IPv4', port: client.localPort })
    assert.deepEqual({ ...far.address() }, { address: stage.b.address, family: 'IPv4', port })
    client.destroy()
    assert.deepEqual({ ...near.address() }, {})
  }),
])
