// Brings the process into the state of a sweep in full swing, where run follows run: what follows measures the engine, not the
// compiler of V8.
import type { World } from '../../src/net/world.ts'
import { playBulk } from './bulk-world.ts'
import { playDatagrams } from './datagram-world.ts'
import { fakeBulk, fakeDatagrams, fakePingPong } from './fake-timer-network.ts'
import { playPingPong } from './ping-pong-world.ts'

const LINK = { latencyMs: 10, bandwidthBps: 100e6, queuePackets: 200 }

/**
 * Plays each workload and its baseline `times` times, a second or so each. The rates of the engine rise for some three seconds
 * of processor time, until V8 has seen and compiled everything; those of the baselines, which are a page of code, for less.
 * Returns worlds that are still open: as long as one is there V8 keeps the shapes of its objects, and with them the compiled
 * code. Otherwise the full collection before each measurement would throw both away, as no collection in the middle of a run does.
 */
export async function warmUp(aWorld: () => World, times: number): Promise<World[]> {
  const pingPong = { pairs: 100, roundTrips: 1_000, messageBytes: 1024, ...LINK }
  const open: World[] = []
  for (let time = 0; time < times; time++) {
    for (const world of open.splice(0)) await world.close()
    open.push(aWorld(), aWorld(), aWorld(), aWorld())
    const [calls, promises, bulk, datagrams] = open as [World, World, World, World]
    await playPingPong(calls, pingPong)
    await playPingPong(promises, { ...pingPong, withPromises: true })
    await playBulk(bulk, { clients: 50, bytes: 1024 * 1024, ...LINK })
    await playDatagrams(datagrams, { pairs: 50, datagrams: 4_000, datagramBytes: 2048, latencyMs: 5, lossRatio: 0.01 })
    fakePingPong(100, 1_000, 1024, 10)
    fakeBulk(50, 1024 * 1024, 1448, 10, 170)
    fakeDatagrams(50, 4_000, 2048, 5)
  }
  return open
}
