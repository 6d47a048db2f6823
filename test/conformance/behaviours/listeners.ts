// Listeners: the rules of Node's EventEmitter, held by the contract's objects.
import assert from 'node:assert/strict'
import type { Server } from '../../../src/host/server.ts'
import { behaviour, type Stage, topic } from '../behaviour.ts'
import { next, quiet } from '../tools/events.ts'
import { connectPair } from '../tools/streams.ts'

/** Makes the server emit 'listening' once. */
async function emitOnce(server: Server): Promise<void> {
  const listening = next(server, 'listening')
  server.listen({ port: 0 })
  await listening
}

/** Plays `attach` on a fresh server and returns what its listeners logged when 'listening' was emitted. */
async function logOf({ a }: Stage, attach: (server: Server, log: string[]) => void): Promise<string[]> {
  const log: string[] = []
  const server = a.net.createServer({})
  attach(server, log)
  await emitOnce(server)
  return log
}

export const listeners = topic('listeners', [
  behaviour('listeners are called in the order in which they were attached', async (stage) => {
    const log = await logOf(stage, (server, calls) => {
      server.on('listening', () => calls.push('on 1'))
      server.once('listening', () => calls.push('once 2'))
      server.on('listening', () => calls.push('on 3'))
    })
    assert.deepEqual(log, ['on 1', 'once 2', 'on 3'])
  }),

  behaviour('the same function attached twice is called twice, and off() takes one of them', async (stage) => {
    const log = await logOf(stage, (server, calls) => {
      const listener = () => {
        calls.push('called')
      }
      server.on('listening', listener)
      server.on('listening', listener)
      server.on('listening', listener)
      server.off('listening', listener)
      assert.equal(server.listenerCount('listening'), 2)
    })
    assert.deepEqual(log, ['called', 'called'])
  }),

  behaviour('off() takes a once() listener by the function that was given', async (stage) => {
    const log = await logOf(stage, (server, calls) => {
      const listener = () => {
        calls.push('called')
      }
      server.once('listening', listener)
      server.off('listening', listener)
      assert.equal(server.listenerCount('listening'), 0)
    })
    assert.deepEqual(log, [])
  }),

  behaviour('off() of a function that is not attached does nothing', async (stage) => {
    const log = await logOf(stage, (server, calls) => {
      server.on('listening', () => calls.push('called'))
      server.off('listening', () => {})
    })
    assert.deepEqual(log, ['called'])
  }),

  behaviour('a listener attached while its event is emitted is not called for that one', async (stage) => {
    const log = await logOf(stage, (server, calls) => {
      server.on('listening', () => {
        calls.push('first')
        server.on('listening', () => calls.push('attached inside'))
      })
    })
    assert.deepEqual(log, ['first'])
  }),

  behaviour('a listener taken off while its event is emitted is still called for that one', async (stage) => {
    const log = await logOf(stage, (server, calls) => {
      const second = () => {
        calls.push('second')
      }
      server.on('listening', () => {
        calls.push('first')
        server.off('listening', second)
      })
      server.on('listening', second)
    })
    assert.deepEqual(log, ['first', 'second'])
  }),

  behaviour('a listener that takes itself off does not make the next one be skipped', async (stage) => {
    const log = await logOf(stage, (server, calls) => {
      const first = () => {
        calls.push('first')
        server.off('listening', first)
      }
      server.on('listening', first)
      server.on('listening', () => calls.push('second'))
      server.on('listening', () => calls.push('third'))
    })
    assert.deepEqual(log, ['first', 'second', 'third'])
  }),

  behaviour('a once() listener is off before it is called', async (stage) => {
    const log = await logOf(stage, (server, calls) => {
      server.once('listening', () => calls.push(`left ${server.listenerCount('listening')}`))
    })
    // The one left is that of the behaviour, which waits.
    assert.deepEqual(log, ['left 1'])
  }),

  behaviour('removeAllListeners() inside a listener: the others are still called for that event', async (stage) => {
    const log = await logOf(stage, (server, calls) => {
      server.on('listening', () => {
        calls.push('first')
        server.removeAllListeners('listening')
      })
      server.on('listening', () => calls.push('second'))
    })
    assert.deepEqual(log, ['first', 'second'])
  }),

  behaviour('removeAllListeners() without an event takes those of all events', async ({ a }) => {
    const server = a.net.createServer({}, () => {})
    server.on('listening', () => {})
    server.on('close', () => {})
    assert.equal(server.removeAllListeners(), server)
    const counts = [
      server.listenerCount('connection'),
      server.listenerCount('listening'),
      server.listenerCount('close'),
    ]
    assert.deepEqual(counts, [0, 0, 0])
  }),

  behaviour('on(), once() and off() return the object', async (stage) => {
    const { client } = await connectPair(stage)
    const listener = () => {}
    assert.equal(client.on('end', listener), client)
    assert.equal(client.once('end', listener), client)
    assert.equal(client.off('end', listener), client)
    assert.equal(client.removeAllListeners('drain'), client)
  }),

  behaviour("the listeners of one event do not hear another's", async (stage) => {
    const { client, served } = await connectPair(stage)
    const log: string[] = []
    client.on('end', () => log.push('end'))
    client.on('timeout', () => log.push('timeout'))
    client.on('drain', () => log.push('drain'))
    client.resume()
    served.end()
    await quiet(stage.a)
    assert.deepEqual(log, ['end'])
  }),
])
