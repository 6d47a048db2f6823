// What a connection that is not open yet makes of segments that are not for it (RFC 9293 section 3.10.7).
import { describe, expect, test } from 'vitest'
import { ANY_4 } from '../../../src/net/address-table.ts'
import { ByteArena } from '../../../src/net/byte-arena.ts'
import { Kernel } from '../../../src/net/kernel.ts'
import type { Packet } from '../../../src/net/packet.ts'
import { PortAllocator } from '../../../src/net/port-allocator.ts'
import * as Protocol from '../../../src/net/protocol.ts'
import type { Connection } from '../../../src/net/tcp/connection.ts'
import * as Flag from '../../../src/net/tcp/flag.ts'
import { aLink } from '../tools/a-link.ts'

const SYN_AND_ACK = Flag.syn | Flag.ack
const RESET = Flag.rst | Flag.ack

/** The kernel of host b; host a is the test: it sends bare segments from port 4000 and notes the answers. */
function aKernel() {
  const { fabric } = aLink({ latency: 10 })
  const [[sourceAddress], [destinationAddress]] = fabric.ownAddresses as [number[], number[]]
  const kernel = new Kernel(fabric, 1, new ByteArena(), new PortAllocator(0))
  fabric.kernels[1] = kernel
  const answers: { flags: number; sequence: number; acknowledgment: number; port: number }[] = []
  const receive = ({ flags, sequence, acknowledgment, sourcePort: port }: Packet) =>
    answers.push({ flags, sequence, acknowledgment, port })
  fabric.kernels[0] = { receive } as unknown as Kernel
  /** Sends a segment of no bytes. */
  const send = (destinationPort: number, flags: number, sequence: number, acknowledgment: number) => {
    const packet = fabric.pool.take()
    const ends = {
      protocol: Protocol.tcp,
      source: 0,
      sourcePort: 4000,
      sourceAddress,
      destination: 1,
      destinationAddress,
      destinationPort,
    }
    Object.assign(packet, { ...ends, flags, sequence, acknowledgment, windowBytes: 65_536 })
    fabric.link(0, 1).transmit(packet)
  }
  const addresses = { own: destinationAddress as number, other: sourceAddress as number }
  return { kernel, fabric, answers, send, addresses }
}

describe('a connection that was asked for', () => {
  function asked() {
    const test = aKernel()
    const accepted: Connection[] = []
    const accept = (connection: Connection) => accepted.push(connection)
    test.kernel.listen(5000, { address: ANY_4, backlog: 5, accept })
    test.send(5000, Flag.syn, 0, 0)
    return { ...test, accepted, send: (acknowledgment: number) => test.send(5000, Flag.ack, 1, acknowledgment) }
  }

  test('is open when its SYN is acknowledged', () => {
    const { send, accepted, answers, fabric } = asked()
    send(1)
    while (fabric.scheduler.nextTime <= 30_000_000) fabric.scheduler.step()
    expect(accepted).toHaveLength(1)
    expect(answers).toEqual([{ flags: SYN_AND_ACK, sequence: 0, acknowledgment: 1, port: 5000 }])
  })

  test.each([0, 2, 500])(
    'is not opened by an acknowledgment of %i: that is answered with a reset',
    (acknowledgment) => {
      const { send, accepted, answers, fabric } = asked()
      send(acknowledgment)
      while (fabric.scheduler.nextTime <= 30_000_000) fabric.scheduler.step()
      expect(accepted).toEqual([])
      expect(answers.map(({ flags, sequence }) => [flags, sequence])).toEqual([
        [SYN_AND_ACK, 0],
        [RESET, acknowledgment],
      ])
    },
  )
})

describe('a connection that asks', () => {
  function asking() {
    const test = aKernel()
    const connection = test.kernel.connect(test.addresses.own, test.addresses.other, 4000, 0) as Connection
    const failures: string[] = []
    const owner = {
      opened() {},
      received() {},
      ended() {},
      writable() {},
      failed: (code: string) => failures.push(code),
    }
    connection.owner = owner as unknown as Connection['owner']
    connection.open()
    const port = connection.endpoints.localPort
    const send = (flags: number, acknowledgment: number) => {
      test.send(port, flags, 0, acknowledgment)
      while (test.fabric.scheduler.nextTime <= 20_000_000) test.fabric.scheduler.step()
    }
    return { ...test, connection, failures, send }
  }

  test('is open when SYN and ACK come for its SYN', () => {
    const { send, connection } = asking()
    send(SYN_AND_ACK, 1)
    expect(connection.state).toBe('ESTABLISHED')
  })

  test('answers SYN and ACK for another SYN with a reset, and goes on asking', () => {
    const { send, connection, answers } = asking()
    send(SYN_AND_ACK, 300)
    expect(connection.state).toBe('SYN-SENT')
    expect(answers.at(-1)).toMatchObject({ flags: RESET, sequence: 300 })
  })

  test('is refused by a reset that acknowledges its SYN, and by no other', () => {
    const { send, failures } = asking()
    send(RESET, 300)
    expect(failures).toEqual([])
    send(RESET, 1)
    expect(failures).toEqual(['ECONNREFUSED'])
  })
})
