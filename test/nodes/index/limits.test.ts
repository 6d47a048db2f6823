// Every limit of the index swarm, at it and past it.
import { describe, expect, it } from 'vitest'
import { InvariantError } from '../../../src/host/errors.ts'
import { indexPeer, indexServer } from '../../../src/nodes/index/programs.ts'
import { encodeFrame } from '../../../src/wire/frames.ts'
import { FileVector } from '../../../src/wire/index/file-vector.ts'
import type { Message } from '../../../src/wire/index/messages.ts'
import { RawClient } from './raw-client.ts'
import { PEER_PORT, Swarm } from './swarm.ts'

const register = (id: number): Message => ({ type: 'register', id, port: 6000, vector: new FileVector() })
const request: Message = { type: 'request', requesterId: 7, file: 10, from: 0 }

/** Plays clients against a server and a supplier of file 10 until `ms` have passed. */
async function playClients(swarm: Swarm, clients: readonly RawClient[], ms: number, servers = ['server', 'peer2']) {
  for (const [n, client] of clients.entries()) swarm.other(`raw${n}`, client.start)
  await swarm.play(servers, async () => {
    for (const n of clients.keys()) await swarm.world.start(`raw${n}`)
    await swarm.world.sleep(ms)
  })
}

describe('limits of the server', () => {
  it('two connections are served, the third is told why it is not', async () => {
    const swarm = new Swarm()
    swarm.server({ maxConnections: 2 })
    const clients = [1, 2, 3].map((id) => new RawClient('server', 5000, register(id)))
    await playClients(swarm, clients, 1000, ['server'])
    const registered = [{ type: 'registered', idleLimitMs: 60_000 }]
    // They come at the same time: which of them is the third is the kernel's choice.
    const [third, ...served] = clients.toSorted((one, other) => Number(other.closedAfterMs) - Number(one.closedAfterMs))
    expect(served.map(({ received, closedAfterMs }) => ({ received, closedAfterMs }))).toEqual([
      { received: registered, closedAfterMs: null },
      { received: registered, closedAfterMs: null },
    ])
    expect(third?.received).toEqual(['the server has its 2 connections already, try later'])
    expect(third?.closedAfterMs).toBe(40)
  })

  it('who does not register within the limit is closed, however busily it trickles', async () => {
    const swarm = new Swarm()
    swarm.server({ registerLimitMs: 500 })
    const client = new RawClient('server', 5000)
    swarm.other('slow', client.start)
    await swarm.play(['server', 'slow'], async () => {
      for (const byte of [0, 0, 0, 18, 1, 1, 0, 0, 0]) {
        await swarm.world.sleep(100)
        client.send(Uint8Array.of(byte))
      }
    })
    expect(client.received).toEqual(["no 'register' within 500 ms"])
    // Accepted when the handshake is through, refused 500 ms later, and one more way.
    expect(client.closedAfterMs).toBe(30 + 500 + 10)
  })

  it('a peer that is silent for the idle limit is forgotten; one that pings stays', async () => {
    const swarm = new Swarm()
    swarm.server({ idleLimitMs: 900 })
    swarm.peer(1, [10])
    const client = new RawClient('server', 5000, register(7))
    swarm.other('silent', client.start)
    await swarm.play(['server', 'peer1', 'silent'], () => swarm.world.sleep(10_000))
    expect(client.received.at(-1)).toBe('silent for 900 ms')
    expect(client.closedAfterMs).toBe(30 + 900 + 10)
    expect(swarm.of('departed').map(({ details }) => details)).toEqual([{ id: 7 }])
  })

  it('a message may be as long as the limit says', async () => {
    for (const [maxMessageBytes, isTaken] of [
      [1024, false],
      [1025, true],
    ] as const) {
      const swarm = new Swarm()
      swarm.server({ maxMessageBytes })
      const frame = encodeFrame(3, Uint8Array.of(10, 0, ...new Uint8Array(1018)))
      const client = new RawClient('server', 5000, register(1), frame)
      await playClients(swarm, [client], 1000, ['server'])
      expect(client.received.at(-1)).toBe(
        isTaken ? "a bad 'query' message: 1018 bytes too many" : 'a message of 1025 bytes, at most 1024 are allowed',
      )
    }
  })
})

