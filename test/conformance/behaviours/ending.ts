// Orderly ends: FIN in either order, half-open connections, and what may still be written.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, pattern, quiet, received, watch } from '../tools/events.ts'
import { connectPair } from '../tools/streams.ts'

const halfOpen = { server: { allowHalfOpen: true } }

export const ending = topic('ending and half-open', [
  behaviour(
    "end(): the other end sees 'end' and closes by itself, and so both are closed without an error",
    async (stage) => {
      const { client, served } = await connectPair(stage)
      const [near, far] = [watch(client), watch(served)]
      client.end()
      await Promise.all([near.closed, far.closed])
      assert.deepEqual(near.events, ['end', 'close'])
      assert.deepEqual(far.events, ['end', 'close'])
    },
  ),

  behaviour("end(bytes): they arrive before 'end'", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.end('last words')
    await far.closed
    assert.deepEqual(far.events, ['data', 'end', 'close'])
    assert.equal(far.text(), 'last words')
  }),

  behaviour('end() right after a megabyte of writes: every byte arrives before the end', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    for (let part = 0; part < 16; part++) client.write(pattern(65_536, part))
    client.end()
    await far.closed
    assert.equal(far.byteLength(), 1_048_576)
    assert.deepEqual(far.events, ['data', 'end', 'close'])
  }),

  behaviour('the accepted end may end first', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    served.end('goodbye')
    await Promise.all([near.closed, far.closed])
    assert.deepEqual(near.events, ['data', 'end', 'close'])
    assert.deepEqual(far.events, ['end', 'close'])
  }),

  behaviour('both ends end at the same time: both close without an error', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    client.end('from the client')
    served.end('from the server')
    await Promise.all([near.closed, far.closed])
    assert.deepEqual(near.events, ['data', 'end', 'close'])
    assert.deepEqual(far.events, ['data', 'end', 'close'])
    assert.deepEqual([near.text(), far.text()], ['from the server', 'from the client'])
  }),

  behaviour('writableEnded and readableEnded tell which side is over', async (stage) => {
    const { client, served } = await connectPair(stage, halfOpen)
    const flags = () => [client.writableEnded, client.readableEnded, served.writableEnded, served.readableEnded]
    watch(client)
    watch(served)
    assert.deepEqual(flags(), [false, false, false, false])
    client.end()
    assert.deepEqual(flags(), [true, false, false, false])
    await next(served, 'end')
    assert.deepEqual(flags(), [true, false, false, true])
    served.end()
    await next(client, 'end')
    assert.deepEqual(flags(), [true, true, true, true])
  }),

  behaviour('a half-open server goes on writing after the client has ended', async (stage) => {
    const { client, served } = await connectPair(stage, halfOpen)
    const [near, far] = [watch(client), watch(served)]
    client.end('question')
    await next(served, 'end')
    served.write('long ')
    await quiet(stage.b)
    served.end('answer')
    await Promise.all([near.closed, far.closed])
    assert.equal(near.text(), 'long answer')
    assert.deepEqual(near.events, ['data', 'end', 'close'])
    assert.deepEqual(far.events, ['data', 'end', 'close'])
  }),

  behaviour('a half-open client goes on writing after the server has ended', async (stage) => {
    const { client, served } = await connectPair(stage, { clientHalfOpen: true })
    const [near, far] = [watch(client), watch(served)]
    served.end()
    await next(client, 'end')
    await quiet(stage.a)
    assert.deepEqual(near.events, ['end'])
    client.end('still here')
    await Promise.all([near.closed, far.closed])
    assert.equal(far.text(), 'still here')
    assert.deepEqual(far.events, ['data', 'end', 'close'])
  }),

  behaviour('a half-open socket stays open until its own end()', async (stage) => {
    const { client, served } = await connectPair(stage, halfOpen)
    const [near, far] = [watch(client), watch(served)]
    client.end()
    await quiet(stage.a)
    assert.deepEqual([near.events, far.events], [[], ['end']])
    assert.deepEqual([client.destroyed, served.destroyed], [false, false])
    served.end()
    await Promise.all([near.closed, far.closed])
    assert.deepEqual(
      [near.events, far.events],
      [
        ['end', 'close'],
        ['end', 'close'],
      ],
    )
  }),

  behaviour('without allowHalfOpen, what was written before the peer ended is still sent', async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.on('data', () => served.write('answer'))
    client.end('question')
    await near.closed
    assert.equal(near.text(), 'answer')
    assert.deepEqual(near.events, ['data', 'end', 'close'])
  }),

  behaviour("without allowHalfOpen, a write inside the 'end' listener is still sent", async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    served.on('end', () => served.write('just in time'))
    client.end()
    await Promise.all([near.closed, far.closed])
    assert.equal(near.text(), 'just in time')
    assert.deepEqual(far.events, ['end', 'close'])
  }),

  behaviour("with allowHalfOpen, a write inside the 'end' listener arrives", async (stage) => {
    const { client, served } = await connectPair(stage, halfOpen)
    const near = watch(client)
    served.resume()
    served.on('end', () => served.end('in time'))
    client.end()
    await near.closed
    assert.equal(near.text(), 'in time')
  }),

  behaviour(
    "write() after end(): 'error' ERR_STREAM_WRITE_AFTER_END, the callback gets it too, the socket closes",
    async (stage) => {
      const { client, served } = await connectPair(stage)
      const near = watch(client)
      served.resume()
      const codes: string[] = []
      client.end()
      assert.equal(
        client.write('more', (error) => codes.push(codeOf(error))),
        false,
      )
      assert.deepEqual([near.events, codes], [[], []])
      await near.closed
      assert.deepEqual(near.events, ['error ERR_STREAM_WRITE_AFTER_END', 'close after error'])
      assert.deepEqual(codes, ['ERR_STREAM_WRITE_AFTER_END'])
    },
  ),

  behaviour('end() twice is the same as once', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    client.end('x')
    client.end()
    await Promise.all([near.closed, far.closed])
    assert.deepEqual(near.events, ['end', 'close'])
    assert.deepEqual(far.events, ['data', 'end', 'close'])
  }),

  behaviour('end(bytes) after end(): ERR_STREAM_WRITE_AFTER_END', async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.end('x')
    client.end('y')
    await near.closed
    assert.deepEqual(near.events, ['error ERR_STREAM_WRITE_AFTER_END', 'close after error'])
  }),

  behaviour(
    'the callback of end() comes once all is handed over, after those of the writes and before the close',
    async (stage) => {
      const { client, served } = await connectPair(stage)
      const near = watch(client)
      served.resume()
      client.write('one', () => near.events.push('first written'))
      client.write('two', () => near.events.push('second written'))
      client.end(() => near.events.push('ended'))
      near.events.push('returned')
      await near.closed
      assert.deepEqual(near.events, ['returned', 'first written', 'second written', 'ended', 'end', 'close'])
    },
  ),

  behaviour("nobody reads: no 'end' and no 'close', until resume()", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served, { reads: false })
    client.end('unread')
    await quiet(stage.b)
    assert.deepEqual(far.events, [])
    assert.deepEqual([served.readableEnded, served.destroyed], [false, false])
    served.resume()
    await far.closed
    assert.deepEqual(far.events, ['end', 'close'])
  }),

  behaviour("nobody reads and nothing was sent: 'end' and 'close' come all the same", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served, { reads: false })
    client.end()
    await far.closed
    assert.deepEqual(far.events, ['end', 'close'])
  }),

  behaviour("paused and nothing was sent: 'end' and 'close' come all the same", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.pause()
    client.end()
    await far.closed
    assert.deepEqual(far.events, ['end', 'close'])
    assert.equal(served.isPaused(), true)
  }),

  behaviour("paused: bytes and end that arrive meanwhile come after resume(), 'end' last", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.pause()
    client.end('kept')
    await quiet(stage.b)
    assert.deepEqual(far.events, [])
    served.resume()
    await far.closed
    assert.deepEqual(far.events, ['data', 'end', 'close'])
    assert.equal(far.text(), 'kept')
  }),

  behaviour('an exchange of ten turns on one connection, then an orderly end', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    served.on('data', (bytes) => served.write(bytes))
    for (let turn = 1; turn <= 10; turn++) {
      client.write(`${turn % 10}`)
      await received(client, near, turn)
    }
    client.end()
    await Promise.all([near.closed, far.closed])
    assert.equal(near.text(), '1234567890')
    assert.deepEqual(near.events, ['data', 'end', 'close'])
  }),
])
