// The virtual network at full speed: small messages back and forth, and bulk transfers through narrow links. All goes
// through the public socket interface with the fingerprint on, as in a real run; beside it the baseline on faked timers.
import { World } from '../src/net/world.ts'
import { Fingerprint } from '../src/trace/fingerprint.ts'
import { playBulk } from './bulk-world.ts'
import { fakeBulk, fakePingPong } from './fake-timer-network.ts'
import { type Bench, type BenchOptions, type Figure, medianCpuSeconds } from './measure.ts'
import { playPingPong } from './ping-pong-world.ts'

/** Payload of a full segment on a link with an MTU of 1,500. */
const SEGMENT_BYTES = 1460
/** Segments that fill 100 Mbit/s for a round trip of 20 ms. */
const WINDOW_SEGMENTS = 170
const BASELINE = 'one faked timer per message'

async function pingPong(options: BenchOptions): Promise<Figure[]> {
  const plan = { pairs: 100, roundTrips: options.isQuick ? 100 : 2_000, messageBytes: 1024, latencyMs: 10 }
  const messages = plan.pairs * plan.roundTrips * 2
  let events = 0
  const seconds = await medianCpuSeconds(options, async () => {
    const world = new World({ seed: 'ping-pong', observer: new Fingerprint() })
    await playPingPong(world, plan)
    events = world.events
  })
  const bare = await medianCpuSeconds(options, async () => {
    await playPingPong(new World({ seed: 'ping-pong' }), plan)
  })
  const faked = await medianCpuSeconds(options, () => {
    fakePingPong(plan.pairs, plan.roundTrips, plan.messageBytes, plan.latencyMs)
  })
  const ratio = { to: BASELINE, value: faked / seconds }
  return [
    { what: 'W1 ping-pong: stream messages of 1 KiB', value: messages / seconds, unit: 'messages/CPU-s', ratio },
    { what: 'W1 ping-pong: events', value: events / seconds, unit: 'events/CPU-s' },
    { what: 'W1 ping-pong: the same without fingerprint', value: messages / bare, unit: 'messages/CPU-s' },
    { what: `baseline: ${BASELINE}`, value: messages / faked, unit: 'messages/CPU-s' },
  ]
}

async function bulk(options: BenchOptions): Promise<Figure[]> {
  const bytes = (options.isQuick ? 0.5 : 10) * 1024 * 1024
  const plan = { clients: options.isQuick ? 20 : 100, bytes, latencyMs: 10, bandwidthBps: 100e6, queuePackets: 200 }
  const segments = Math.ceil(bytes / SEGMENT_BYTES) * plan.clients
  let virtualMs = 0
  const seconds = await medianCpuSeconds(options, async () => {
    const world = new World({ seed: 'bulk', observer: new Fingerprint() })
    virtualMs = await playBulk(world, plan)
  })
  const faked = await medianCpuSeconds(options, () => {
    fakeBulk(plan.clients, bytes, SEGMENT_BYTES, plan.latencyMs, WINDOW_SEGMENTS)
  })
  const ratio = { to: BASELINE, value: faked / seconds }
  return [
    { what: 'W2 bulk: segments of 1,460 bytes', value: segments / seconds, unit: 'segments/CPU-s', ratio },
    { what: 'W2 bulk: virtual time of all transfers', value: virtualMs, unit: 'ms' },
    { what: `baseline: ${BASELINE}`, value: segments / faked, unit: 'segments/CPU-s' },
  ]
}

export const engine: Bench = {
  purpose: 'messages and segments per CPU-second of the virtual network',
  run: async (options) => [...(await pingPong(options)), ...(await bulk(options))],
}
