// The virtual network at full speed, through the public interfaces of hosts, with fingerprint and checks on as in every real
// run; beside it, in the same run, the obvious way to do it: one faked timer for each message, no TCP, no copies.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { settleProcess } from '../src/explore/process-settings.ts'
import { World } from '../src/net/world.ts'
import { Fingerprint } from '../src/trace/fingerprint.ts'
import { playBulk } from './engine/bulk-world.ts'
import { playDatagrams } from './engine/datagram-world.ts'
import { fakeBulk, fakeDatagrams, fakePingPong } from './engine/fake-timer-network.ts'
import { playPacedAmongIdle, withIdleHosts } from './engine/idle-world.ts'
import { type PingPongPlan, playPingPong } from './engine/ping-pong-world.ts'
import { warmUp } from './engine/warm-up.ts'
import { smallWorldRows } from './engine/small-worlds.ts'
import { swarmRows } from './engine/swarm-rows.ts'
import { cpuSeconds, repeated, repeats, sideBySide } from './measure.ts'
import type { BenchOptions, Row, Suite } from './suite.ts'

/** Payload of a full segment on a link with an MTU of 1,500. */
const SEGMENT_BYTES = 1448
/** Segments that fill 100 Mbit/s for a round trip of 20 ms. */
const WINDOW_SEGMENTS = 170
const BASELINE = 'one faked timer per message'
const WARM_UPS = 6
const MESSAGES = 'messages/CPU-s'

/** As a scenario's world: fingerprint and checks are on. */
const aWorld = () => new World({ seed: 'engine', observer: new Fingerprint(), audit: true })
const withoutFingerprint = () => new World({ seed: 'engine', audit: true })
const withoutChecks = () => new World({ seed: 'engine', observer: new Fingerprint() })

/** Processor seconds of a world from its first host to its end. */
function worldSeconds(world: World, work: (world: World) => Promise<unknown>): Promise<number> {
  return cpuSeconds(async () => {
    await work(world)
    await world.close()
  })
}

/** Messages per CPU-second of one ping-pong run. */
async function pingPongRate(plan: PingPongPlan, world: World): Promise<number> {
  const seconds = await worldSeconds(world, () => playPingPong(world, plan))
  return (plan.pairs * plan.roundTrips * 2) / seconds
}

async function pingPong(options: BenchOptions): Promise<Row[]> {
  const plan = { pairs: 100, roundTrips: options.isQuick ? 100 : 2_000, messageBytes: 1024, latencyMs: 10 }
  const times = repeats(options, 3)
  const messages = plan.pairs * plan.roundTrips * 2
  const full = () => pingPongRate(plan, aWorld())
  const fake = async () =>
    messages /
    (await cpuSeconds(() => void fakePingPong(plan.pairs, plan.roundTrips, plan.messageBytes, plan.latencyMs)))
  const beside = await sideBySide(times, full, fake)
  const unprinted = await sideBySide(times, full, () => pingPongRate(plan, withoutFingerprint()))
  const unchecked = await sideBySide(times, full, () => pingPongRate(plan, withoutChecks()))
  const promises = await sideBySide(times, () => pingPongRate({ ...plan, withPromises: true }, aWorld()), full)
  return [
    {
      what: 'W1 ping-pong: stream messages of 1 KiB',
      unit: MESSAGES,
      better: 'more',
      figures: beside.subject,
      goal: 2_000_000,
      baseline: { what: BASELINE, figures: beside.baseline, goal: 1.8 },
    },
    {
      what: 'W1 with the fingerprint',
      unit: MESSAGES,
      better: 'more',
      figures: unprinted.subject,
      baseline: { what: 'without it', figures: unprinted.baseline, goal: 0.95 },
    },
    {
      what: 'W1 with the checks of streams and links',
      unit: MESSAGES,
      better: 'more',
      figures: unchecked.subject,
      baseline: { what: 'without them', figures: unchecked.baseline },
    },
    {
      what: 'W6 promises: W1 with async nodes',
      unit: MESSAGES,
      better: 'more',
      figures: promises.subject,
      baseline: { what: 'W1', figures: promises.baseline, goal: 0.4 },
    },
  ]
}

async function bulk(options: BenchOptions): Promise<Row[]> {
  const bytes = (options.isQuick ? 0.5 : 10) * 1024 * 1024
  const plan = { clients: options.isQuick ? 20 : 100, bytes, latencyMs: 10, bandwidthBps: 100e6, queuePackets: 200 }
  const segments = Math.ceil(bytes / SEGMENT_BYTES) * plan.clients
  const play = async () => segments / (await worldSeconds(aWorld(), (world) => playBulk(world, plan)))
  const fake = async () =>
    segments /
    (await cpuSeconds(() => void fakeBulk(plan.clients, bytes, SEGMENT_BYTES, plan.latencyMs, WINDOW_SEGMENTS)))
  const { subject, baseline } = await sideBySide(repeats(options, 3), play, fake)
  return [
    {
      what: 'W2 bulk: segments of 1,448 bytes',
      unit: 'segments/CPU-s',
      better: 'more',
      figures: subject,
      goal: 1_000_000,
      baseline: { what: BASELINE, figures: baseline },
    },
  ]
}

