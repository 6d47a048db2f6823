// Brings the process into the state of a sweep in full swing, where run follows run: what follows measures the engine, not the
// compiler of V8.
import type { World } from '../../src/net/world.ts'
import { playBulk } from './bulk-world.ts'
import { playDatagrams } from './datagram-world.ts'
import { fakeBulk, fakeDatagrams, fakePingPong } from './fake-timer-network.ts'
import { playPingPong } from './ping-pong-world.ts'

const LINK = { latencyMs: 10, bandwidthBps: 100e6, queuePackets: 200 }

/**
 * Plays each workload once, and the baselines too. Returns the worlds, still open: as long as one of them is there V8 keeps the
 * shapes of its objects, and with them the compiled code. Otherwise the full collection before each measurement would throw
 * both away, as no collection in the middle of a run does.
 */
export async function warmUp(aWorld: () => World): Promise<World[]> {
  const pingPong = { pairs: 20, roundTrips: 1_000, messageBytes: 1024, ...LINK }
  const worlds = [aWorld(), aWorld(), aWorld(), aWorld()]
  const [calls, promises, bulk, datagrams] = worlds as [World, World, World, World]
  await playPingPong(calls, pingPong)
  await playPingPong(promises, { ...pingPong, withPromises: true })
  await playBulk(bulk, { clients: 20, bytes: 1024 * 1024, ...LINK })
  await playDatagrams(datagrams, { pairs: 20, datagrams: 2_000, datagramBytes: 2048, latencyMs: 5, lossRatio: 0.01 })
  fakePingPong(20, 1_000, 1024, 10)
  fakeBulk(20, 1024 * 1024, 1448, 10, 170)
  fakeDatagrams(20, 2_000, 2048, 5)
  return worlds
}
