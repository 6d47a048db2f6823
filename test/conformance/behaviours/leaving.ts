// host.exit(): what the others see of a program that has ended, and what it no longer sees.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { next, quiet, sleep, watch } from '../tools/events.ts'
import { bound, heard, sendFrom } from '../tools/datagrams.ts'
import { connect, connectPair } from '../tools/streams.ts'

export const leaving = topic('the end of a program', [
  behaviour("exit(): the other ends of its connections see 'end' and 'close'", async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.resume()
    stage.b.exit(0)
    await near.closed
    assert.deepEqual(near.events, ['end', 'close'])
  }),

  behaviour('exit() right after a write: what the system had taken still arrives', async (stage) => {
    const { client, served } = await connectPair(stage)
    const near = watch(client)
    served.write('famous last words')
    stage.b.exit(0)
    await near.closed
    assert.equal(near.text(), 'famous last words')
    assert.deepEqual(near.events, ['data', 'end', 'close'])
  }),

  behaviour('exit(): its listeners refuse from then on', async (stage) => {
    const { port } = await connectPair(stage)
    stage.b.exit(0)
    await quiet(stage.a)
    const seen = watch(connect(stage.a, stage.b, port))
    await seen.closed
    assert.deepEqual(seen.events, ['error ECONNREFUSED', 'close after error'])
  }),

  behaviour('exit(): its own listeners for events and its timers are never called again', async (stage) => {
    const { client, served } = await connectPair(stage)
    const far = watch(served)
    let ticks = 0
    stage.b.clock.setTimeout(() => ticks++, 5)
    stage.b.clock.setInterval(() => ticks++, 5)
    client.write('on its way')
    stage.b.exit(0)
    await sleep(stage.a, 50)
    assert.deepEqual([far.events, ticks], [[], 0])
  }),

  behaviour('exit(): its datagram sockets are gone', async ({ a, b }) => {
    const [from, to] = [await bound(a), await bound(b)]
    const messages = heard(to.socket)
    b.exit(0)
    assert.equal(await sendFrom(from.socket, new Uint8Array(1), to.port, b.address), 'none')
    await quiet(a)
    assert.deepEqual(messages.texts, [])
  }),

  behaviour('exit(): calls on the host afterwards do nothing', async (stage) => {
    const { b, a } = stage
    b.exit(0)
    const log: string[] = []
    b.exit(1)
    b.clock.setTimeout(() => log.push('timer'), 1)
    b.net.connect({ host: 'a', port: 1 }).on('error', () => log.push('error'))
    b.net.createServer({}).listen({ port: 0 }, () => log.push('listening'))
    b.disk.readdir('.', () => log.push('disk'))
    b.dns.lookup('a', () => log.push('name'))
    b.report('nothing', {})
    await quiet(a)
    assert.deepEqual(log, [])
  }),

  behaviour('exit(): other hosts go on', async (stage) => {
    const { a, b, c } = stage
    const { served } = await connectPair({ ...stage, b: c, c: b })
    const client = watch(served)
    b.exit(0)
    await quiet(a)
    assert.deepEqual([client.events, served.destroyed], [[], false])
    const timer = next(served, 'timeout')
    served.setTimeout(5)
    await timer
  }),
])
