// Resets: RST sent and received, and writing to a peer that is gone.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, quiet, received, watch } from '../tools/events.ts'
import { connectPair, listen } from '../tools/streams.ts'

export const resetting = topic('resets and peers that are gone', [
  behaviour(
    "resetAndDestroy(): the other end sees ECONNRESET and 'close' after an error, its own only 'close'",
    async (stage) => {
      const { client, served } = await connectPair(stage)
      const [near, far] = [watch(client), watch(served)]
      client.resetAndDestroy()
      assert.equal(client.destroyed, true)
      await Promise.all([near.closed, far.closed])
      assert.deepEqual(near.events, ['close'])
      assert.deepEqual(far.events, ['error ECONNRESET', 'close after error'])
    },
  ),

  behaviour("a reset's error says syscall 'read'", async (stage) => {
    const { client, served } = await connectPair(stage)
    served.resume()
    const failed = next(served, 'error')
    client.resetAndDestroy()
    const [error] = await failed
    assert.deepEqual([error.code, error.syscall, error.message], ['ECONNRESET', 'read', 'read ECONNRESET'])
  }),

  behaviour('resetAndDestroy() on the accepted side: the client sees ECONNRESET', async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.resetAndDestroy()
    await near.closed
    assert.deepEqual(near.events, ['error ECONNRESET', 'close after error'])
  }),

  behaviour('resetAndDestroy() after an exchange: bytes already read stay read, then ECONNRESET', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.write('before')
    await received(served, far, 6)
    client.resetAndDestroy()
    await far.closed
    assert.deepEqual(far.events, ['data', 'error ECONNRESET', 'close after error'])
  }),

  behaviour('a reset reaches a socket that nobody reads', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served, { reads: false })
    client.resetAndDestroy()
    await far.closed
    assert.deepEqual(far.events, ['error ECONNRESET', 'close after error'])
  }),

  behaviour('resetAndDestroy() while connecting: the connection is made, then reset', async ({ a, b }) => {
    const { server, port } = await listen(b)
    const client = a.net.connect({ host: 'b', port })
    const near = watch(client)
    client.resetAndDestroy()
    const [served] = await next(server, 'connection')
    const far = watch(served)
    await Promise.all([near.closed, far.closed])
    assert.deepEqual(near.events, ['connect', 'close'])
    assert.deepEqual(far.events, ['error ECONNRESET', 'close after error'])
  }),

  behaviour("resetAndDestroy() after the close: 'error' is not emitted again", async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.destroy()
    await near.closed
    client.resetAndDestroy()
    await quiet(stage.a)
    assert.deepEqual(near.events, ['close'])
  }),

  behaviour('the peer is gone: a first write is accepted, the one after its reset fails with EPIPE', async (stage) => {
    const { client, served } = await connectPair(stage, { clientHalfOpen: true })
    const near = watch(client)
    served.destroy()
    await next(client, 'end')
    const codes: string[] = []
    client.write('into the void', (error) => codes.push(codeOf(error)))
    await quiet(stage.a)
    client.write('again', (error) => codes.push(codeOf(error)))
    await near.closed
    assert.deepEqual(codes, ['none', 'EPIPE'])
    assert.deepEqual(near.events, ['end', 'error EPIPE', 'close after error'])
  }),

  behaviour(
    'the peer is gone while this end keeps writing: one error, ECONNRESET or EPIPE, and the close',
    async (stage) => {
      const { client, served } = await connectPair(stage, { clientHalfOpen: true })
      const near = watch(client)
      served.on('data', () => served.destroy())
      const more = () => {
        if (client.destroyed) return
        client.write('more')
        stage.a.clock.setTimeout(more, 1)
      }
      more()
      await near.closed
      const errors = near.events.filter((event) => event.startsWith('error'))
      assert.equal(errors.length, 1)
      assert.match(errors[0] ?? '', /^error (ECONNRESET|EPIPE)$/)
      assert.equal(near.events.at(-1), 'close after error')
    },
  ),
])
