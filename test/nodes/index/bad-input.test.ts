// What strangers send to a server or a supplier: each gets its answer, and a download beside it goes on.
import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../../src/wire/frames.ts'
import { FileVector } from '../../../src/wire/index/file-vector.ts'
import type { Message } from '../../../src/wire/index/messages.ts'
import { RawClient, type Sendable } from './raw-client.ts'
import { PEER_PORT, Swarm } from './swarm.ts'

const text = (line: string) => new TextEncoder().encode(line)
const register: Message = { type: 'register', id: 7, port: 6000, vector: FileVector.of([10]) }
const request: Message = { type: 'request', requesterId: 7, file: 10, from: 0 }
const block: Message = { type: 'block', file: 10, block: 0, payload: new Uint8Array(1000) }
const registered = { type: 'registered', idleLimitMs: 60_000 }

/** Sends this to the server or the supplier, while a download is under way that must not notice. */
async function sent(to: 'server' | 'peer2', ...opening: Sendable[]): Promise<[RawClient, Swarm]> {
  const swarm = new Swarm()
  swarm.server()
  swarm.peer(2, [10], { pauseMs: 50 })
  swarm.peer(1, [])
  const client = new RawClient(to, to === 'server' ? 5000 : PEER_PORT, ...opening)
  swarm.other('rogue', client.start)
  await swarm.play(['server', 'peer2', 'peer1'], async () => {
    swarm.type('peer1', 'f', '10')
    await swarm.world.sleep(100)
    await swarm.world.start('rogue')
    await swarm.printed('peer1', 'I have downloaded file 10 from client 2')
    await swarm.world.sleep(5000)
  })
  expect(swarm.of('block-received')).toHaveLength(20)
  return [client, swarm]
}

describe('bad input at the server gets a clear answer, costs its sender the connection, and nobody else anything:', () => {
  it.each<[string, Sendable[], string, number?]>([
    ['another protocol', [text('GET / HTTP/1.1\r\n\r\n')], 'a message of 1195725860 bytes, at most 4096 are allowed'],
    ['an unknown type', [encodeFrame(99, new Uint8Array(3))], 'a message of the unknown type 99'],
    [
      'a vector that lies about its length',
      [encodeFrame(1, Uint8Array.of(1, 0, 0, 0, 7, 0, 80, 0, 200, 0, 0, 0, 0, 0, 0, 0, 0))],
      "a bad 'register' message: it speaks of 200 files, there are 64",
    ],
    [
      'port 0',
      [encodeFrame(1, Uint8Array.of(1, 0, 0, 0, 7, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 0))],
      "a bad 'register' message: port 0: no peer can be reached there",
    ],
    ['a question before registering', [{ type: 'query', file: 10, excluded: [] }], "'query' before 'register'"],
    ['a message between peers', [register, block], "'block' is no message for a server"],
    ['registering twice', [register, register], "'register' a second time"],
    ['an id that is in use', [{ ...register, id: 1 }], 'client 1 is already registered, from 10.0.0.3:6000', 5040],
  ])('%s', async (_, opening, refusal, closedAfterMs = 40) => {
    const [client, swarm] = await sent('server', ...opening)
    expect(client.received.filter((one) => typeof one === 'string')).toEqual([refusal])
    expect(client.closedAfterMs).toBe(closedAfterMs)
    expect(swarm.lines('server', 'Refused')).toHaveLength(1)
  })

  it('what was asked before the bad message is answered', async () => {
    const [client] = await sent('server', register, { type: 'query', file: 63, excluded: [] }, text('garbage'))
    expect(client.received).toEqual([
      registered,
      { type: 'nobody', file: 63 },
      'a message of 1734439526 bytes, at most 4096 are allowed',
    ])
  })

  it('who goes on sending gets the answer and no reset that could overtake it, for two seconds', async () => {
    const swarm = new Swarm()
    swarm.server()
    const client = new RawClient('server', 5000, text('garbage'))
    client.allowHalfOpen = true
    swarm.other('babbler', client.start)
    const errors: (string | null)[] = []
    await swarm.play(['server', 'babbler'], async () => {
      for (let second = 0; second <= 4; second++) {
        client.send(text('more garbage'))
        await swarm.world.sleep(950)
        errors.push(client.errorCode)
      }
    })
    expect(client.received).toEqual(['a message of 1734439526 bytes, at most 4096 are allowed'])
    // The first write after that is answered with a reset, which the second one meets.
    expect(errors).toEqual([null, null, null, null, 'EPIPE'])
  })

  it('a peer that is refused is forgotten', async () => {
    const [, swarm] = await sent('server', register, block)
    expect(swarm.lines('server', 'Client 7')).toHaveLength(2)
    expect(swarm.lines('server', 'Client 7').at(-1)).toBe('Client 7 was refused.')
    expect(swarm.of('departed').map(({ details }) => details)).toEqual([{ id: 7 }])
  })
})

describe('bad input at a supplier gets a clear answer, costs its sender the connection, and nobody else anything:', () => {
  it.each<[string, Sendable[], string, number?]>([
    ['garbage', [text('gimme file 10 please')], 'a message of 1734962545 bytes, at most 4096 are allowed'],
    ['a file it lacks', [{ ...request, file: 11 }], 'client 2 does not have file 11'],
    ['a message for a server', [register], "'register' is no message for a supplier"],
    ['an acknowledgement of nothing', [{ type: 'ack', positive: true }], "'ack' before the last block of a file"],
    [
      'an acknowledgement too early',
      [request, { type: 'ack', positive: false }],
      "'ack' before the last block of a file",
    ],
    ['two requests', [request, request], 'one request for each connection'],
  ])('%s', async (_, opening, refusal) => {
    const [client, swarm] = await sent('peer2', ...opening)
    expect(client.received.filter((one) => typeof one === 'string')).toEqual([refusal])
    expect(client.closedAfterMs).toBe(40)
    expect(swarm.lines('peer2', `: ${refusal}.`)).toHaveLength(1)
  })
})
