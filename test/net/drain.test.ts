// Both ways of draining microtasks between events give the same run: Node's own drain, and a macrotask for each event.
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.doUnmock('../../src/net/drain.ts')
  vi.resetModules()
})

interface Seen {
  readonly log: readonly string[]
  readonly fingerprint: string
}

/** Two hosts whose programs chain promises and ticks between packets and timers; what happened in which order. */
async function runWith(canDrainNow: boolean): Promise<Seen> {
  vi.resetModules()
  vi.doMock('../../src/net/drain.ts', async (original) => ({ ...(await original<object>()), canDrainNow }))
  const { World } = await import('../../src/net/world.ts')
  const { Fingerprint } = await import('../../src/trace/fingerprint.ts')
  const observer = new Fingerprint()
  const world = new World({ seed: 'drain', observer })
  const log: string[] = []
  const say = (what: string): void => {
    log.push(`${world.nowMs()} ${what}`)
  }
  world.setDefaultLink({ latency: 10 })
  world.addHost({
    name: 'server',
    start: (host) => {
      host.net
        .createServer({}, (socket) => {
          socket.on('data', (bytes) => {
            void Promise.resolve()
              .then(() => say('first hop'))
              .then(() => process.nextTick(() => say('tick')))
              .then(() => Promise.resolve())
              .then(() => socket.end(bytes))
          })
        })
        .listen({ port: 1 })
      return { interrupt() {} }
    },
  })
  world.addHost({
    name: 'client',
    start: (host) => {
      const socket = host.net.connect({ host: 'server', port: 1 }, () => socket.write('hello'))
      socket.on('data', () => say('answered'))
      socket.on('close', () => host.exit(0))
      return { interrupt() {} }
    },
  })
  await world.run(async () => {
    await world.start('server')
    await world.start('client')
    await world.sleep(5)
    say('script')
    await world.sleep(200)
  }, 1000)
  await world.close()
  return { log, fingerprint: observer.digest() }
}

test('this Node drains at once', async () => {
  expect((await import('../../src/net/drain.ts')).canDrainNow).toBe(true)
})

test('a chain of promises has run to its end before virtual time moves', async () => {
  const { log } = await runWith(true)
  expect(log).toEqual(['5 script', '30 first hop', '30 tick', '40 answered'])
})

test('without the drain of Node the same things happen at the same times', async () => {
  expect(await runWith(false)).toEqual(await runWith(true))
})
