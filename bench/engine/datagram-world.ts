// Pairs of hosts of which one sends datagrams to the other, a burst each millisecond, over a lossy link.
import type { Host } from '../../src/host/host.ts'
import type { Program } from '../../src/host/program.ts'
import type { World } from '../../src/net/world.ts'

export interface DatagramPlan {
  readonly pairs: number
  readonly datagrams: number
  readonly datagramBytes: number
  readonly latencyMs: number
  readonly lossRatio: number
}

const PORT = 7002
const BURST = 10
const nothingToInterrupt: Program = { interrupt() {} }

function receive(host: Host, onDatagram: () => void): Program {
  host.dgram.createSocket('udp4', onDatagram).bind({ port: PORT })
  return nothingToInterrupt
}

function send(host: Host, address: string, { datagrams, datagramBytes }: DatagramPlan): Program {
  const datagram = new Uint8Array(datagramBytes)
  const socket = host.dgram.createSocket('udp4')
  let left = datagrams
  const timer = host.clock.setInterval(() => {
    for (let count = 0; count < BURST && left > 0; count++, left--) socket.send(datagram, PORT, address)
    if (left === 0) host.clock.clearInterval(timer)
  }, 1)
  return nothingToInterrupt
}

/**
 * Plays it to the end and leaves the world open; the number of datagrams that arrived. Throws when that is not what the loss
 * leaves, give or take 2 %.
 */
export async function playDatagrams(world: World, plan: DatagramPlan): Promise<number> {
  let arrived = 0
  world.setDefaultLink({ latency: plan.latencyMs, lossRatio: plan.lossRatio })
  const addresses: string[] = []
  const noteAddress = (host: Host): Program => {
    addresses.push(host.address)
    return receive(host, () => arrived++)
  }
  for (let pair = 0; pair < plan.pairs; pair++) {
    world.addHost({ name: `receiver${pair}`, start: noteAddress })
    world.addHost({ name: `sender${pair}`, start: (host) => send(host, addresses[pair] as string, plan) })
  }
  await world.run(async () => {
    for (let pair = 0; pair < plan.pairs; pair++) {
      await world.start(`receiver${pair}`)
      await world.start(`sender${pair}`)
    }
    await world.sleep(plan.datagrams / BURST + plan.latencyMs + 1000)
  }, 3_600_000)
  const fragments = Math.ceil((plan.datagramBytes + 8) / 1480)
  const expected = plan.pairs * plan.datagrams * (1 - plan.lossRatio) ** fragments
  if (Math.abs(arrived / expected - 1) > 0.02) throw new Error(`${arrived} datagrams arrived, not about ${expected}`)
  return arrived
}
