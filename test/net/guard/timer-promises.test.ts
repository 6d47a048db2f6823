// `node:timers/promises` of programs, on virtual time, however it was imported.
import { createRequire } from 'node:module'
import { setImmediate as turn, scheduler, setInterval as ticks, setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { inHost } from './in-host.ts'

test('setTimeout, setImmediate, scheduler.wait and the promisified globals resolve at their time', async () => {
  const log = await inHost(async ({ note }) => {
    note(await delay(5, 'value'))
    note(await turn('turned'))
    await scheduler.wait(5)
    note('waited')
    await scheduler.yield()
    note(await promisify(setTimeout)(5, 'promisified'))
    const required = createRequire(import.meta.url)('node:timers/promises') as { setTimeout: typeof delay }
    note(await required.setTimeout(5, 'required'))
  })
  expect(log).toEqual([
    [7.5, 'value'],
    [7.501, 'turned'],
    [12.501, 'waited'],
    [17.502, 'promisified'],
    [22.502, 'required'],
  ])
})

test('setInterval gives a value a period, keeps those nobody waited for, and stops with the loop', async () => {
  const log = await inHost(async ({ note }) => {
    let left = 3
    for await (const value of ticks(10, 'tick')) {
      note(value, left)
      if (left === 3) await delay(25)
      if (--left === 0) break
    }
    note('over')
  })
  expect(log).toEqual([
    [12.5, 'tick', 3],
    [37.5, 'tick', 2],
    [37.5, 'tick', 1],
    [37.5, 'over'],
  ])
})

test('a signal takes each of them back with an AbortError', async () => {
  const log = await inHost(async ({ host, note }) => {
    const tell = (error: NodeJS.ErrnoException) => note(error.name, error.code, error.cause)
    const controller = new AbortController()
    const { signal } = controller
    void delay(500, 'late', { signal }).catch(tell)
    void (async () => {
      for await (const _ of ticks(300, 0, { signal })) note('never')
    })().catch(tell)
    host.clock.setTimeout(() => controller.abort('enough'), 10)
    await turn()
    await delay(1, 'x', { signal: AbortSignal.abort('before') }).catch(tell)
  })
  const abort = ['AbortError', 'ABORT_ERR']
  expect(log).toEqual([
    [2.501, ...abort, 'before'],
    [12.5, ...abort, 'enough'],
    [12.5, ...abort, 'enough'],
  ])
})
