// A link on the fabric of two hosts, without kernels: the test sends bare packets and sees when they arrive.
import type { LinkOptions } from '../../../src/host/link-options.ts'
import { Fabric } from '../../../src/net/fabric.ts'
import type { Kernel } from '../../../src/net/kernel.ts'
import type { Packet } from '../../../src/net/packet.ts'
import * as Protocol from '../../../src/net/protocol.ts'
import { RandomStreams } from '../../../src/net/random-streams.ts'
import { Scheduler } from '../../../src/net/scheduler.ts'
import { Recorder } from './a-world.ts'

export const MBPS = 1_000_000

/** A fabric of two hosts; the second one's kernel only notes what arrives. */
export function aLink(options: LinkOptions, seed = 'link') {
  const scheduler = new Scheduler()
  const recorder = new Recorder()
  const fabric = new Fabric(scheduler, new RandomStreams(seed), recorder)
  fabric.addHost('a', ['10.0.0.1'])
  fabric.addHost('b', ['10.0.0.2'])
  const arrivals: { at: number; id: number; payload: Uint8Array | null }[] = []
  const receive = (packet: Packet) =>
    arrivals.push({ at: scheduler.now, id: packet.sequence, payload: packet.payload?.slice() ?? null })
  fabric.kernels[1] = { receive } as unknown as Kernel
  fabric.setDefaultLink(options)
  const link = fabric.link(0, 1)
  let sent = 0
  /** Sends packets of so much payload, numbered from 0 over the whole test. */
  const send = (
    count: number,
    length = 1448,
    protocol: number = Protocol.tcp,
    payload: Uint8Array<ArrayBuffer> | null = null,
  ) => {
    for (let index = 0; index < count; index++) {
      const packet = fabric.pool.take()
      Object.assign(packet, { protocol, source: 0, destination: 1, sequence: sent++ })
      if (payload !== null) packet.setPayload(payload)
      packet.length = length
      link.transmit(packet)
    }
  }
  const runAll = () => {
    while (scheduler.step()) {}
  }
  const at = (time: number, fire: () => void) => scheduler.at(time, { fire })
  return { scheduler, recorder, fabric, link, arrivals, send, runAll, at }
}

export const timesOf = (arrivals: readonly { at: number }[]) => arrivals.map(({ at }) => at)
export const idsOf = (arrivals: readonly { id: number }[]) => arrivals.map(({ id }) => id)
