// What a kernel leaves open: how a stream is cut for its reader, when its writer is called back. A program that relies on one
// way of it is found by a sweep.
import { describe, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { Leeway, StreamLeeway } from '../../src/net/leeway.ts'
import { RandomStreams } from '../../src/net/random-streams.ts'
import { World } from '../../src/net/world.ts'
import { aWorld, play } from './tools/a-world.ts'

const MESSAGES = 20
const seeds = Array.from({ length: 300 }, (_, number) => `${number}`)
const firstSeeds = seeds.slice(0, 50)
const random = () => new RandomStreams('leeway').stream('test')

/** Sends numbered messages, one each millisecond, to a reader that takes each 'data' for one message. */
async function toyRun(seed: string, exact: boolean): Promise<string[]> {
  const world = new World({ seed, exact })
  const heard: string[] = []
  world.setDefaultLink({ latency: 5 })
  const idle = { interrupt() {} }
  world.addHost({
    name: 'server',
    start(host: Host) {
      const server = host.net.createServer({}, (socket) =>
        socket.on('data', (bytes) => heard.push(new TextDecoder().decode(bytes))),
      )
      server.listen({ port: 80 })
      return idle
    },
  })
  world.addHost({
    name: 'client',
    start(host: Host) {
      let sent = 0
      const socket = host.net.connect({ host: 'server', port: 80 }, () => {
        const timer = host.clock.setInterval(() => {
          socket.write(`message ${sent++}`)
          if (sent === MESSAGES) host.clock.clearInterval(timer)
        }, 1)
      })
      socket.setNoDelay()
      return idle
    },
  })
  await world.run(async () => {
    await world.start('server')
    await world.start('client')
    await world.sleep(100)
  }, 1000)
  await world.close()
  return heard
}

const asSent = Array.from({ length: MESSAGES }, (_, number) => `message ${number}`)

describe('a reader that takes one write for one data event', () => {
  test('works in an exact world, and fails under a sweep of 50 seeds', async () => {
    expect(await toyRun('0', true)).toEqual(asSent)
    const runs = await Promise.all(firstSeeds.map((seed) => toyRun(seed, false)))
    const failed = runs.filter((heard) => heard.join() !== asSent.join())
    expect(failed.length).toBe(22)
    for (const heard of runs) expect(heard.join('')).toBe(asSent.join(''))
  })

  test('fails in the same way for the same seed', async () => {
    for (const seed of ['1', '2', '3', '4']) expect(await toyRun(seed, false)).toEqual(await toyRun(seed, false))
  })
})

describe('segments that arrive at one time', () => {
  /** Three writes at once; the sizes of the 'data' events. */
  async function sizesOf(seed: string, exact = false): Promise<string> {
    const sizes: number[] = []
    const world = aWorld({ seed, exact, link: { latency: 5 } })
    await play(world, async ({ host, world: { sleep } }) => {
      host('b')
        .net.createServer({}, (socket) => socket.on('data', ({ length }) => sizes.push(length)))
        .listen({ port: 80 })
      const socket = host('a').net.connect({ host: 'b', port: 80 })
      socket.setNoDelay()
      await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
      for (let count = 0; count < 3; count++) socket.write(new Uint8Array(100))
      await sleep.call(world.world, 100)
    })
    return sizes.join(' ')
  }

  test('are one data event each in an exact world; else some come together and some in parts, and no byte is lost', async () => {
    expect(await sizesOf('0', true)).toBe('100 100 100')
    const seen = await Promise.all(seeds.map((seed) => sizesOf(seed)))
    const sums = seen.map((sizes) => sizes.split(' ').reduce((sum, size) => sum + Number(size), 0))
    expect(new Set(sums)).toEqual(new Set([300]))
    expect(seen.filter((sizes) => sizes === '100 100 100').length).toBeGreaterThan(150)
    expect(seen.some((sizes) => sizes.split(' ').length < 3)).toBe(true)
    expect(seen.some((sizes) => sizes.split(' ').length > 3)).toBe(true)
  })
})

describe('the leeway of a stream', () => {
  test('half of the streams have none', () => {
    const leeway = new Leeway(random())
    const drawn = Array.from({ length: 1000 }, () => leeway.forStream())
    expect(drawn.filter((stream) => stream === null).length).toBe(493)
  })

  test('a cut lies anywhere from 0 to the end, and next to the ends more often', () => {
    const stream = new StreamLeeway(random(), 1)
    const cuts = Array.from({ length: 100_000 }, () => stream.cut(1000)).filter((cut) => cut < 1000)
    expect(cuts.length).toBe(1571)
    expect(Math.min(...cuts)).toBe(0)
    const count = (from: number, to: number) => cuts.filter((cut) => cut >= from && cut <= to).length
    expect(
      [count(0, 0), count(1, 8), count(9, 991), count(992, 999)].map((number) => Math.round(number / 100)),
    ).toEqual([4, 4, 4, 4])
  })

  test('a single byte is never cut in two', () => {
    const stream = new StreamLeeway(random(), 1)
    const cuts = Array.from({ length: 20 }, () => stream.cut(1))
    expect(cuts.filter((cut) => cut === 0).length).toBe(10)
    expect(cuts.filter((cut) => cut === 1).length).toBe(10)
  })

  test('one segment in four is cut at first, and one in 64 at last', () => {
    const stream = new StreamLeeway(random(), 4)
    const cutsIn = (segments: number) => {
      let cuts = 0
      for (let count = 0; count < segments; count++) if (stream.cut(1000) < 1000) cuts++
      return cuts
    }
    expect([cutsIn(20), cutsIn(600), cutsIn(6400), cutsIn(6400)]).toEqual([4, 20, 102, 97])
  })

  test('an interval that is longer than the last one stays as it is', () => {
    const stream = new StreamLeeway(random(), 1000)
    let cuts = 0
    for (let count = 0; count < 100_000; count++) if (stream.cut(1000) < 1000) cuts++
    expect(cuts).toBe(95)
  })
})
