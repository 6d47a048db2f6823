// socket.setTimeout(): the idle timer of a connection.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { next, received, sleep, watch } from '../tools/events.ts'
import { connectPair, listen } from '../tools/streams.ts'

export const timeouts = topic('idle timeouts', [
  behaviour("'timeout' comes once after that long without traffic, and the socket stays open", async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    const start = stage.a.clock.monotonicNow()
    client.setTimeout(20)
    await next(client, 'timeout')
    assert.equal(stage.a.clock.monotonicNow() - start >= 19, true)
    await sleep(stage.a, 50)
    assert.deepEqual([near.events, client.destroyed], [['timeout'], false])
    client.write('alive')
    await received(served, far, 5)
  }),

  behaviour("the callback is a once() listener of 'timeout'", async (stage) => {
    const { client } = await connectPair(stage)
    let calls = 0
    assert.equal(
      client.setTimeout(10, () => calls++),
      client,
    )
    assert.equal(client.listenerCount('timeout'), 1)
    await sleep(stage.a, 40)
    assert.deepEqual([calls, client.listenerCount('timeout')], [1, 0])
  }),

  behaviour('bytes that arrive start the time anew', async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    client.setTimeout(150)
    for (let turn = 0; turn < 5; turn++) {
      await sleep(stage.a, 50)
      served.write('x')
    }
    assert.deepEqual(near.events, ['data'])
    await next(client, 'timeout')
    assert.deepEqual(near.events, ['data', 'timeout'])
  }),

  behaviour('bytes that are written start the time anew', async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.resume()
    client.setTimeout(150)
    for (let turn = 0; turn < 5; turn++) {
      await sleep(stage.a, 50)
      client.write('x')
    }
    assert.deepEqual(near.events, [])
    await next(client, 'timeout')
    assert.deepEqual(near.events, ['timeout'])
  }),

  behaviour("traffic after a 'timeout' arms it again", async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    client.setTimeout(10)
    await next(client, 'timeout')
    served.write('wake up')
    await next(client, 'timeout')
    assert.deepEqual(near.events, ['timeout', 'data', 'timeout'])
  }),

  behaviour('setTimeout(0) turns it off', async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.setTimeout(20)
    client.setTimeout(0)
    await sleep(stage.a, 60)
    assert.deepEqual(near.events, [])
  }),

  behaviour('setTimeout(0, callback) takes the callback off', async (stage) => {
    const { client } = await connectPair(stage)
    let calls = 0
    const callback = () => {
      calls++
    }
    client.setTimeout(20, callback)
    client.setTimeout(0, callback)
    assert.equal(client.listenerCount('timeout'), 0)
    await sleep(stage.a, 60)
    assert.equal(calls, 0)
  }),

  behaviour('setTimeout() again replaces the time', async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.setTimeout(10)
    client.setTimeout(5_000)
    await sleep(stage.a, 50)
    assert.deepEqual(near.events, [])
  }),

  behaviour("a closed socket emits no 'timeout'", async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    client.setTimeout(10)
    client.destroy()
    await sleep(stage.a, 50)
    assert.deepEqual(near.events, ['close'])
  }),

  behaviour("destroy() inside the 'timeout' listener closes without an error", async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    client.setTimeout(10, () => client.destroy())
    await Promise.all([near.closed, far.closed])
    assert.deepEqual(
      [near.events, far.events],
      [
        ['timeout', 'close'],
        ['end', 'close'],
      ],
    )
  }),

  behaviour('each end has a time of its own', async (stage) => {
    const { client, served } = await connectPair(stage)
    const log: string[] = []
    watch(client, { log, label: 'client' })
    watch(served, { log, label: 'served' })
    client.setTimeout(60)
    served.setTimeout(10)
    await next(client, 'timeout')
    assert.deepEqual(log, ['served timeout', 'client timeout'])
  }),

  behaviour('a half-open connection still times out', async (stage) => {
    const { client, served } = await connectPair(stage, { server: { allowHalfOpen: true } })
    const far = watch(served)
    client.end()
    await next(served, 'end')
    served.setTimeout(10)
    await next(served, 'timeout')
    assert.deepEqual(far.events, ['end', 'timeout'])
  }),

  behaviour("a write that is stuck does not keep 'timeout' from coming", async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.pause()
    client.write(new Uint8Array(16_777_216))
    client.setTimeout(30)
    await next(client, 'timeout')
    assert.deepEqual(near.events, ['timeout'])
  }),

  behaviour('a time set before the connection counts for it', async ({ a, b }) => {
    const { port } = await listen(b)
    const client = a.net.connect({ host: 'b', port })
    const near = watch(client)
    client.setTimeout(30)
    await next(client, 'timeout')
    assert.deepEqual(near.events, ['connect', 'timeout'])
  }),

  behaviour('the other end keeps its time too: a one-way stream keeps both alive', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    client.setTimeout(150)
    served.setTimeout(150)
    for (let turn = 0; turn < 5; turn++) {
      await sleep(stage.a, 50)
      client.write('x')
    }
    assert.deepEqual([near.events, far.events], [[], ['data']])
  }),
])
