// What callbacks are told when a connection fails or is destroyed, and in which order all of it comes.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, next, quiet, watch } from '../tools/events.ts'
import { connectPair } from '../tools/streams.ts'

/** More than the buffers of both ends hold. */
const STUCK_BYTES = 16_777_216

export const failing = topic('callbacks of what fails', [
  behaviour("callbacks of writes that destroy() throws away come before 'close'", async (stage) => {
    const { client, served } = await connectPair(stage)
    served.pause()
    const near = watch(client)
    client.write(new Uint8Array(STUCK_BYTES))
    client.write('one', (error) => near.events.push(`one ${codeOf(error)}`))
    client.write('two', (error) => near.events.push(`two ${codeOf(error)}`))
    await quiet(stage.a)
    client.destroy()
    near.events.push('returned')
    await near.closed
    assert.deepEqual(near.events, ['returned', 'one ERR_STREAM_DESTROYED', 'two ERR_STREAM_DESTROYED', 'close'])
  }),

  behaviour('callbacks of writes that destroy(error) throws away get that error, after the event', async (stage) => {
    const { client, served } = await connectPair(stage)
    served.pause()
    const near = watch(client)
    client.write(new Uint8Array(STUCK_BYTES))
    client.write('one', (error) => near.events.push(`one ${codeOf(error)}`))
    await quiet(stage.a)
    client.destroy(new Error('enough'))
    await near.closed
    assert.deepEqual(near.events, ['error enough', 'one enough', 'close after error'])
  }),

  behaviour('the callback of a corked write that destroy() throws away gets ERR_STREAM_DESTROYED', async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.cork()
    client.write('held', (error) => near.events.push(`held ${codeOf(error)}`))
    client.destroy()
    await near.closed
    assert.deepEqual(near.events, ['held ERR_STREAM_DESTROYED', 'close'])
  }),

  behaviour('a reset by the peer: the callbacks of buffered writes get ECONNRESET', async (stage) => {
    const { client, served } = await connectPair(stage)
    served.pause()
    const near = watch(client)
    const codes: string[] = []
    client.write(new Uint8Array(STUCK_BYTES))
    client.write('behind', (error) => codes.push(codeOf(error)))
    await quiet(stage.a)
    served.resetAndDestroy()
    await near.closed
    await quiet(stage.a)
    assert.deepEqual(codes, ['ECONNRESET'])
    assert.deepEqual(near.events.slice(-2), ['error ECONNRESET', 'close after error'])
  }),

  behaviour("a write inside the 'close' listener: false, and ERR_STREAM_DESTROYED to its callback", async (stage) => {
    const { client } = await connectPair(stage)
    const log: string[] = []
    client.on('close', () => {
      const returned = client.write('x', (error) => log.push(codeOf(error)))
      log.push(`${returned}`)
    })
    client.destroy()
    await quiet(stage.a)
    assert.deepEqual(log, ['false', 'ERR_STREAM_DESTROYED'])
  }),

  behaviour("a write inside the 'error' listener: false, and an error to its callback", async (stage) => {
    const { client, served } = await connectPair(stage)
    const log: string[] = []
    client.on('error', () => {
      const returned = client.write('x', (error) => log.push(codeOf(error)))
      log.push(`${returned}`)
    })
    served.resetAndDestroy()
    await next(client, 'close')
    await quiet(stage.a)
    assert.deepEqual(log, ['false', 'ERR_STREAM_DESTROYED'])
  }),

  behaviour('end(callback) after the end: the callback gets ERR_STREAM_ALREADY_FINISHED', async (stage) => {
    const { client } = await connectPair(stage, { server: { allowHalfOpen: true } })
    await new Promise<void>((resolve) => client.end(() => resolve()))
    const error = await new Promise<unknown>((resolve) => {
      client.end(resolve as () => void)
    })
    assert.equal(codeOf(error), 'ERR_STREAM_ALREADY_FINISHED')
  }),

  behaviour('end(callback) after destroy(): the callback never comes', async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.destroy()
    client.end(() => near.events.push('ended'))
    await near.closed
    await quiet(stage.a)
    assert.deepEqual(near.events, ['close'])
  }),

  behaviour('destroy() right after end(bytes): what the system had taken arrives all the same', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    client.end('taken')
    client.destroy()
    await Promise.all([near.closed, far.closed])
    assert.deepEqual([near.events, far.events, far.text()], [['close'], ['data', 'end', 'close'], 'taken'])
  }),

  behaviour('both ends destroy at the same time: both only close', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    client.destroy()
    served.destroy()
    await Promise.all([near.closed, far.closed])
    await quiet(stage.a)
    assert.deepEqual([near.events, far.events], [['close'], ['close']])
  }),

  behaviour('both ends reset at the same time: both only close', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    client.resetAndDestroy()
    served.resetAndDestroy()
    await Promise.all([near.closed, far.closed])
    await quiet(stage.a)
    assert.deepEqual([near.events, far.events], [['close'], ['close']])
  }),

  behaviour("destroy() inside the 'end' listener: 'close' follows, nothing else", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.on('end', () => served.destroy())
    client.end()
    await far.closed
    assert.deepEqual(far.events, ['end', 'close'])
  }),

  behaviour("destroy(error) inside a 'data' listener: the error, then the close, and no 'end'", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.on('data', () => served.destroy(new Error('bad message')))
    client.end('nonsense')
    await far.closed
    assert.deepEqual(far.events, ['data', 'error bad message', 'close after error'])
    assert.equal(served.readableEnded, false)
  }),

  behaviour('a reset while this end is half-closed is an ECONNRESET', async (stage) => {
    const { client, served } = await connectPair(stage, { server: { allowHalfOpen: true } })
    const near = watch(client)
    served.resume()
    client.end('question')
    await next(served, 'end')
    served.resetAndDestroy()
    await near.closed
    assert.deepEqual(near.events, ['error ECONNRESET', 'close after error'])
  }),

  behaviour('half-closed by this end: a megabyte from the other still arrives whole', async (stage) => {
    const { client, served } = await connectPair(stage, { server: { allowHalfOpen: true } })
    const near = watch(client)
    served.resume()
    client.end('send it')
    await next(served, 'end')
    served.end(new Uint8Array(1_048_576))
    await near.closed
    assert.deepEqual([near.byteLength(), near.events], [1_048_576, ['data', 'end', 'close']])
  }),
])
