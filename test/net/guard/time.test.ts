// What a program is told of the time when it does not ask its Host.
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { EPOCH_MS, inHost } from './in-host.ts'

const KeptDate = Date
const keptNow = Date.now

test('Date is the date of the host: new, called, now, a subclass, and the ones that code kept from before', async () => {
  const log = await inHost(({ note }) => {
    class Day extends Date {}
    note(new Date().getTime(), Date.now(), new Day().getTime(), KeptDate.now())
    note(Date(), new Date(5).getTime(), Date.UTC(2026, 0, 1), Date.parse('2026-01-01T00:00:00Z'))
    note(
      new Date() instanceof Date,
      new Date() instanceof KeptDate,
      new Day() instanceof Day,
      new Day().constructor === Day,
    )
  })
  const text = new Date(EPOCH_MS).toString()
  expect(log).toEqual([
    [2.5, EPOCH_MS + 2, EPOCH_MS + 2, EPOCH_MS + 2, EPOCH_MS + 2],
    [2.5, text, 5, EPOCH_MS, EPOCH_MS],
    [2.5, true, true, true, true],
  ])
})

test('Intl.DateTimeFormat takes the date of the host when it is given none', async () => {
  const format = new Intl.DateTimeFormat('en', { timeZone: 'UTC', dateStyle: 'short' })
  const log = await inHost(({ note }) => {
    note(
      format.format(),
      format.format(0),
      format
        .formatToParts()
        .map(({ value }) => value)
        .join(''),
    )
  })
  expect(log).toEqual([[2.5, '1/1/26', '1/1/70', '1/1/26']])
})

test.skipIf(!('Temporal' in globalThis))('Temporal.Now is the date of the host', async () => {
  const log = await inHost(({ note }) => {
    const { Now } = Reflect.get(globalThis, 'Temporal') as { Now: { instant(): { toString(): string } } }
    note(Now.instant().toString())
  })
  expect(log).toEqual([[2.5, '2026-01-01T00:00:00.002Z']])
})

test('performance, process.hrtime and process.uptime count virtual time, to the nanosecond', async () => {
  const log = await inHost(({ host, note }) => {
    note(performance.now(), performance.timeOrigin, process.uptime())
    note(process.hrtime(), process.hrtime.bigint(), process.hrtime([0, 500_000]))
    const mark = performance.mark('here')
    host.clock.setTimeout(() => {
      note(mark.startTime, performance.measure('way', 'here').duration, performance.measure('all').duration)
    }, 10)
  })
  expect(log).toEqual([
    [2.5, 2.5, EPOCH_MS, 0.002],
    [2.5, [0, 2_500_000], 2_500_000n, [0, 2_000_000]],
    [12.5, 2.5, 10, 12.5],
  ])
})

test('the script sees the time of the run', async () => {
  const { World } = await import('../../../src/net/world.ts')
  const world = new World({ seed: 'x' })
  const seen: number[] = []
  await world.run(async () => {
    await promisify(setTimeout)(30)
    seen.push(Date.now(), performance.now())
  }, 1000)
  expect(seen).toEqual([EPOCH_MS + 30, 30])
})

test('outside of a world time is the wall’s, also while a run is under way', async () => {
  const before = keptNow()
  const { World } = await import('../../../src/net/world.ts')
  const world = new World({ seed: 'x' })
  const run = world.run(() => world.sleep(1e9), 1e10)
  expect(Date.now() - before).toBeLessThan(60_000)
  expect(Date.now()).toBeGreaterThanOrEqual(before)
  await run
  expect(Date.now() - before).toBeLessThan(60_000)
})
