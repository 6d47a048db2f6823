// Flow control at the reader: pause and resume, and bytes that nobody has asked for yet.
import assert from 'node:assert/strict'
import type { EventEmitter } from 'node:events'
import { behaviour, topic } from '../behaviour.ts'
import { next, pattern, quiet, received, watch } from '../tools/events.ts'
import { connectPair, listen } from '../tools/streams.ts'

export const flowing = topic('pausing and resuming', [
  behaviour("no 'data' while paused; after resume() all of it, in order", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.pause()
    client.write('one ')
    await quiet(stage.b)
    client.write('two')
    await quiet(stage.b)
    assert.deepEqual(far.events, [])
    served.resume()
    await received(served, far, 7)
    assert.equal(far.text(), 'one two')
  }),

  behaviour('isPaused() follows pause() and resume() at once', async (stage) => {
    const { served } = await connectPair(stage)
    const states = [served.isPaused()]
    served.pause()
    states.push(served.isPaused())
    served.resume()
    states.push(served.isPaused())
    assert.deepEqual(states, [false, true, false])
  }),

  behaviour("resume() brings no 'data' before it has returned", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.pause()
    client.write('kept')
    await quiet(stage.b)
    served.resume()
    assert.deepEqual(far.events, [])
    await received(served, far, 4)
  }),

  behaviour("pause() inside a 'data' listener: no further 'data' until resume()", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.on('data', () => served.pause())
    client.write(pattern(1_048_576))
    await quiet(stage.b)
    assert.equal(far.chunks.length, 1)
    served.resume()
    await quiet(stage.b)
    assert.equal(far.chunks.length, 2)
  }),

  behaviour('bytes that arrive before a listener is attached are kept for it', async (stage) => {
    const { client, served } = await connectPair(stage)
    client.write('early')
    await quiet(stage.b)
    assert.equal(served.readableEnded, false)
    const far = watch(served)
    await received(served, far, 5)
    assert.equal(far.text(), 'early')
  }),

  behaviour("addListener('data') makes it flow as on('data') does", async (stage) => {
    const { client, served } = await connectPair(stage)
    client.write('early')
    await quiet(stage.b)
    const chunks: Uint8Array[] = []
    const emitter = served as unknown as EventEmitter
    emitter.addListener('data', (bytes: Uint8Array) => chunks.push(bytes))
    await quiet(stage.b)
    assert.equal(Buffer.concat(chunks).toString(), 'early')
  }),

  behaviour("attaching a 'data' listener brings no 'data' before on() has returned", async (stage) => {
    const { client, served } = await connectPair(stage)
    client.write('early')
    await quiet(stage.b)
    const far = watch(served)
    assert.deepEqual(far.events, [])
    await received(served, far, 5)
  }),

  behaviour("attaching a 'data' listener to a paused socket does not make it flow", async (stage) => {
    const { client, served } = await connectPair(stage)
    served.pause()
    const far = watch(served)
    client.write('kept')
    await quiet(stage.b)
    assert.deepEqual([far.events, served.isPaused()], [[], true])
    served.resume()
    await received(served, far, 4)
  }),

  behaviour('resume() without a listener throws the bytes away', async (stage) => {
    const { client, served } = await connectPair(stage)
    served.resume()
    client.write('lost')
    await quiet(stage.b)
    const far = watch(served)
    client.write('found')
    await received(served, far, 5)
    assert.deepEqual([far.text(), served.bytesRead], ['found', 9])
  }),

  behaviour('every data listener gets every byte', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [one, two] = [watch(served), watch(served)]
    client.end('for both')
    await Promise.all([one.closed, two.closed])
    assert.deepEqual([one.text(), two.text()], ['for both', 'for both'])
  }),

  behaviour('a listener taken off gets no more', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    let calls = 0
    const listener = () => {
      calls++
    }
    served.on('data', listener)
    client.write('1')
    await received(served, far, 1)
    served.off('data', listener)
    client.write('2')
    await received(served, far, 2)
    assert.deepEqual([calls, served.listenerCount('data')], [1, 1])
  }),

  behaviour('a once() listener is called once', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    let calls = 0
    served.once('data', () => {
      calls++
    })
    client.write('1')
    await received(served, far, 1)
    client.write('2')
    await received(served, far, 2)
    assert.equal(calls, 1)
  }),

  behaviour('removeAllListeners() of an event takes all of them off', async (stage) => {
    const { served } = await connectPair(stage)
    let calls = 0
    served.on('timeout', () => calls++)
    served.once('timeout', () => calls++)
    assert.equal(served.listenerCount('timeout'), 2)
    served.removeAllListeners('timeout')
    assert.equal(served.listenerCount('timeout'), 0)
    served.setTimeout(5)
    await quiet(stage.b)
    assert.equal(calls, 0)
  }),

  behaviour('a paused socket writes all the same', async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.pause()
    served.write('out')
    await received(client, near, 3)
    assert.equal(near.text(), 'out')
  }),

  behaviour('a paused socket can be destroyed', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.pause()
    client.write('never read')
    await quiet(stage.b)
    served.destroy()
    await far.closed
    assert.deepEqual(far.events, ['close'])
  }),

  behaviour("pauseOnConnect: nothing is read and no 'data' comes until resume()", async (stage) => {
    const { client, served } = await connectPair(stage, { server: { pauseOnConnect: true } })
    const far = watch(served)
    client.write('waiting')
    await quiet(stage.b)
    assert.deepEqual([far.events, served.isPaused(), served.bytesRead], [[], true, 0])
    served.resume()
    await received(served, far, 7)
    assert.equal(far.text(), 'waiting')
  }),

  behaviour("pauseOnConnect: 'end' and 'close' come after resume() too", async (stage) => {
    const { client, served } = await connectPair(stage, { server: { pauseOnConnect: true } })
    const far = watch(served)
    client.end('all of it')
    await quiet(stage.b)
    assert.deepEqual(far.events, [])
    served.resume()
    await far.closed
    assert.deepEqual(far.events, ['data', 'end', 'close'])
  }),

  behaviour('a paused client that resumes from time to time gets a megabyte whole', async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    const bytes = pattern(1_048_576)
    client.on('data', () => {
      client.pause()
      stage.a.clock.setTimeout(() => client.resume(), 1)
    })
    served.end(bytes)
    await near.closed
    assert.equal(near.byteLength(), 1_048_576)
    assert.deepEqual(near.events, ['data', 'end', 'close'])
  }),

  behaviour("'end' is not emitted before the last bytes were read", async (stage) => {
    const { client, served } = await connectPair(stage)
    let readAtEnd = -1
    const far = watch(served)
    served.on('end', () => {
      readAtEnd = far.byteLength()
    })
    served.pause()
    client.end(pattern(300_000))
    await quiet(stage.b)
    served.resume()
    await next(served, 'close')
    assert.equal(readAtEnd, 300_000)
  }),

  behaviour("pause() before the connection: no 'data' until resume()", async ({ a, b }) => {
    const { server, port } = await listen(b)
    const client = a.net.connect({ host: 'b', port })
    const near = watch(client)
    client.pause()
    const [served] = await next(server, 'connection')
    served.write('early')
    await quiet(a)
    assert.deepEqual(near.events, ['connect'])
    client.resume()
    await received(client, near, 5)
  }),

  behaviour('a paused socket reads ahead a little: bytesRead counts it', async (stage) => {
    const { client, served } = await connectPair(stage)
    served.pause()
    client.write('ahead')
    await quiet(stage.b)
    assert.equal(served.bytesRead, 5)
  }),

  behaviour('a paused socket does not read ahead without end', async (stage) => {
    const { client, served } = await connectPair(stage)
    served.pause()
    client.write(new Uint8Array(16_777_216))
    await quiet(stage.b)
    assert.equal(served.bytesRead > 0 && served.bytesRead <= 131_072, true, `${served.bytesRead} bytes`)
  }),
])
