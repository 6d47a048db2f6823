// write(): when its callback comes, what arrives, and what is counted.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { joined, pattern, quiet, received, watch } from '../tools/events.ts'
import { connectPair } from '../tools/streams.ts'

/** More than the buffers of both ends hold. */
const STUCK_BYTES = 16_777_216

export const writing = topic('writing', [
  behaviour('the callback comes after write() has returned', async (stage) => {
    const { client } = await connectPair(stage)
    const log: string[] = []
    const written = new Promise<void>((resolve) => {
      client.write('x', (error) => {
        log.push(`callback ${error ?? 'without error'}`)
        resolve()
      })
    })
    log.push('returned')
    await written
    assert.deepEqual(log, ['returned', 'callback without error'])
  }),

  behaviour('callbacks come in the order of the writes', async (stage) => {
    const { client, served } = await connectPair(stage)
    served.resume()
    const order: number[] = []
    const sizes = [1, 100_000, 0, 16_384, 3]
    await new Promise<void>((resolve) => {
      sizes.forEach((size, number) => {
        client.write(new Uint8Array(size), () => {
          order.push(number)
          if (order.length === sizes.length) resolve()
        })
      })
    })
    assert.deepEqual(order, [0, 1, 2, 3, 4])
  }),

  behaviour('a write inside the callback of a write follows it', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.write('one ', () => client.write('two ', () => client.end('three')))
    await far.closed
    assert.equal(far.text(), 'one two three')
  }),

  behaviour("a write of zero bytes calls back, and the other end sees no 'data'", async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    const log: string[] = []
    assert.equal(
      client.write(new Uint8Array(0), () => log.push('bytes')),
      true,
    )
    assert.equal(
      client.write('', () => log.push('text')),
      true,
    )
    await quiet(stage.b)
    assert.deepEqual(log, ['bytes', 'text'])
    assert.deepEqual([far.events, client.bytesWritten, served.bytesRead], [[], 0, 0])
  }),

  behaviour('a write of zero bytes among others disturbs nothing', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.write('before')
    client.write('')
    client.end(' after')
    await far.closed
    assert.equal(far.text(), 'before after')
  }),

  behaviour('text goes out as UTF-8 and counts in bytes', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.write('grün €5 😀')
    assert.equal(client.bytesWritten, 15)
    client.end()
    await far.closed
    assert.equal(far.text(), 'grün €5 😀')
    assert.equal(served.bytesRead, 15)
  }),

  behaviour('every byte value survives', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value)
    client.end(bytes)
    await far.closed
    assert.deepEqual([...joined(far.chunks)], [...bytes])
  }),

  behaviour('data events bring bytes that stay as they are after later ones', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    for (let number = 0; number < 8; number++) {
      const before = far.byteLength()
      client.write(pattern(5_000, number))
      await received(served, far, before + 5_000)
    }
    const expected = Array.from({ length: 8 }, (_, number) => pattern(5_000, number))
    assert.deepEqual(joined(far.chunks), joined(expected))
  }),

  behaviour('the array may be used again once the callback has come', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    const bytes = new Uint8Array(1_000).fill(1)
    await new Promise((resolve) => client.write(bytes, resolve))
    bytes.fill(2)
    client.end(bytes)
    await far.closed
    const whole = joined(far.chunks)
    assert.deepEqual([whole.length, whole[0], whole[999], whole[1_000], whole[1_999]], [2_000, 1, 1, 2, 2])
  }),

  behaviour('a thousand small writes arrive whole and in order', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    const lines = Array.from({ length: 1_000 }, (_, number) => `line ${number}\n`)
    for (const line of lines) client.write(line)
    client.end()
    await far.closed
    assert.equal(far.text(), lines.join(''))
  }),

  behaviour('10 MiB arrive byte for byte', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    const bytes = pattern(10_485_760)
    client.end(bytes)
    await far.closed
    assert.equal(Buffer.compare(joined(far.chunks), bytes), 0)
    assert.deepEqual([client.bytesWritten, served.bytesRead], [10_485_760, 10_485_760])
  }),

  behaviour('10 MiB each way at the same time arrive byte for byte', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    const [there, back] = [pattern(10_485_760, 2), pattern(10_485_760, 3)]
    client.end(there)
    served.end(back)
    await Promise.all([near.closed, far.closed])
    assert.equal(Buffer.compare(joined(far.chunks), there), 0)
    assert.equal(Buffer.compare(joined(near.chunks), back), 0)
  }),

  behaviour('bytesWritten counts what is still buffered, bytesRead what has come', async (stage) => {
    const { client, served } = await connectPair(stage)
    served.pause()
    client.write(new Uint8Array(STUCK_BYTES))
    client.write('more')
    assert.equal(client.bytesWritten, STUCK_BYTES + 4)
    await quiet(stage.a)
    assert.equal(client.bytesWritten, STUCK_BYTES + 4)
    assert.equal(served.bytesRead < STUCK_BYTES, true)
  }),

  behaviour('bytesRead and bytesWritten still tell after the close', async (stage) => {
    const { client, served } = await connectPair(stage)
    const [near, far] = [watch(client), watch(served)]
    served.write('12345')
    client.end('123')
    await Promise.all([near.closed, far.closed])
    assert.deepEqual([client.bytesRead, client.bytesWritten, served.bytesRead, served.bytesWritten], [5, 3, 3, 5])
  }),
])