describe('limits of a peer', () => {
  const supplier = (options: object): Swarm => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(2, [10], options)
    return swarm
  }

  it('one upload is served, the second is told why it is not', async () => {
    const swarm = supplier({ maxConnections: 1 })
    const clients = [new RawClient('peer2', PEER_PORT, request), new RawClient('peer2', PEER_PORT, request)]
    await playClients(swarm, clients, 2500)
    // They come at the same time: which of them is the second is the kernel's choice.
    const [second, first] = clients.toSorted((one, other) => one.received.length - other.received.length)
    expect(first?.received).toHaveLength(1 + 3)
    expect(second?.received).toEqual(['1 upload already, try later'])
  })

  it('a requester that asks nothing for the idle limit is closed', async () => {
    const client = new RawClient('peer2', PEER_PORT)
    await playClients(supplier({ idleLimitMs: 700 }), [client], 5000)
    expect([client.received, client.closedAfterMs]).toEqual([['nothing came for 700 ms'], 30 + 700 + 10])
  })

  it('a requester that never acknowledges is closed, the idle limit after the last block', async () => {
    const client = new RawClient('peer2', PEER_PORT, request)
    await playClients(supplier({ idleLimitMs: 700, pauseMs: 100 }), [client], 5000)
    expect(client.received.at(-1)).toBe('nothing came for 700 ms')
    expect(client.closedAfterMs).toBe(30 + 19 * 100 + 700 + 10)
  })

  it('a pause longer than the idle limit is no silence of the requester', async () => {
    const client = new RawClient('peer2', PEER_PORT, request)
    await playClients(supplier({ idleLimitMs: 700, pauseMs: 2000 }), [client], 5000)
    expect(client.received).toHaveLength(1 + 3)
    expect(client.closedAfterMs).toBe(null)
  })

  it('a requester that does not read is closed when the buffers have been full for the idle limit', async () => {
    const swarm = supplier({ idleLimitMs: 700, pauseMs: 0, maxSends: 2000 })
    const PASSES = 1000
    const client = new RawClient('peer2', PEER_PORT, request)
    swarm.other('deaf', client.start)
    await swarm.play(['server', 'peer2', 'deaf'], async () => {
      client.goDeaf()
      for (let pass = 2; pass <= PASSES; pass++) {
        client.send({ type: 'ack', positive: false })
        await swarm.world.sleep(20)
      }
      await swarm.world.sleep(5000)
    })
    // The receive and send buffers of the system hold 6 MiB each; what is beyond them was never sent.
    expect(swarm.of('block-sent').length).toBeLessThan(PASSES * 20)
    expect(swarm.lines('peer2', 'Refused')).toEqual(['Refused client 7: nothing came for 700 ms.'])
    expect(swarm.lines('peer2', 'closed clientSocket')).toHaveLength(1)
  })

  it('a file is sent as often as the limit says, and no more', async () => {
    const swarm = supplier({ pauseMs: 10, maxSends: 2 })
    const client = new RawClient('peer2', PEER_PORT, request)
    swarm.other('raw', client.start)
    await swarm.play(['server', 'peer2', 'raw'], async () => {
      for (const pass of [1, 2]) {
        while (client.received.length < 21 * pass) await swarm.world.sleep(1)
        client.send({ type: 'ack', positive: false })
      }
      while (client.closedAfterMs === null) await swarm.world.sleep(1)
    })
    expect(client.received).toHaveLength(2 * 21 + 1)
    expect(client.received.at(-1)).toBe('file 10 was sent 2 times, that is enough')
  })
})

describe('options out of their range', () => {
  it.each([
    [() => indexServer({ port: 70000 }), 'port must be a whole number from 0 to 65535, not 70000'],
    [
      () => indexServer({ maxMessageBytes: 1023 }),
      'maxMessageBytes must be a whole number from 1024 to 2147483648, not 1023',
    ],
    [() => indexPeer({ id: -1 }), 'id must be a whole number from 0 to 4294967295, not -1'],
    [() => indexPeer({ id: 1, serverPort: 0 }), 'serverPort must be a whole number from 1 to 65535, not 0'],
    [() => indexPeer({ id: 1, pauseMs: 60_001 }), 'pauseMs must be a whole number from 0 to 60000, not 60001'],
    [
      () => indexPeer({ id: 1, maxBadAttempts: 0 }),
      'maxBadAttempts must be a whole number from 1 to 2147483647, not 0',
    ],
    [() => indexPeer({ id: 1, fileVector: '01' }), 'fileVector: the file vector has 2 characters: it must have 64'],
  ])('are a bug of the caller: %#', (build, message) => {
    expect(build).toThrow(new InvariantError(message))
  })
})
