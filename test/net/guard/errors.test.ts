// Errors that nobody catches, in every kind of code that runs later: each ends the program that caused it, and no other.
import { expect, test, vi } from 'vitest'
import type { ProgramEnd } from '../../../src/host/backing.ts'
import type { Host } from '../../../src/host/host.ts'
import { World } from '../../../src/net/world.ts'

/** The world of a Node without a synchronous drain. */
const SlowWorld = await (async () => {
  const node = process as unknown as { _tickCallback: unknown }
  const tickCallback = node._tickCallback
  vi.resetModules()
  node._tickCallback = undefined
  try {
    const { canDrainNow } = await import('../../../src/net/drain.ts')
    if (canDrainNow) throw new Error('it drains')
    return (await import('../../../src/net/world.ts')).World
  } finally {
    node._tickCallback = tickCallback
  }
})()

const errors: Readonly<Record<string, (host: Host) => void>> = {
  'a tick': () => process.nextTick(() => fail()),
  'a microtask': () => queueMicrotask(() => fail()),
  'a promise that nobody handles': () => void Promise.resolve().then(() => fail()),
  'a global timeout': () => void setTimeout(() => fail(), 1),
  'an immediate': () => void setImmediate(() => fail()),
  'a listener of an AbortSignal': () => {
    const controller = new AbortController()
    controller.signal.addEventListener('abort', () => fail())
    controller.abort()
  },
}

function fail(): never {
  throw new Error('broken')
}

/** Who ended, in a world where host 'a' does that at 2 ms and host 'b' lives on. */
async function endsAfter(make: typeof World, breakIt: (host: Host) => void, guarded: boolean): Promise<unknown> {
  const ends: string[] = []
  const onEnd = (host: string, end: ProgramEnd) =>
    ends.push(end.kind === 'error' ? `${host} ${end.error.message}` : host)
  const events = { onReport() {}, onOutput() {}, onEnd }
  const world = new make({ seed: 'x', events, ...(guarded ? {} : { unguarded: 'to see' }) })
  world.addHost({
    name: 'a',
    start: (host) => {
      host.clock.setTimeout(() => breakIt(host), 2)
      return { interrupt() {} }
    },
  })
  world.addHost({ name: 'b', start: () => ({ interrupt() {} }) })
  await world.run(async () => {
    await world.start('a')
    await world.start('b')
    await world.sleep(100)
  }, 1000)
  return { ends, isRunning: world.isRunning('b') }
}

const ended = { ends: ['a broken'], isRunning: true }
const ownTimers = Object.entries(errors).filter(([name]) => !/global|immediate/.test(name))

test.each(Object.entries(errors))('%s, in a guarded world', async (_, breakIt) => {
  expect(await endsAfter(World, breakIt, true)).toEqual(ended)
})

test.each(ownTimers)('%s, in a world without the guard', async (_, breakIt) => {
  expect(await endsAfter(World, breakIt, false)).toEqual(ended)
})

test.each(Object.entries(errors))('%s, in a guarded world without a synchronous drain', async (_, breakIt) => {
  expect(await endsAfter(SlowWorld as typeof World, breakIt, true)).toEqual(ended)
})

test.each(ownTimers)('%s, in a world without the guard and without a synchronous drain', async (_, breakIt) => {
  expect(await endsAfter(SlowWorld as typeof World, breakIt, false)).toEqual(ended)
})

test('timers, dates and dice that are not asked of the Host are the same without a synchronous drain', async () => {
  const play = async (make: typeof World) => {
    const log: unknown[] = []
    const world = new make({ seed: 'x' })
    const start = (host: Host) => {
      const busy = async () => {
        for (let turn = 0; turn < 50; turn++) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
          await new Promise((resolve) => setImmediate(resolve))
          log.push([host.name, world.nowMs(), Date.now(), performance.now(), crypto.randomUUID()])
        }
      }
      void busy()
      return { interrupt() {} }
    }
    for (const name of ['a', 'b']) world.addHost({ name, start })
    await world.run(async () => {
      for (const name of ['a', 'b']) await world.start(name)
      await new Promise((resolve) => setTimeout(resolve, 2000))
    }, 10_000)
    await world.close()
    return log
  }
  const fast = await play(World)
  expect(fast).toHaveLength(100)
  expect(await play(SlowWorld as typeof World)).toEqual(fast)
})