async function datagrams(options: BenchOptions): Promise<Row[]> {
  const plan = {
    pairs: 100,
    datagrams: options.isQuick ? 200 : 10_000,
    datagramBytes: 2048,
    latencyMs: 5,
    lossRatio: 0.01,
  }
  const sent = plan.pairs * plan.datagrams
  const play = async () => sent / (await worldSeconds(aWorld(), (world) => playDatagrams(world, plan)))
  const fake = async () =>
    sent / (await cpuSeconds(() => void fakeDatagrams(plan.pairs, plan.datagrams, plan.datagramBytes, plan.latencyMs)))
  const { subject, baseline } = await sideBySide(repeats(options, 3), play, fake)
  return [
    {
      what: 'W3 datagrams of 2 KiB',
      unit: 'datagrams/CPU-s',
      better: 'more',
      figures: subject,
      goal: 1_300_000,
      baseline: { what: BASELINE, figures: baseline },
    },
  ]
}

async function scale(options: BenchOptions): Promise<Row[]> {
  const hosts = options.isQuick ? 2_000 : 20_000
  const messages = options.isQuick ? 100_000 : 2_000_000
  const plan = (pairs: number) => ({ pairs, roundTrips: messages / 2 / pairs, messageBytes: 1024, latencyMs: 10 })
  const { subject, baseline } = await sideBySide(
    repeats(options, 3),
    () => pingPongRate(plan(hosts / 2), aWorld()),
    () => pingPongRate(plan(100), aWorld()),
  )
  const kibibytes = await repeated(repeats(options, 3), () => kibibytesPerIdleHost(hosts))
  return [
    {
      what: `W4 scale: W1 with ${hosts.toLocaleString('en')} hosts`,
      unit: MESSAGES,
      better: 'more',
      figures: subject,
      baseline: { what: 'W1', figures: baseline, goal: 0.5 },
    },
    { what: 'W4 scale: memory of an idle connected host', unit: 'KiB', better: 'less', figures: kibibytes, goal: 8 },
  ]
}

/** Heap and array buffers, after a collection where the process allows one (`node --expose-gc`). */
async function kibibytesPerIdleHost(hosts: number): Promise<number> {
  const used = () => {
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const before = used()
  let kibibytes = Number.NaN
  await withIdleHosts(aWorld(), hosts, () => {
    kibibytes = (used() - before) / hosts / 1024
  })
  return kibibytes
}

async function idle(options: BenchOptions): Promise<Row[]> {
  const everyMs = options.isQuick ? 60_000 : 1_000
  const blocks = 86_400_000 / everyMs
  const eventsPerBlock = async (idleHosts: number) => {
    const built = aWorld()
    await withIdleHosts(built, idleHosts, () => {})
    const world = aWorld()
    await playPacedAmongIdle(world, idleHosts, blocks, everyMs)
    return (world.events - built.events) / blocks
  }
  return [
    {
      what: 'W7 idle: a virtual day of one paced transfer among 1,000 idle hosts',
      unit: 'events/block',
      better: 'less',
      figures: [await eventsPerBlock(1_000)],
      baseline: { what: 'among none', figures: [await eventsPerBlock(0)], goal: 0.99 },
    },
  ]
}

async function startUp(options: BenchOptions): Promise<Row[]> {
  // Compiled, this file lies in .bench/bench.
  const sim = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'bin', 'sim.js')
  const wallMs = (...args: string[]) => {
    const before = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
    return performance.now() - before
  }
  const { subject, baseline } = await sideBySide(
    repeats(options, 9),
    () => wallMs(sim, 'corrupted-block'),
    () => wallMs('-e', '0'),
  )
  return [
    {
      what: 'start-up: sim corrupted-block, from start to exit',
      unit: 'ms',
      better: 'less',
      figures: subject,
      goal: 350,
      baseline: { what: 'node -e 0', figures: baseline, goal: 1 / 6 },
    },
  ]
}

export const engine: Suite = {
  name: 'engine',
  purpose: 'messages, segments and datagrams per CPU-second of the virtual network, and what hosts and starts cost',
  async run(options) {
    settleProcess('one')
    const residents = await warmUp(aWorld, options.isQuick ? 1 : WARM_UPS)
    const rows: Row[] = []
    for (const workload of [pingPong, bulk, datagrams, scale, swarmRows, idle, smallWorldRows, startUp])
      rows.push(...(await workload(options)))
    for (const world of residents) await world.close()
    return rows
  },
}
