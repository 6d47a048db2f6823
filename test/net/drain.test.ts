// The synchronous drain: everything that waits has run when it returns.
import { expect, test } from 'vitest'
import { canDrainNow, drainNow, inMacrotask } from '../../src/net/drain.ts'

test('chains of promises and ticks of any depth, mixed, have run when the drain returns', async () => {
  expect(canDrainNow).toBe(true)
  const log: string[] = []
  const chain = async (name: string, depth: number): Promise<void> => {
    for (let step = 0; step < depth; step++) await Promise.resolve()
    log.push(name)
    process.nextTick(() => {
      log.push(`${name} tick`)
      queueMicrotask(() => log.push(`${name} after the tick`))
    })
  }
  let logAfterDrain: string[] = []
  await inMacrotask(() => {
    void chain('long', 1000)
    void chain('short', 1)
    drainNow()
    logAfterDrain = [...log]
  })
  expect(logAfterDrain.sort()).toEqual(
    ['long', 'long after the tick', 'long tick', 'short', 'short after the tick', 'short tick'].sort(),
  )
})

test('what throws in a macrotask rejects its promise', async () => {
  const work = () => {
    throw new Error('broken')
  }
  await expect(inMacrotask(work)).rejects.toThrow('broken')
})
