// A requester whose supplier does not keep to the protocol: each offence is a bad attempt, and another supplier is asked.
import { describe, expect, it } from 'vitest'
import type { StartProgram } from '../../../src/host/program.ts'
import { encodeFrame } from '../../../src/wire/frames.ts'
import { encodeMessage } from '../../../src/wire/index/encode-message.ts'
import { FileVector } from '../../../src/wire/index/file-vector.ts'
import type { FileStart, Message } from '../../../src/wire/index/messages.ts'
import { RawClient, type Sendable } from './raw-client.ts'
import { PEER_PORT, Swarm } from './swarm.ts'

const start: FileStart = { type: 'file-start', file: 10, from: 0, blocks: 20, pauseMs: 1000 }
const block = (number: number, file = 10): Message => {
  return { type: 'block', file, block: number, payload: new Uint8Array(1000) }
}
const register: Message = { type: 'register', id: 9, port: PEER_PORT, vector: FileVector.of([10]) }

/** Registers file 10 and answers every connection with these bytes. */
function rogue(answer: readonly Sendable[]): StartProgram {
  const client = new RawClient('server', 5000, register)
  return (host) => {
    const listener = host.net.createServer({}, (socket) => {
      socket.on('error', () => {})
      socket.on('data', () => {})
      for (const one of answer) socket.write(one instanceof Uint8Array ? one : encodeMessage(one))
    })
    listener.listen({ port: PEER_PORT })
    return client.start(host)
  }
}

async function badAttempts(answer: readonly Sendable[]): Promise<string[]> {
  const swarm = new Swarm()
  swarm.server()
  swarm.other('rogue', rogue(answer))
  swarm.peer(1, [], { maxBadAttempts: 2 })
  swarm.peer(2, [10], { pauseMs: 0 })
  await swarm.play(['server', 'rogue', 'peer1'], async () => {
    swarm.type('peer1', 'f', '10')
    await swarm.printed('peer1', 'I need file 10')
    await swarm.world.start('peer2')
    await swarm.printed('peer1', 'I have downloaded file 10 from client 2')
  })
  return swarm.lines('peer1', 'Bad attempt')
}

describe('a supplier that sends', () => {
  it.each<[string, Sendable[], string]>([
    ['a block before the start', [block(0)], "'block' before 'file-start'"],
    ['two starts', [start, start], "'file-start' before the last block"],
    ['another file', [{ ...start, file: 11 }], 'file 11 instead of file 10'],
    ['a start in the middle', [{ ...start, from: 3 }], 'a start at block 3 instead of 0'],
    ['a file of another size', [{ ...start, blocks: 21 }], 'a file of 21 blocks instead of 20'],
    ['an endless pause', [{ ...start, pauseMs: 60_001 }], 'a pause of 60001 ms, at most 60000 are allowed'],
    ['a block of another file', [start, block(0, 11)], 'a block of file 11 instead of file 10'],
    ['a block twice', [start, block(0), block(0)], 'block 0 instead of 1'],
    ['a block too far', [start, block(0), block(2)], 'block 2 instead of 1'],
    ['a message for a server', [register], "'register' is no message for a requester"],
    ['no message', [encodeFrame(77, new Uint8Array(0))], 'a message of the unknown type 77'],
  ])('%s is tried once more, then another one', async (_, answer, reason) => {
    expect(await badAttempts(answer)).toEqual([
      `Bad attempt 1 of 2 from client 9: ${reason}; the whole file again.`,
      `Bad attempt 2 of 2 from client 9: ${reason}; I try another.`,
    ])
  })

  it('zeros instead of the file gets one negative ACK, and then another one is asked', async () => {
    const zeros = [start, ...Array.from({ length: 20 }, (_, number) => block(number))]
    expect(await badAttempts([...zeros, ...zeros])).toEqual([
      'Bad attempt 1 of 2 from client 9: the hashes differ; the whole file again.',
      'Bad attempt 2 of 2 from client 9: the hashes differ; I try another.',
    ])
  })

  it('the longest pause that is allowed is waited for', async () => {
    expect(await badAttempts([{ ...start, pauseMs: 60_000 }, block(0)])).toEqual([])
  })
})
