// Backpressure at the writer: what write() returns, and when 'drain' comes.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { next, pattern, quiet, received, watch } from '../tools/events.ts'
import { connectPair, listen } from '../tools/streams.ts'

/** More than the buffers of both ends hold. */
const STUCK_BYTES = 16_777_216

export const draining = topic('backpressure and drain', [
  behaviour('a small write returns true', async (stage) => {
    const { client } = await connectPair(stage)
    assert.equal(client.write('x'), true)
    assert.equal(client.writableNeedDrain, false)
  }),

  behaviour('a write that the system takes at once returns true, even one of 64 KiB', async (stage) => {
    const { client } = await connectPair(stage)
    const near = watch(client)
    assert.equal(client.write(new Uint8Array(65_536)), true)
    assert.deepEqual([client.writableLength, client.writableNeedDrain], [0, false])
    await quiet(stage.a)
    assert.deepEqual(near.events, [])
  }),

  behaviour('a write larger than the buffers of the system returns false', async (stage) => {
    const { client } = await connectPair(stage)
    assert.equal(client.write(new Uint8Array(STUCK_BYTES)), false)
    assert.equal(client.writableNeedDrain, true)
  }),

  behaviour(
    'while nothing goes out, 16,383 buffered bytes are below the high-water mark and 64 KiB are not',
    async ({ a, b }) => {
      const { port } = await listen(b)
      const client = a.net.connect({ host: 'b', port })
      assert.equal(client.write(new Uint8Array(16_383)), true)
      assert.equal(client.writableNeedDrain, false)
      assert.equal(client.write(new Uint8Array(49_153)), false)
      assert.equal(client.writableNeedDrain, true)
    },
  ),

  behaviour("a write before the connection that returned false: 'drain' comes after 'connect'", async ({ a, b }) => {
    const { port } = await listen(b)
    const client = a.net.connect({ host: 'b', port })
    const near = watch(client)
    assert.equal(client.write(new Uint8Array(65_536)), false)
    await next(client, 'drain')
    assert.deepEqual(near.events, ['connect', 'drain'])
  }),

  behaviour("write() returned false: writableNeedDrain is true until 'drain', which comes once", async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.resume()
    assert.equal(client.write(new Uint8Array(STUCK_BYTES)), false)
    assert.deepEqual([client.writableNeedDrain, near.events], [true, []])
    await next(client, 'drain')
    assert.deepEqual([client.writableNeedDrain, client.writableLength], [false, 0])
    await quiet(stage.a)
    assert.deepEqual(near.events, ['drain'])
  }),

  behaviour("no 'drain' when write() never returned false", async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.resume()
    for (let turn = 0; turn < 5; turn++) {
      client.write('small')
      await quiet(stage.a)
    }
    assert.deepEqual(near.events, [])
  }),

  behaviour(
    "writes behind one that is stuck return false too, and 'drain' comes once, after all of them",
    async (stage) => {
      const { client, served } = await connectPair(stage)
      const near = watch(client)
      const far = watch(served)
      served.pause()
      const returned = [new Uint8Array(STUCK_BYTES), 'two', 'three'].map((data) => client.write(data))
      assert.deepEqual(returned, [false, false, false])
      served.resume()
      await received(served, far, STUCK_BYTES + 8)
      await quiet(stage.a)
      assert.deepEqual(near.events, ['drain'])
    },
  ),

  behaviour("'drain' comes before the callback of the write that had filled the buffer", async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.resume()
    await new Promise<void>((resolve) => {
      client.write(new Uint8Array(STUCK_BYTES), () => {
        near.events.push('callback')
        resolve()
      })
    })
    assert.deepEqual(near.events, ['drain', 'callback'])
  }),

  behaviour("end() right after write() returned false: no 'drain' comes", async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.resume()
    assert.equal(client.write(new Uint8Array(STUCK_BYTES)), false)
    client.end()
    await near.closed
    assert.deepEqual(near.events, ['end', 'close'])
  }),

  behaviour(
    "the reader stands still: the buffer does not empty and no 'drain' comes, until it reads",
    async (stage) => {
      const { client, served } = await connectPair(stage)
      const near = watch(client)
      const far = watch(served)
      served.pause()
      assert.equal(client.write(new Uint8Array(STUCK_BYTES)), false)
      await quiet(stage.a)
      assert.deepEqual([near.events, client.writableLength > 0, client.writableNeedDrain], [[], true, true])
      served.resume()
      await next(client, 'drain')
      assert.equal(client.writableLength, 0)
      await received(served, far, STUCK_BYTES)
    },
  ),

  behaviour("a sender that waits for 'drain' gets 4 MiB across to a slow reader", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    served.on('data', () => {
      served.pause()
      stage.b.clock.setTimeout(() => served.resume(), 1)
    })
    let left = 64
    const send = () => {
      while (left > 0) {
        left--
        if (!client.write(pattern(65_536, left))) break
      }
      if (left === 0) client.end()
      else client.once('drain', send)
    }
    send()
    await far.closed
    assert.equal(far.byteLength(), 4_194_304)
  }),
])
