// A world test's body under its seeds: which seeds, what a failure says, what is held without being asked for.
import { describe, expect, test } from 'vitest'
import { reportsAtLeast } from '../../src/check/reports.ts'
import type { Host } from '../../src/host/host.ts'
import { playSeeds, seedsOf } from '../../src/testing/play-seeds.ts'
import type { WorldTestBody, WorldTestOptions } from '../../src/testing/world-body.ts'

const replay = (seed: string) => `play ${seed} again`
const run = (body: WorldTestBody, options: WorldTestOptions = {}, environment = {}) =>
  playSeeds(body, { repeats: false, ...options }, environment, replay)

const reporter = (host: Host) => {
  host.clock.setTimeout(() => host.report('drawn', { number: host.random.below(1000) }), 10)
  return { interrupt() {} }
}

describe('the seeds', () => {
  test('are 20, as many as asked for, or those named', () => {
    expect(seedsOf({}, {})).toHaveLength(20)
    expect(seedsOf({ seeds: 3 }, {})).toEqual(['1', '2', '3'])
    expect(seedsOf({ seeds: [7, 'storm'] }, {})).toEqual(['7', 'storm'])
  })

  test('are what the environment says: one, or a number', () => {
    expect(seedsOf({ seeds: 3 }, { SEEDNET_SEED: 'storm', SEEDNET_SEEDS: '5' })).toEqual(['storm'])
    expect(seedsOf({ seeds: ['storm'] }, { SEEDNET_SEEDS: '2' })).toEqual(['1', '2'])
  })

  test('that are no number from 1 are refused', () => {
    expect(() => seedsOf({ seeds: 0 }, {})).toThrow('`seeds` must be a whole number from 1, not 0')
    expect(() => seedsOf({}, { SEEDNET_SEEDS: 'many' })).toThrow(
      'SEEDNET_SEEDS must be a whole number from 1, not many',
    )
  })
})

test('the body is played once under each seed, in a world of that seed', async () => {
  const drawn: unknown[] = []
  const body: WorldTestBody = async ({ world, record, seed }) => {
    world.addHost({ name: 'a', start: reporter })
    await world.start('a')
    await world.sleep(20)
    drawn.push([seed, record.reported('drawn')[0]?.details.number])
  }
  await run(body, { seeds: 3 })
  const first = [...drawn]
  expect(new Set(first.map((entry) => (entry as unknown[])[1])).size).toBe(3)
  drawn.length = 0
  await run(body, { seeds: 3 })
  expect(drawn).toEqual(first)
})

test('the first failure ends it, with the same error, the seed and the command that plays it alone', async () => {
  const played: string[] = []
  const failure = new Error('not this one')
  const body: WorldTestBody = async ({ seed }) => {
    played.push(seed)
    if (seed === '3') throw failure
  }
  await expect(run(body, { seeds: 10 })).rejects.toBe(failure)
  expect(played).toEqual(['1', '2', '3'])
  expect(failure.message).toBe('not this one\n\nunder seed 3 (seed 3 of 10); to play it alone:\n  play 3 again')
})

test('a body that is not the same the second time fails, with the first event that differs', async () => {
  let plays = 0
  const body: WorldTestBody = async ({ world }) => {
    plays++
    world.addHost({ name: 'a', start: reporter })
    await world.start('a')
    await world.sleep(plays === 1 ? 5 : 50)
  }
  await expect(run(body, { repeats: true })).rejects.toThrow(
    /two runs of one seed are not the same: the first run ended after 1 events, where the second went on with .*"timer"/,
  )
})

test('an error that a program does not catch fails the run, unless that is allowed', async () => {
  const body: WorldTestBody = async ({ world }) => {
    world.addHost({
      name: 'a',
      start: () => {
        throw new Error('broken')
      },
    })
    await world.start('a')
  }
  await expect(run(body)).rejects.toThrow('"no program fails with an uncaught error" does not hold: a: Error: broken')
  await run(body, { allowsErrors: true })
})

test('`holds` fails with the name and the finding of the check', async () => {
  const body: WorldTestBody = async ({ holds }) => holds(reportsAtLeast(1, { event: 'drawn' }))
  await expect(run(body)).rejects.toThrow(
    '"drawn happens at least 1 time" does not hold: 0 reports of drawn, expected 1',
  )
})

test('a body that does not come to an end is stopped at its limit of virtual time', async () => {
  const body: WorldTestBody = async ({ world }) => world.sleep(2000)
  await expect(run(body, { limitMs: 1000 })).rejects.toThrow('the run was not over after 1000 ms of virtual time')
})

test('links and options of the world are set, and a listener hears what happens', async () => {
  const heard: string[] = []
  const body: WorldTestBody = async ({ world, listen }) => {
    listen({ onReport: ({ event, atMs }) => heard.push(`${atMs} ${event}`), onOutput() {}, onEnd() {} })
    const pinger = (host: Host) => {
      const socket = host.dgram.createSocket('udp4', () => host.report('arrived', {}))
      socket.bind({ port: 5000 })
      if (host.name === 'a') socket.send(Uint8Array.of(1), 5000, 'b')
      return { interrupt() {} }
    }
    for (const name of ['b', 'a']) {
      world.addHost({ name, start: pinger })
      await world.start(name)
    }
    await world.sleep(100)
  }
  await run(body, { seeds: 1, link: { latency: 30 }, world: { exact: true } })
  expect(heard).toEqual(['30 arrived'])
})
