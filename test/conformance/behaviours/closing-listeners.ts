// Closing a listener: what it means for its connections, its port and who asks twice.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, quiet, watch } from '../tools/events.ts'
import { connect, connectPair, listen, portOf } from '../tools/streams.ts'

export const closingListeners = topic('closing listeners', [
  behaviour('listen() after close() listens again', async ({ a, b }) => {
    const { server, sockets } = await listen(b)
    server.close()
    await next(server, 'close')
    server.listen({ port: 0 })
    await next(server, 'listening')
    await next(connect(a, b, portOf(server)), 'connect')
    await quiet(b)
    assert.equal(sockets.length, 1)
  }),

  behaviour('close(): not listening at once, address() is null, the close comes later', async ({ b }) => {
    const { server } = await listen(b)
    const log: string[] = []
    server.on('close', () => log.push('close'))
    assert.equal(server.close(), server)
    log.push(`returned, listening ${server.listening}, address ${JSON.stringify(server.address())}`)
    await next(server, 'close')
    assert.deepEqual(log, ['returned, listening false, address null', 'close'])
  }),

  behaviour("the callback of close() comes with 'close' and without an error", async ({ b }) => {
    const { server } = await listen(b)
    const log: string[] = []
    server.close((error) => log.push(`callback ${codeOf(error)}`))
    await next(server, 'close')
    assert.deepEqual(log, ['callback none'])
  }),

  behaviour('close() on a server that never listened: the callback gets ERR_SERVER_NOT_RUNNING', async ({ b }) => {
    const error = await new Promise((resolve) => b.net.createServer({}).close(resolve))
    assert.equal(codeOf(error), 'ERR_SERVER_NOT_RUNNING')
  }),

  behaviour('close() twice: the second callback gets ERR_SERVER_NOT_RUNNING', async ({ b }) => {
    const { server } = await listen(b)
    const codes: string[] = []
    server.close((error) => codes.push(codeOf(error)))
    server.close((error) => codes.push(codeOf(error)))
    await quiet(b)
    assert.deepEqual(codes, ['none', 'ERR_SERVER_NOT_RUNNING'])
  }),

  behaviour("close() leaves open connections alone; 'close' comes just before that of the last one", async (stage) => {
    const { server, client, served } = await connectPair(stage)
    const log: string[] = []
    const [near, far] = [watch(client), watch(served, { log, label: 'socket' })]
    server.on('close', () => log.push('server close'))
    server.close()
    await quiet(stage.b)
    assert.deepEqual(log, [])
    client.end('still talking')
    await Promise.all([near.closed, next(server, 'close')])
    assert.equal(far.text(), 'still talking')
    assert.deepEqual(log, ['socket data', 'socket end', 'server close', 'socket close'])
  }),

  behaviour('close() waits for every connection', async (stage) => {
    const { server, port, served } = await connectPair(stage)
    const accepted = next(server, 'connection')
    connect(stage.c, stage.b, port)
    const [second] = await accepted
    const log: string[] = []
    server.close(() => log.push('server'))
    served.on('close', () => log.push('first'))
    second.on('close', () => log.push('second'))
    served.destroy()
    await quiet(stage.b)
    second.destroy()
    await quiet(stage.b)
    assert.deepEqual(log, ['first', 'server', 'second'])
  }),

  behaviour('the port of a closed listener can be listened on at once', async ({ b }) => {
    const { server, port } = await listen(b)
    server.close()
    const again = await listen(b, {}, port)
    assert.equal(again.port, port)
  }),

  behaviour('a port whose connections have just been closed can be listened on at once', async (stage) => {
    const { server, port, client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    served.end()
    await Promise.all([near.closed, far.closed])
    server.close()
    await next(server, 'close')
    const again = await listen(stage.b, {}, port)
    await next(connect(stage.a, stage.b, port), 'connect')
    await quiet(stage.b)
    assert.equal(again.sockets.length, 1)
  }),

  behaviour('a port can be listened on while connections of its former listener are open', async (stage) => {
    const { server, port, client, served } = await connectPair(stage)
    const far = watch(served)
    server.close()
    const again = await listen(stage.b, {}, port)
    await next(connect(stage.a, stage.b, port), 'connect')
    client.end('old one')
    await far.closed
    assert.deepEqual([far.text(), again.sockets.length], ['old one', 1])
  }),

  behaviour("close() on a server that never listened: 'close' comes all the same", async ({ b }) => {
    const server = b.net.createServer({})
    const closed = next(server, 'close')
    server.close()
    await closed
    assert.equal(server.listening, false)
  }),

  behaviour("close() before 'listening' has come: it never listens", async ({ b }) => {
    const server = b.net.createServer({})
    const log: string[] = []
    server.on('listening', () => log.push('listening'))
    server.on('close', () => log.push('close'))
    server.listen({ port: 0 })
    server.close()
    await quiet(b)
    assert.deepEqual([log, server.listening], [['close'], false])
  }),
])
