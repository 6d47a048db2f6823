// The guard as a whole: whom it is there for, and that it is gone afterwards.
import { randomBytes } from 'node:crypto'
import fs, { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
// Node changes `process.chdir` when this is first loaded.
import 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import { outsideWorld } from '../../../src/net/guard/context.ts'
import { removeGuard } from '../../../src/net/guard/guard.ts'
import { World } from '../../../src/net/world.ts'
import { EPOCH_MS, inHost } from './in-host.ts'

const crypto = createRequire(import.meta.url)('crypto') as { pseudoRandomBytes: unknown }
// A getter that gives way to what it gives.
void crypto.pseudoRandomBytes

/** Everything that a replaced property can be seen by, with the names. */
function functionsOf(...objects: readonly object[]): Map<string, unknown> {
  const found = new Map<string, unknown>()
  objects.forEach((object, at) => {
    for (const key of Reflect.ownKeys(object)) {
      const { value, get } = Object.getOwnPropertyDescriptor(object, key) ?? {}
      // A getter of a global may give way to what it gave.
      if (object === globalThis && get !== undefined) continue
      if (typeof (value ?? get) === 'function') found.set(`${at} ${String(key)}`, value ?? get)
    }
  })
  return found
}

const watched = [
  globalThis,
  process,
  process.hrtime,
  Math,
  Date,
  Object.getPrototypeOf(performance) as object,
  AbortSignal,
  Atomics,
  fs,
  fs.promises,
]
const all = () => functionsOf(...watched, crypto, createRequire(import.meta.url)('net').Socket.prototype as object)
const before = all()
const named = { randomBytes, readFileSync, delay }

afterEach(removeGuard)

test.each<[string, (world: World) => Promise<void>]>([
  ['an ordinary run', (world) => world.sleep(5)],
  [
    'a script that throws',
    async () => {
      throw new Error('script')
    },
  ],
  ['a run that reaches its limit', (world) => world.sleep(1e9)],
])('after %s everything is what it was', async (_, script) => {
  const world = new World({ seed: 'x' })
  const run = world.run(() => script(world), 1000)
  expect(globalThis.Date).not.toBe(before.get('0 Date'))
  await run.catch(() => {})
  removeGuard()
  const after = all()
  expect([...before].filter(([name, value]) => value !== after.get(name)).map(([name]) => name)).toEqual([])
  expect({ randomBytes, readFileSync, delay }).toEqual(named)
})

test('it is taken down by itself, a moment after the last run', async () => {
  await inHost(() => {})
  while (globalThis.Date !== before.get('0 Date')) await delay(5)
  expect(process.nextTick).toBe(before.get('1 nextTick'))
})

test('worlds that run at the same time each have their own time and dice, and code between them has none', async () => {
  const play = async (seed: string, stepMs: number) => {
    const world = new World({ seed })
    const seen: number[] = []
    const start = (host: Host) => {
      host.clock.setInterval(() => seen.push(Date.now() - EPOCH_MS, Math.random()), stepMs)
      return { interrupt() {} }
    }
    world.addHost({ name: 'a', start })
    // Many slices: each lets the event loop turn, and the other world have its turn.
    await world.run(async () => {
      await world.start('a')
      for (let turn = 0; turn < 50; turn++) await world.sleep(1000)
    }, 1e9)
    return seen
  }
  const alone = [await play('1', 500), await play('2', 300)]
  let wallSteps = 0
  const wall = setInterval(() => {
    wallSteps += Date.now() > Date.UTC(2026, 5, 1) ? 1 : Number.NaN
  }, 1)
  const together = await Promise.all([play('1', 500), play('2', 300)])
  await delay(5)
  clearInterval(wall)
  expect(together).toEqual(alone)
  expect(wallSteps).toBeGreaterThan(0)
})

test('code outside that a world wakes is not taken for the world’s', async () => {
  const world = new World({ seed: 'x' })
  let wake = () => {}
  const awaited = new Promise<void>((resolve) => {
    wake = resolve
  }).then(() => Date.now())
  await world.run(async () => {
    await world.sleep(5)
    wake()
    await world.sleep(5)
  }, 1000)
  expect(await awaited).toBeGreaterThan(Date.UTC(2026, 5, 1))
})

test('code of a host that the script wakes, or that wakes the script, is each taken for its own', async () => {
  const world = new World({ seed: 'x' })
  const who: string[] = []
  const ask = (label: string) => {
    try {
      readFileSync('x')
    } catch (error) {
      who.push(`${label}: ${(error as { who?: string }).who}`)
    }
  }
  let tell = () => {}
  const told = new Promise<void>((resolve) => {
    tell = resolve
  })
  const start = (host: Host) => {
    ask('start')
    void Promise.resolve().then(() => ask('promise of start'))
    host.clock.setTimeout(() => {
      tell()
      ask('host after telling')
      void Promise.resolve().then(() => ask('promise after telling'))
    }, 5)
    return { interrupt() {} }
  }
  world.addHost({ name: 'a', start })
  await world.run(async () => {
    await world.start('a')
    ask('script after start')
    await told
    ask('script after being told')
  }, 1000)
  expect(who).toEqual([
    "start: host 'a'",
    "promise of start: host 'a'",
    'script after start: the script',
    "host after telling: host 'a'",
    'script after being told: the script',
    "promise after telling: host 'a'",
  ])
})

test('tools may step outside for a moment', async () => {
  const log = await inHost(({ note }) => {
    note(
      outsideWorld(() => fs.existsSync('/') && Date.now() > Date.UTC(2026, 5, 1)),
      Date.now() - EPOCH_MS,
    )
  })
  expect(log).toEqual([[2.5, true, 2]])
})

test('an error that the script leaves behind in a promise fails the run and no program', async () => {
  const world = new World({ seed: 'x' })
  world.addHost({ name: 'a', start: () => ({ interrupt() {} }) })
  const run = world.run(async () => {
    await world.start('a')
    void Promise.reject(new Error('broken'))
    await world.sleep(100)
  }, 1000)
  await expect(run).rejects.toThrow('broken')
  expect([world.isRunning('a'), world.nowMs()]).toEqual([true, 0])
})
