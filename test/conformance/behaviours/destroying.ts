// Abrupt closes: destroy, at every moment of a connection's life.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, pattern, quiet, watch } from '../tools/events.ts'
import { connectPair, listen } from '../tools/streams.ts'

export const destroying = topic('destroying', [
  behaviour("destroy(): destroyed at once, 'close' later, no error", async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    assert.equal(client.destroy(), client)
    assert.deepEqual([client.destroyed, near.events], [true, []])
    await near.closed
    assert.deepEqual(near.events, ['close'])
  }),

  behaviour("destroy(error): 'error' with that very error, then 'close' after an error", async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    const reason = new Error('enough')
    const failed = next(client, 'error')
    client.destroy(reason)
    assert.deepEqual(near.events, [])
    await near.closed
    assert.deepEqual(near.events, ['error enough', 'close after error'])
    assert.equal((await failed)[0], reason)
  }),

  behaviour("destroy() twice: one 'close'", async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.destroy()
    client.destroy()
    await near.closed
    client.destroy()
    await quiet(stage.a)
    assert.deepEqual(near.events, ['close'])
  }),

  behaviour('destroy(error) twice: only the first error counts', async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.destroy(new Error('first'))
    client.destroy(new Error('second'))
    await near.closed
    assert.deepEqual(near.events, ['error first', 'close after error'])
  }),

  behaviour('destroy(error) after destroy(): the error is dropped', async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.destroy()
    client.destroy(new Error('late'))
    await near.closed
    assert.deepEqual(near.events, ['close'])
  }),

  behaviour("the other end of a destroyed socket sees an orderly 'end', then 'close'", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.destroy()
    await far.closed
    assert.deepEqual(far.events, ['end', 'close'])
  }),

  behaviour('the other end gets what the operating system had taken before the destroy', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.write('taken', () => client.destroy())
    await far.closed
    assert.deepEqual(far.events, ['data', 'end', 'close'])
    assert.equal(far.text(), 'taken')
  }),

  behaviour('destroy() with bytes that were never read: the other end sees ECONNRESET', async (stage) => {
    const { client, served } = await connectPair(stage, { server: { pauseOnConnect: true } })
    const near = watch(client)
    client.write('never read')
    await quiet(stage.b)
    served.destroy()
    await near.closed
    assert.deepEqual(near.events, ['error ECONNRESET', 'close after error'])
  }),

  behaviour("destroy() while connecting: no 'connect', only 'close'", async ({ a, b }) => {
    const { port } = await listen(b)
    const client = a.net.connect({ host: 'b', port })
    const near = watch(client)
    client.destroy()
    assert.equal(client.connecting, false)
    await near.closed
    await quiet(a)
    assert.deepEqual(near.events, ['close'])
  }),

  behaviour('destroy(error) while connecting: the error, then the close', async ({ a, b }) => {
    const { port } = await listen(b)
    const client = a.net.connect({ host: 'b', port })
    const near = watch(client)
    client.destroy(new Error('changed my mind'))
    await near.closed
    assert.deepEqual(near.events, ['error changed my mind', 'close after error'])
  }),

  behaviour("destroy() inside the 'connect' listener: the other end sees 'end' and 'close'", async ({ a, b }) => {
    const { server, port } = await listen(b)
    const client = a.net.connect({ host: 'b', port }, () => client.destroy())
    const near = watch(client)
    const [served] = await next(server, 'connection')
    const far = watch(served)
    await Promise.all([near.closed, far.closed])
    assert.deepEqual(near.events, ['connect', 'close'])
    assert.deepEqual(far.events, ['end', 'close'])
  }),

  behaviour("destroy() inside a 'data' listener: nothing more is read", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.on('data', () => served.destroy())
    client.write(pattern(262_144))
    await far.closed
    assert.deepEqual(far.events, ['data', 'close'])
    assert.equal(far.chunks.length, 1)
  }),

  behaviour('a listener on the other host destroys the connection as it accepts it', async ({ a, b }) => {
    const server = b.net.createServer({}, (socket) => {
      socket.destroy()
    })
    server.listen({ port: 0 })
    await next(server, 'listening')
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    const near = watch(a.net.connect({ host: 'b', port: address.port }))
    await near.closed
    assert.deepEqual(near.events, ['connect', 'end', 'close'])
  }),

  behaviour('writes that are still buffered at destroy() fail with ERR_STREAM_DESTROYED', async (stage) => {
    const { client, served } = await connectPair(stage)
    served.pause()
    const codes: string[] = []
    client.write(new Uint8Array(16_777_216))
    client.write('behind it', (error) => codes.push(codeOf(error)))
    await quiet(stage.a)
    const near = watch(client)
    client.destroy()
    await near.closed
    assert.deepEqual(codes, ['ERR_STREAM_DESTROYED'])
    assert.deepEqual(near.events, ['close'])
  }),

  behaviour("write() after destroy(): false, ERR_STREAM_DESTROYED to the callback, no 'error' event", async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    const codes: string[] = []
    client.destroy()
    assert.equal(
      client.write('x', (error) => codes.push(codeOf(error))),
      false,
    )
    assert.deepEqual(codes, [])
    await near.closed
    await quiet(stage.a)
    assert.deepEqual(near.events, ['close'])
    assert.deepEqual(codes, ['ERR_STREAM_DESTROYED'])
  }),

  behaviour("write() after 'close': false, ERR_STREAM_DESTROYED to the callback, no event", async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.destroy()
    await near.closed
    const codes: string[] = []
    assert.equal(
      client.write('x', (error) => codes.push(codeOf(error))),
      false,
    )
    await quiet(stage.a)
    assert.deepEqual(codes, ['ERR_STREAM_DESTROYED'])
    assert.deepEqual(near.events, ['close'])
  }),

  behaviour(
    'calls on a closed socket do nothing: end, destroy, pause, resume, setTimeout, cork, uncork',
    async (stage) => {
      const { client } = await connectPair(stage)
      const near = watch(client)
      client.destroy()
      await near.closed
      client.end()
      client.destroy(new Error('too late'))
      client.pause()
      client.resume()
      client.setTimeout(5)
      client.setNoDelay(true)
      client.setKeepAlive(true)
      client.cork()
      client.uncork()
      await quiet(stage.a)
      assert.deepEqual(near.events, ['close'])
    },
  ),
])
