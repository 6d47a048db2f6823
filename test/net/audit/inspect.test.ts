// A world inspected while it runs and after: its accounts are balanced at every moment, streams are what was written, ended
// programs hold nothing, and a world that is closed is garbage.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { runCheck } from '../../../src/check/check.ts'
import { checksOfEveryRun } from '../../../src/check/every-run.ts'
import type { Host } from '../../../src/host/host.ts'
import { World } from '../../../src/net/world.ts'
import { RunRecord } from '../../../src/trace/run-record.ts'
import { aWorld, play, type TestWorld } from '../tools/a-world.ts'

const BAD = {
  latency: { kind: 'uniform', minMs: 1, maxMs: 9 },
  lossRatio: 0.1,
  duplicateRatio: 0.1,
  reorderRatio: 0.1,
} as const

/** Names and details of the checks of every run that fail now. */
async function failures(world: World): Promise<string[]> {
  const record = new RunRecord()
  record.inspection = world.inspect()
  const results = await Promise.all(checksOfEveryRun(record).map((check) => runCheck(check, record)))
  expect(results).toHaveLength(4)
  return results.filter(({ passed }) => !passed).map(({ name, detail }) => `${name}: ${detail}`)
}

/** `a` sends itself, `b` and a port where nobody is streams and datagrams; `b` sends back what comes. */
function traffic({ host }: TestWorld): void {
  host('b')
    .net.createServer({}, (socket) => socket.on('error', () => {}).on('data', (bytes) => socket.write(bytes)))
    .listen({ port: 1 })
  const echo = host('b').dgram.createSocket('udp4', (bytes, from) => echo.send(bytes, from.port, from.address))
  echo.bind({ port: 1 })
  const socket = host('a').net.connect({ host: 'b', port: 1 })
  socket.on('error', () => {})
  socket.on('data', () => {})
  socket.on('connect', () => socket.write(new Uint8Array(50_000).map((_, at) => at * 13)))
  const datagrams = host('a').dgram.createSocket('udp4')
  for (let size = 0; size < 6000; size += 100) datagrams.send(new Uint8Array(size), 1 + (size % 2), 'b')
}

describe('a running world', () => {
  test('is balanced at every moment, through loss, duplicates, partitions and crashes', async () => {
    const test = aWorld({ link: BAD, audit: true })
    await play(test, async ({ world }) => {
      traffic(test)
      for (let step = 0; step < 40; step++) {
        await world.sleep(3.7)
        expect(await failures(world)).toEqual([])
        if (step === 5) world.apply({ kind: 'partition', from: ['a'], to: ['b'], hold: true })
        if (step === 15) expect(world.inspect()?.links.some(({ underWayPackets }) => underWayPackets > 1)).toBe(true)
        if (step === 20) world.apply({ kind: 'heal' })
        if (step === 25) world.apply({ kind: 'crash', host: 'b' })
        if (step === 30) world.apply({ kind: 'partition', from: ['a'], to: ['b'] })
      }
      const { streams } = world.inspect() ?? {}
      expect(streams?.writtenBytes).toBeGreaterThan(60_000)
      expect(streams?.readBytes).toBeGreaterThan(20_000)
    })
  })

  test('does not blame the network for a stream in which a fault flips a bit', async () => {
    const test = aWorld({ audit: true })
    await play(test, async ({ world, host }) => {
      world.apply({ kind: 'corrupt-stream', from: 'a', to: 'b', offset: 251 })
      let heard: Uint8Array = new Uint8Array()
      host('b')
        .net.createServer({}, (socket) =>
          socket.on('data', (bytes) => {
            heard = bytes
          }),
        )
        .listen({ port: 1 })
      const socket = host('a').net.connect({ host: 'b', port: 1 }, () => socket.write(new Uint8Array(300)))
      await world.sleep(100)
      expect(heard[251]).toBe(1)
      expect(await failures(world)).toEqual([])
    })
  })

  test('without an audit has no accounts', () => {
    expect(aWorld().world.inspect()).toBeNull()
  })
})

test('a program that ends leaves no socket, listener or timer, whatever it had', async () => {
  const test = aWorld({ link: { latency: 5 }, audit: true })
  const held = () => test.world.inspect()?.hosts.map(({ host: _, ...holdings }) => holdings)
  const nothing = { listeners: 0, datagramSockets: 0, connections: 0, orphans: 0, stuck: 0, timers: 0 }
  await play(test, async ({ world, host }) => {
    traffic(test)
    host('a').clock.setInterval(() => {}, 60_000)
    const cleared = host('a').clock.setTimeout(() => {}, 60_000)
    await world.sleep(40)
    host('a').clock.clearTimeout(cleared)
    expect(held()).toEqual([
      { ...nothing, isRunning: true, datagramSockets: 1, connections: 1, timers: 1 },
      { ...nothing, isRunning: true, listeners: 1, datagramSockets: 1, connections: 1 },
    ])
    host('a').exit(0)
    expect(held()?.[0]).toEqual({ ...nothing, isRunning: false, orphans: 1 })
    await world.sleep(200_000)
    expect(held()?.[0]).toEqual({ ...nothing, isRunning: false })
    world.apply({ kind: 'crash', host: 'b' })
    expect(held()?.[1]).toEqual({ ...nothing, isRunning: false })
  })
})

test('timers of programs that have ended leave the queue', async () => {
  const test = aWorld({ names: ['a'], audit: true })
  await play(test, async ({ world, host }) => {
    for (let life = 0; life < 200; life++) {
      for (let timer = 0; timer < 100; timer++) host('a').clock.setTimeout(() => {}, 3_600_000)
      world.apply({ kind: 'crash', host: 'a' })
      world.apply({ kind: 'restart', host: 'a' })
    }
    await world.sleep(1)
    expect(world.inspect()?.waitingEvents).toBeLessThan(5000)
  })
})

test('a world that is closed and dropped is garbage, with its programs and all they held', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const kept: WeakRef<object>[] = []
  await (async () => {
    const world = new World({ seed: 'garbage', audit: true })
    const start = (host: Host) => {
      const bytes = new Uint8Array(1_000_000)
      const program = { interrupt: () => host.exit(bytes.length) }
      host.clock.setInterval(() => program.interrupt(), 3_600_000)
      host.net.createServer({}, () => program.interrupt()).listen({ port: 1 })
      kept.push(new WeakRef(bytes), new WeakRef(program), new WeakRef(host))
      return program
    }
    for (const name of ['a', 'b']) world.addHost({ name, start })
    await world.run(async () => {
      await world.start('a')
      await world.start('b')
      await world.sleep(10)
    }, 1000)
    await world.close()
    kept.push(new WeakRef(world))
  })()
  await new Promise((resolve) => setTimeout(resolve, 10))
  collect()
  expect(kept.filter((reference) => reference.deref() !== undefined)).toHaveLength(0)
})
