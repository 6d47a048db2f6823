// The global timers of programs and of the script, on virtual time.
import { clearTimeout as clearByName, setTimeout as setByName } from 'node:timers'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import { World } from '../../../src/net/world.ts'
import { inHost } from './in-host.ts'

test('a timeout fires after its delay with its arguments; less than 1 ms and too long count as 1', async () => {
  const log = await inHost(({ note }) => {
    setTimeout(note, 5, 'five', 'more')
    for (const delay of [0, -1, Number.NaN, 2 ** 31, 1.9, undefined]) setTimeout(note, delay, delay)
    setByName(note, 4, 'by name')
  })
  expect(log).toEqual([
    [3.5, 0],
    [3.5, -1],
    [3.5, Number.NaN],
    [3.5, 2 ** 31],
    [3.5, 1.9],
    [3.5, undefined],
    [6.5, 'by name'],
    [7.5, 'five', 'more'],
  ])
})

test('promises run between two timeouts that are due at once', async () => {
  const log = await inHost(({ note }) => {
    setTimeout(() => void Promise.resolve().then(() => note('promise of the first')), 3)
    setTimeout(note, 3, 'second')
  })
  expect(log).toEqual([
    [5.5, 'promise of the first'],
    [5.5, 'second'],
  ])
})

test('an interval goes on until it is cleared, also from within', async () => {
  const log = await inHost(({ note }) => {
    let left = 3
    const interval = setInterval(() => {
      note(left)
      if (--left === 0) clearInterval(interval)
    }, 10)
  })
  expect(log).toEqual([
    [12.5, 3],
    [22.5, 2],
    [32.5, 1],
  ])
})

test('an immediate comes after the promises and before any timeout, and takes a microsecond of the run', async () => {
  const log = await inHost(({ note }) => {
    setTimeout(note, 0, 'timeout')
    setImmediate(note, 'immediate')
    clearImmediate(setImmediate(note, 'cleared'))
    queueMicrotask(() => note('microtask'))
    process.nextTick(note, 'tick')
  })
  expect(log).toEqual([
    [2.5, 'tick'],
    [2.5, 'microtask'],
    [2.501, 'immediate'],
    [3.5, 'timeout'],
  ])
})

test('a loop of immediates that waits for something lets time go on', async () => {
  const log = await inHost(async ({ world, note }) => {
    while (world.nowMs() < 2.503) await promisify(setImmediate)()
    note('through')
  })
  expect(log).toEqual([[2.503, 'through']])
})

test('a timeout is cleared by its object, its number or the number as text; twice, and too late, is fine', async () => {
  const log = await inHost(({ note }) => {
    const fired = setTimeout(note, 1, 'fires')
    const timers = [1, 2, 3, 4].map((delay) => setTimeout(note, delay, 'cleared'))
    clearTimeout(timers[0])
    clearTimeout(timers[0])
    clearTimeout(Number(timers[1]))
    clearByName(String(Number(timers[2])))
    timers[3]?.close()
    note(Number(timers[1]), fired.hasRef(), fired.unref().hasRef())
    setTimeout(() => clearTimeout(fired), 5)
    clearTimeout(undefined)
  })
  expect(log).toEqual([
    [2.5, 3, true, false],
    [3.5, 'fires'],
  ])
})

test('refresh sets a timeout anew, also after it has fired', async () => {
  const log = await inHost(({ host, note }) => {
    const timer = setTimeout(note, 10, 'fires')
    host.clock.setTimeout(() => timer.refresh(), 5)
    host.clock.setTimeout(() => timer.refresh(), 100)
  })
  expect(log).toEqual([
    [17.5, 'fires'],
    [112.5, 'fires'],
  ])
})

test('of timeouts within one millisecond any may be cleared while the others fire', async () => {
  const log = await inHost(({ host, note }) => {
    // Due at 16.9 and 16.1 ms: the fake clock, which counts whole milliseconds, takes the first one first.
    const late = setTimeout(note, 14, 'set first')
    host.clock.setTimeout(() => {
      setImmediate(() => {
        const early = setTimeout(note, 13, 'set second')
        setTimeout(note, 13, 'set third')
        setTimeout(() => clearTimeout(early), 12)
        setTimeout(() => clearTimeout(late), 20)
      })
    }, 1)
    setTimeout(note, 40, 'last')
  })
  expect(log.map(([, text]) => text)).toEqual(['set first', 'set third', 'last'])
})

test('what is no function is refused as by Node', async () => {
  const log = await inHost(({ note }) => {
    try {
      Reflect.apply(setTimeout, undefined, ['code', 5])
    } catch (error) {
      note((error as NodeJS.ErrnoException).code)
    }
  })
  expect(log).toEqual([[2.5, 'ERR_INVALID_ARG_TYPE']])
})

test('the timers of a program die with it, and those of another one and of the script live on', async () => {
  const world = new World({ seed: 'x', exact: true })
  const log: string[] = []
  const ticking = (host: Host) => {
    setInterval(() => log.push(`${world.nowMs()} ${host.name}`), 10)
    return { interrupt: () => host.exit(0) }
  }
  world.addHost({ name: 'a', start: ticking })
  world.addHost({ name: 'b', start: ticking })
  world.addHost({ name: 'c', start: ticking })
  await world.run(async () => {
    for (const host of ['a', 'b', 'c']) await world.start(host)
    setTimeout(() => log.push(`${world.nowMs()} script`), 29)
    await world.sleep(15)
    world.interrupt('a')
    world.apply({ kind: 'crash', host: 'b' })
    await promisify(setTimeout)(16)
  }, 1000)
  await world.close()
  expect(log).toEqual(['10 a', '10 b', '10 c', '20 c', '29 script', '30 c'])
})

test('a thousand timeouts set at random fire in order, each at its millisecond', async () => {
  const log = await inHost(({ note }) => {
    for (let count = 0; count < 1000; count++) {
      const delay = 1 + Math.floor(Math.random() * 500)
      setTimeout(note, delay, delay)
    }
  })
  expect(log).toHaveLength(1000)
  for (const [at, delay] of log) expect(at).toBe(2.5 + (delay as number))
})

test('AbortSignal.timeout aborts on virtual time', async () => {
  const log = await inHost(({ note }) => {
    const signal = AbortSignal.timeout(100)
    signal.addEventListener('abort', () => note((signal.reason as Error).name, signal.aborted))
  })
  expect(log).toEqual([[102.5, 'TimeoutError', true]])
})
