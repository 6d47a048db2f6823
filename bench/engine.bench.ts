// The virtual network at full speed: small messages back and forth, and bulk transfers through narrow links. All goes
// through the public socket interface with the fingerprint on, as in a real run; beside it the baseline on faked timers.
import { World } from '../src/net/world.ts'
import { Fingerprint } from '../src/trace/fingerprint.ts'
import { playBulk } from './bulk-world.ts'
import { fakeBulk, fakePingPong } from './fake-timer-network.ts'
import { cpuSeconds, repeated, repeats, sideBySide } from './measure.ts'
import { playPingPong } from './ping-pong-world.ts'
import type { BenchOptions, Row, Suite } from './suite.ts'

/** Payload of a full segment on a link with an MTU of 1,500. */
const SEGMENT_BYTES = 1460
/** Segments that fill 100 Mbit/s for a round trip of 20 ms. */
const WINDOW_SEGMENTS = 170
const BASELINE = 'one faked timer per message'

async function pingPong(options: BenchOptions): Promise<Row[]> {
  const plan = { pairs: 100, roundTrips: options.isQuick ? 100 : 2_000, messageBytes: 1024, latencyMs: 10 }
  const messages = plan.pairs * plan.roundTrips * 2
  const times = repeats(options, 3)
  const play = async (observer?: Fingerprint) => {
    const seed = 'ping-pong'
    const world = observer === undefined ? new World({ seed }) : new World({ seed, observer })
    return messages / (await cpuSeconds(() => playPingPong(world, plan).then(() => undefined)))
  }
  const fake = async () =>
    messages /
    (await cpuSeconds(() => void fakePingPong(plan.pairs, plan.roundTrips, plan.messageBytes, plan.latencyMs)))
  const { subject, baseline } = await sideBySide(times, () => play(new Fingerprint()), fake)
  const bare = await repeated(times, () => play())
  const unit = 'messages/CPU-s'
  return [
    {
      what: 'W1 ping-pong: stream messages of 1 KiB',
      unit,
      better: 'more',
      figures: subject,
      baseline: { what: BASELINE, figures: baseline },
    },
    { what: 'W1 ping-pong: the same without fingerprint', unit, better: 'more', figures: bare },
  ]
}

async function bulk(options: BenchOptions): Promise<Row[]> {
  const bytes = (options.isQuick ? 0.5 : 10) * 1024 * 1024
  const plan = { clients: options.isQuick ? 20 : 100, bytes, latencyMs: 10, bandwidthBps: 100e6, queuePackets: 200 }
  const segments = Math.ceil(bytes / SEGMENT_BYTES) * plan.clients
  const play = async () => {
    const world = new World({ seed: 'bulk', observer: new Fingerprint() })
    return segments / (await cpuSeconds(() => playBulk(world, plan).then(() => undefined)))
  }
  const fake = async () =>
    segments /
    (await cpuSeconds(() => void fakeBulk(plan.clients, bytes, SEGMENT_BYTES, plan.latencyMs, WINDOW_SEGMENTS)))
  const { subject, baseline } = await sideBySide(repeats(options, 3), play, fake)
  return [
    {
      what: 'W2 bulk: segments of 1,460 bytes',
      unit: 'segments/CPU-s',
      better: 'more',
      figures: subject,
      baseline: { what: BASELINE, figures: baseline },
    },
  ]
}

export const engine: Suite = {
  name: 'engine',
  purpose: 'messages and segments per CPU-second of the virtual network',
  run: async (options) => [...(await pingPong(options)), ...(await bulk(options))],
}
