// cork() and uncork(): writes held back.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { next, quiet, received, watch } from '../tools/events.ts'
import { connectPair } from '../tools/streams.ts'

export const corking = topic('corking', [
  behaviour('corked writes stay here until uncork(), then arrive in order', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.cork()
    client.write('one ')
    client.write('two ')
    client.write('three')
    await quiet(stage.b)
    assert.deepEqual([far.events, client.writableLength, client.bytesWritten], [[], 13, 13])
    client.uncork()
    await received(served, far, 13)
    assert.equal(far.text(), 'one two three')
  }),

  behaviour('corked twice needs uncork() twice', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.cork()
    client.cork()
    client.write('held')
    client.uncork()
    await quiet(stage.b)
    assert.deepEqual(far.events, [])
    client.uncork()
    await received(served, far, 4)
    assert.equal(far.text(), 'held')
  }),

  behaviour('end() lets corked writes go', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.cork()
    client.cork()
    client.write('held ')
    client.end('and gone')
    await far.closed
    assert.equal(far.text(), 'held and gone')
    assert.deepEqual(far.events, ['data', 'end', 'close'])
  }),

  behaviour('the callbacks of corked writes come after uncork(), in order', async (stage) => {
    const { client } = await connectPair(stage)
    const log: string[] = []
    client.cork()
    client.write('1', () => log.push('first'))
    client.write('2', () => log.push('second'))
    await quiet(stage.a)
    log.push('uncork')
    client.uncork()
    await quiet(stage.a)
    assert.deepEqual(log, ['uncork', 'first', 'second'])
  }),

  behaviour("corked writes above the mark return false, and 'drain' comes after uncork()", async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.resume()
    client.cork()
    assert.equal(client.write(new Uint8Array(65_536)), false)
    await quiet(stage.a)
    assert.deepEqual(near.events, [])
    client.uncork()
    await next(client, 'drain')
    assert.equal(client.writableLength, 0)
  }),

  behaviour('uncork() without cork() does nothing', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.uncork()
    client.end('fine')
    await far.closed
    assert.equal(far.text(), 'fine')
  }),

  behaviour('destroy() throws corked writes away', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    client.cork()
    client.write('never sent')
    client.destroy()
    await far.closed
    assert.deepEqual(far.events, ['end', 'close'])
  }),
])
