// Connections that cannot be made, and what the error says.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, quiet, watch } from '../tools/events.ts'
import { connect, connectPair, listen, unusedPort } from '../tools/streams.ts'

/** No name server knows it, by RFC 6761 section 6.4. */
const NO_SUCH_HOST = 'no-such-host.invalid'

export const refused = topic('refused and unknown', [
  behaviour("nobody listens: 'error' ECONNREFUSED, then 'close' after an error, and no 'connect'", async ({ a, b }) => {
    const port = await unusedPort(b)
    const client = a.net.connect({ host: 'b', port })
    const seen = watch(client)
    await seen.closed
    assert.deepEqual(seen.events, ['error ECONNREFUSED', 'close after error'])
    assert.deepEqual([client.connecting, client.destroyed], [false, true])
  }),

  behaviour('the error of a refused connection says syscall, address and port', async ({ a, b }) => {
    const port = await unusedPort(b)
    const [error] = await next(a.net.connect({ host: b.address, port }), 'error')
    assert.deepEqual(
      [error.code, error.syscall, error.address, error.port, error.message],
      ['ECONNREFUSED', 'connect', b.address, port, `connect ECONNREFUSED ${b.address}:${port}`],
    )
  }),

  behaviour('a refused connection by name: the error says the address, not the name', async ({ a, b }) => {
    const port = await unusedPort(b)
    const [error] = await next(a.net.connect({ host: 'b', port }), 'error')
    assert.deepEqual([error.code, error.address, error.port], ['ECONNREFUSED', b.address, port])
  }),

  behaviour('nobody listens on the host itself: ECONNREFUSED', async ({ a }) => {
    const port = await unusedPort(a)
    const seen = watch(a.net.connect({ port }))
    await seen.closed
    assert.deepEqual(seen.events, ['error ECONNREFUSED', 'close after error'])
  }),

  behaviour('a closed listener refuses, an open one on another port of the host does not', async ({ a, b }) => {
    const [closing, staying] = [await listen(b), await listen(b)]
    closing.server.close()
    await next(closing.server, 'close')
    const seen = watch(connect(a, b, closing.port))
    const other = watch(connect(a, b, staying.port))
    await seen.closed
    await quiet(a)
    assert.deepEqual(seen.events, ['error ECONNREFUSED', 'close after error'])
    assert.deepEqual(other.events, ['connect'])
  }),

  behaviour('the port listens on one host only: others refuse', async ({ a, b, c }) => {
    const { port } = await listen(b)
    const seen = watch(connect(a, c, port))
    await seen.closed
    assert.deepEqual(seen.events, ['error ECONNREFUSED', 'close after error'])
  }),

  behaviour('a datagram socket on the port is no listener: ECONNREFUSED', async ({ a, b }) => {
    const port = await unusedPort(b)
    const socket = b.dgram.createSocket('udp4')
    socket.bind({ port })
    await next(socket, 'listening')
    const seen = watch(connect(a, b, port))
    await seen.closed
    assert.deepEqual(seen.events, ['error ECONNREFUSED', 'close after error'])
  }),

  behaviour(
    'write() while connecting to nobody: the first callback gets ERR_SOCKET_CLOSED_BEFORE_CONNECTION, the next the refusal',
    async ({ a, b }) => {
      const port = await unusedPort(b)
      const client = a.net.connect({ host: 'b', port })
      const seen = watch(client)
      const codes: string[] = []
      client.write('one', (error) => codes.push(codeOf(error)))
      client.write('two', (error) => codes.push(codeOf(error)))
      await seen.closed
      await quiet(a)
      assert.deepEqual(seen.events, ['error ECONNREFUSED', 'close after error'])
      assert.deepEqual(codes, ['ERR_SOCKET_CLOSED_BEFORE_CONNECTION', 'ECONNREFUSED'])
    },
  ),

  behaviour('end(bytes) while connecting to nobody: one error, one close', async ({ a, b }) => {
    const port = await unusedPort(b)
    const seen = watch(a.net.connect({ host: 'b', port }).end('hello?'))
    await seen.closed
    assert.deepEqual(seen.events, ['error ECONNREFUSED', 'close after error'])
  }),

  behaviour('destroy() before the refusal arrives: no error, only the close', async ({ a, b }) => {
    const port = await unusedPort(b)
    const client = a.net.connect({ host: 'b', port })
    const seen = watch(client)
    client.destroy()
    await quiet(a)
    assert.deepEqual(seen.events, ['close'])
  }),

  behaviour(
    "the refused socket's error listener may connect anew, to a listener that is there by then",
    async ({ a, b }) => {
      const port = await unusedPort(b)
      const log: string[] = []
      const done = new Promise<void>((resolve) => {
        a.net.connect({ host: 'b', port }).on('error', (error) => {
          log.push(codeOf(error))
          b.net.createServer({}).listen({ port }, () => {
            a.net.connect({ host: 'b', port }, () => {
              log.push('connect')
              resolve()
            })
          })
        })
      })
      await done
      assert.deepEqual(log, ['ECONNREFUSED', 'connect'])
    },
  ),

  behaviour("an unknown name: 'error' ENOTFOUND, then 'close' after an error", async ({ a }) => {
    const seen = watch(a.net.connect({ host: NO_SUCH_HOST, port: 1 }))
    await seen.closed
    assert.deepEqual(seen.events, ['error ENOTFOUND', 'close after error'])
  }),

  behaviour('the error of an unknown name says syscall and hostname', async ({ a }) => {
    const [error] = await next(a.net.connect({ host: NO_SUCH_HOST, port: 1 }), 'error')
    const { hostname } = error as { hostname?: string }
    assert.deepEqual(
      [error.code, error.syscall, hostname, error.message],
      ['ENOTFOUND', 'getaddrinfo', NO_SUCH_HOST, `getaddrinfo ENOTFOUND ${NO_SUCH_HOST}`],
    )
  }),

  behaviour('an unknown name does not throw, and says nothing before the call has returned', async ({ a }) => {
    const seen = watch(a.net.connect({ host: NO_SUCH_HOST, port: 1 }))
    assert.deepEqual(seen.events, [])
    await seen.closed
  }),

  behaviour('a refusal costs the other connections of the host nothing', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    const seen = watch(connect(stage.a, stage.b, await unusedPort(stage.b)))
    await seen.closed
    client.end('unharmed')
    await far.closed
    assert.equal(far.text(), 'unharmed')
  }),
])
