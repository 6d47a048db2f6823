// Chance that a program does not take from its Host: it follows from the seed all the same.
import crypto, { getRandomValues, randomBytes, randomFill, randomFillSync, randomInt, randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { World } from '../../../src/net/world.ts'
import { inHost, type Told } from './in-host.ts'

const required = createRequire(import.meta.url)('crypto') as typeof crypto

const sources: Readonly<Record<string, (told: Told) => unknown>> = {
  'Math.random': () => Math.random(),
  randomBytes: () => randomBytes(16).toString('hex'),
  'randomBytes of the default import': () => crypto.randomBytes(16).toString('hex'),
  'randomBytes of require': () => required.randomBytes(16).toString('hex'),
  'randomBytes with a callback': async () => (await promisify(randomBytes)(16)).toString('hex'),
  randomFillSync: () => randomFillSync(Buffer.alloc(16), 2, 10).toString('hex'),
  randomFill: async () => ((await promisify(randomFill)(Buffer.alloc(16))) as Buffer).toString('hex'),
  randomInt: () => randomInt(2 ** 47),
  'randomInt with a callback': () => new Promise((resolve) => randomInt(5, 2 ** 40, (_, value) => resolve(value))),
  'randomUUID of node:crypto': () => randomUUID(),
  'getRandomValues of node:crypto': () => getRandomValues(new Uint32Array(4)).join(),
  'globalThis.crypto.getRandomValues': () => globalThis.crypto.getRandomValues(new Uint32Array(4)).join(),
  'globalThis.crypto.randomUUID': () => globalThis.crypto.randomUUID(),
}

test.each(Object.entries(sources))('%s gives the same twice under a seed, and not under another', async (_, draw) => {
  const play = (seed: string) => inHost(async (told) => told.note(await draw(told), await draw(told)), { seed })
  const [[, first, second] = []] = await play('1')
  expect(first).not.toEqual(second)
  expect(await play('1')).toEqual([[2.5, first, second]])
  const [[, other] = []] = await play('2')
  expect(other).not.toEqual(first)
})

test('the values are in range and in form', async () => {
  const log = await inHost(({ note }) => {
    const draws = Array.from({ length: 1000 }, () => randomInt(3, 6))
    note([...new Set(draws)].sort((one, other) => one - other).join())
    note(
      randomFillSync(new Uint8Array(6), 2, 2)
        .map((byte, at) => (at === 2 || at === 3 ? 0 : byte))
        .join(),
    )
    note(randomBytes(0).length, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(randomUUID()))
    const bytes = new Uint8Array(new ArrayBuffer(8), 2, 4)
    globalThis.crypto.getRandomValues(bytes)
    note([...new Uint8Array(bytes.buffer)].filter((_, at) => at < 2 || at > 5).join())
  })
  expect(log).toEqual([
    [2.5, '3,4,5'],
    [2.5, '0,0,0,0,0,0'],
    [2.5, 0, true],
    [2.5, '0,0,0,0'],
  ])
})

test('a wrong argument is refused as by Node', async () => {
  const log = await inHost(({ note }) => {
    for (const call of [() => randomBytes(-1), () => randomInt(5, 5), () => randomUUID('x' as never)]) {
      try {
        call()
      } catch (error) {
        note((error as NodeJS.ErrnoException).code)
      }
    }
  })
  expect(log.map(([, code]) => code)).toEqual(['ERR_OUT_OF_RANGE', 'ERR_OUT_OF_RANGE', 'ERR_INVALID_ARG_TYPE'])
})

test('each host has dice of its own, which do not depend on who else throws, and others after a restart', async () => {
  const draw = async (names: readonly string[]) => {
    const drawn: Record<string, number[]> = {}
    const world = new World({ seed: 'x' })
    for (const name of names) {
      const start = () => {
        drawn[name] = [...(drawn[name] ?? []), Math.random()]
        return { interrupt() {} }
      }
      world.addHost({ name, start })
    }
    await world.run(async () => {
      for (const name of names) await world.start(name)
      world.apply({ kind: 'crash', host: 'a' })
      world.apply({ kind: 'restart', host: 'a' })
    }, 1000)
    return drawn
  }
  const { a = [], b = [] } = await draw(['a', 'b'])
  expect(new Set([...a, ...b]).size).toBe(3)
  expect((await draw(['x', 'b', 'a'])).a).toEqual(a)
})

test('process ids and host names are the world’s own', async () => {
  const os = await import('node:os')
  const log = await inHost(({ note }) => note(process.pid, process.ppid, os.hostname()))
  expect(log).toEqual([[2.5, 1001, 1, 'a']])
  expect(process.pid).not.toBe(1001)
})
