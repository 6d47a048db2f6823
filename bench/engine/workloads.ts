// The workloads of the engine, through the public interfaces of hosts, with fingerprint and checks on as in every real run; beside
// them the obvious way to do it: one faked timer for each message, no TCP, no copies.
import { World } from '../../src/net/world.ts'
import { Fingerprint } from '../../src/trace/fingerprint.ts'
import { cpuSeconds } from '../measure.ts'
import { playBulk } from './bulk-world.ts'
import { playDatagrams } from './datagram-world.ts'
import { fakeBulk, fakeDatagrams, fakePingPong } from './fake-timer-network.ts'
import { type PingPongPlan, playPingPong } from './ping-pong-world.ts'
import { smallWorlds } from './small-worlds.ts'
import type { Workload } from './workload.ts'

/** Payload of a full segment on a link with an MTU of 1,500. */
const SEGMENT_BYTES = 1448
/** Segments that fill 100 Mbit/s for a round trip of 20 ms. */
const WINDOW_SEGMENTS = 170
const BASELINE = 'one faked timer per message'
const MESSAGES = 'messages/CPU-s'

/** As a scenario's world: fingerprint and checks are on. */
export const aWorld = (observer = new Fingerprint()): World => new World({ seed: 'engine', observer, audit: true })
const withoutFingerprint = () => new World({ seed: 'engine', audit: true })
const withoutChecks = () => new World({ seed: 'engine', observer: new Fingerprint() })

const MESSAGE = { messageBytes: 1024, latencyMs: 10 }

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

/** Plays a little and leaves the world open. */
async function opened(play: (world: World) => Promise<unknown>): Promise<World> {
  const world = aWorld()
  await play(world)
  return world
}

const residentPair = () => opened((world) => playPingPong(world, { pairs: 2, roundTrips: 10, ...MESSAGE }))

const w1Plan = (isQuick: boolean, share: number): PingPongPlan => ({
  pairs: 100,
  roundTrips: Math.ceil((isQuick ? 100 : 2_000) * share),
  ...MESSAGE,
})

function w1(isQuick: boolean): Workload {
  return {
    row: {
      what: 'W1 ping-pong: stream messages of 1 KiB',
      unit: MESSAGES,
      better: 'more',
      goal: 2_000_000,
      baseline: { what: BASELINE, goal: 1.8 },
    },
    subject: (share) => pingPongRate(w1Plan(isQuick, share), aWorld()),
    async baseline(share) {
      const { pairs, roundTrips, messageBytes, latencyMs } = w1Plan(isQuick, share)
      const seconds = await cpuSeconds(() => void fakePingPong(pairs, roundTrips, messageBytes, latencyMs))
      return (pairs * roundTrips * 2) / seconds
    },
    resident: residentPair,
  }
}

/** W1 as it is, beside W1 without something. */
function w1Without(isQuick: boolean, name: string, baseline: Workload['row']['baseline'], less: () => World): Workload {
  return {
    row: { what: `W1 with ${name}`, unit: MESSAGES, better: 'more', baseline },
    subject: (share) => pingPongRate(w1Plan(isQuick, share), aWorld()),
    baseline: (share) => pingPongRate(w1Plan(isQuick, share), less()),
    resident: residentPair,
  }
}

const fingerprint = (isQuick: boolean) =>
  w1Without(isQuick, 'the fingerprint', { what: 'without it', goal: 0.95 }, withoutFingerprint)

const checks = (isQuick: boolean) =>
  w1Without(isQuick, 'the checks of streams and links', { what: 'without them' }, withoutChecks)

function w2(isQuick: boolean): Workload {
  const clients = isQuick ? 20 : 100
  const bytesOf = (share: number) => Math.ceil((isQuick ? 0.5 : 10) * 1024 * 1024 * share)
  const link = { latencyMs: 10, bandwidthBps: 100e6, queuePackets: 200 }
  const segmentsOf = (bytes: number) => Math.ceil(bytes / SEGMENT_BYTES) * clients
  return {
    row: {
      what: 'W2 bulk: segments of 1,448 bytes',
      unit: 'segments/CPU-s',
      better: 'more',
      goal: 1_000_000,
      baseline: { what: BASELINE },
    },
    async subject(share) {
      const bytes = bytesOf(share)
      return segmentsOf(bytes) / (await worldSeconds(aWorld(), (world) => playBulk(world, { clients, bytes, ...link })))
    },
    async baseline(share) {
      const bytes = bytesOf(share)
      const play = () => void fakeBulk(clients, bytes, SEGMENT_BYTES, link.latencyMs, WINDOW_SEGMENTS)
      return segmentsOf(bytes) / (await cpuSeconds(play))
    },
    resident: () => opened((world) => playBulk(world, { clients: 1, bytes: SEGMENT_BYTES, ...link })),
  }
}

function w3(isQuick: boolean): Workload {
  const pairs = 100
  const datagramsOf = (share: number) => Math.ceil((isQuick ? 200 : 10_000) * share)
  const kind = { datagramBytes: 2048, latencyMs: 5, lossRatio: 0.01 }
  return {
    row: {
      what: 'W3 datagrams of 2 KiB',
      unit: 'datagrams/CPU-s',
      better: 'more',
      goal: 1_300_000,
      baseline: { what: BASELINE },
    },
    async subject(share) {
      const datagrams = datagramsOf(share)
      const seconds = await worldSeconds(aWorld(), (world) => playDatagrams(world, { pairs, datagrams, ...kind }))
      return (pairs * datagrams) / seconds
    },
    async baseline(share) {
      const datagrams = datagramsOf(share)
      const play = () => void fakeDatagrams(pairs, datagrams, kind.datagramBytes, kind.latencyMs)
      return (pairs * datagrams) / (await cpuSeconds(play))
    },
    resident: () => opened((world) => playDatagrams(world, { pairs: 1, datagrams: 10, ...kind, lossRatio: 0 })),
  }
}

function w4(isQuick: boolean): Workload {
  const hosts = isQuick ? 2_000 : 20_000
  const messages = isQuick ? 100_000 : 2_000_000
  const rateAmong = (pairs: number, share: number) =>
    pingPongRate({ pairs, roundTrips: Math.ceil((messages / 2 / pairs) * share), ...MESSAGE }, aWorld())
  return {
    row: {
      what: `W4 scale: W1 with ${hosts.toLocaleString('en')} hosts`,
      unit: MESSAGES,
      better: 'more',
      baseline: { what: 'W1', goal: 0.5 },
    },
    subject: (share) => rateAmong(hosts / 2, share),
    baseline: (share) => rateAmong(100, share),
    resident: residentPair,
  }
}

function w6(isQuick: boolean): Workload {
  return {
    row: {
      what: 'W6 promises: W1 with async nodes',
      unit: MESSAGES,
      better: 'more',
      baseline: { what: 'W1', goal: 0.4 },
    },
    subject: (share) => pingPongRate({ ...w1Plan(isQuick, share), withPromises: true }, aWorld()),
    baseline: (share) => pingPongRate(w1Plan(isQuick, share), aWorld()),
    resident: residentPair,
  }
}

/** W8: an event of a small world beside one of W1. */
function w8(isQuick: boolean): Workload {
  return smallWorlds(isQuick, async () => {
    const observer = new Fingerprint()
    const seconds = await worldSeconds(aWorld(observer), (world) => playPingPong(world, w1Plan(isQuick, 1)))
    return observer.events / seconds
  })
}

export const workloads = { w1, fingerprint, checks, w2, w3, w4, w6, w8 } satisfies Record<
  string,
  (isQuick: boolean) => Workload
>
