// One file from one supplier: pace, acknowledgements, resending. Exact virtual milliseconds.
import { describe, expect, it } from 'vitest'
import { blockPayloadOffset } from '../../../src/wire/index/block-offset.ts'
import { LATENCY_MS, PEER_PORT, SHA1_OF_10, Swarm } from './swarm.ts'

/** From typing 'f 10' to the first block: query and answer, handshake, request, block. */
const FIRST_BLOCK_MS = 6 * LATENCY_MS

describe('a transfer', () => {
  it('sends 20 blocks exactly one second apart, and ends with a positive ACK', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(2, [10])
    swarm.peer(1, [])
    await swarm.play(['server', 'peer2', 'peer1'], async () => {
      await swarm.world.sleep(700)
      swarm.type('peer1', 'f', '10')
      await swarm.printed('peer2', 'closed clientSocket')
    })
    const asked = 1000
    const sent = Array.from({ length: 20 }, (_, block) => asked + FIRST_BLOCK_MS - LATENCY_MS + 1000 * block)
    expect(swarm.times('block-sent')).toEqual(sent)
    expect(swarm.times('block-received')).toEqual(sent.map((at) => at + LATENCY_MS))
    expect(swarm.of('file-complete')).toEqual([
      {
        atMs: asked + FIRST_BLOCK_MS + 19_000,
        host: 'peer1',
        event: 'file-complete',
        details: { file: 10, bytes: 20_000, hash: SHA1_OF_10 },
      },
    ])
    expect(swarm.of('ack-received').map(({ details }) => details)).toEqual([{ file: 10, positive: true }])
    expect(swarm.lines('server', 'I have downloaded')).toEqual(['Client 1: I have downloaded file 10 from client 2.'])
    expect(swarm.output('peer1')).toContain(
      `Client 2 has file 10: address 10.0.0.2, listening port 6000, SHA-1 ${SHA1_OF_10}.`,
    )
    expect(swarm.output('peer1')).toContain('I have downloaded file 10 from client 2\n')
  })

  it('without a pause is over as soon as the network allows', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(2, [10], { pauseMs: 0 })
    swarm.peer(1, [])
    await swarm.play(['server', 'peer2', 'peer1'], async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.printed('peer1', 'I have downloaded')
    })
    const [complete = 0] = swarm.times('file-complete')
    expect(complete - 300).toBeLessThanOrEqual(FIRST_BLOCK_MS + 4 * LATENCY_MS)
    expect(swarm.of('block-received')).toHaveLength(20)
  })

  it('with a flipped bit is answered with one negative ACK; the whole file comes again, and then it is right', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(2, [10])
    swarm.peer(1, [])
    await swarm.play(['server', 'peer2', 'peer1'], async () => {
      const offset = blockPayloadOffset(7, 500)
      swarm.world.apply({ kind: 'corrupt-stream', from: 'peer2', to: 'peer1', offset, port: PEER_PORT })
      await swarm.world.sleep(700)
      swarm.type('peer1', 'f', '10')
      await swarm.printed('peer2', 'closed clientSocket')
    })
    const acks = (event: string) => swarm.of(event).map(({ details }) => details.positive)
    expect(acks('ack-sent')).toEqual([false, true])
    expect(acks('ack-received')).toEqual([false, true])
    expect(swarm.of('block-sent').map(({ details }) => details.block)).toEqual([...Array(40).keys()].map((n) => n % 20))
    // The pause after block 19 holds: the second pass begins 20 s after the first.
    const [first = 0, last = 0] = [swarm.times('block-sent')[0], swarm.times('block-sent')[20]]
    expect(last - first).toBe(20_000)
    expect(swarm.lines('peer1', 'Bad attempt')).toEqual([
      'Bad attempt 1 of 3 from client 2: the hashes differ; the whole file again.',
    ])
    expect(swarm.of('file-complete').map(({ details }) => details.hash)).toEqual([SHA1_OF_10])
  })

  it('is served to five requesters at once, each at its own pace', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(9, [10])
    const requesters = [1, 2, 3, 4, 5].map((id) => `peer${id}`)
    for (let id = 1; id <= 5; id++) swarm.peer(id, [])
    await swarm.play(['server', 'peer9', ...requesters], async () => {
      for (const host of requesters) {
        swarm.type(host, 'f', '10')
        await swarm.world.sleep(137)
      }
      for (const host of requesters) await swarm.printed(host, 'I have downloaded')
    })
    for (const [n, host] of requesters.entries()) {
      const begin = 700 + n * 137 + FIRST_BLOCK_MS
      expect(swarm.times('block-received', host)).toEqual([...Array(20).keys()].map((block) => begin + 1000 * block))
    }
  })

  it('lets its requester serve the file to the next one', async () => {
    const swarm = new Swarm()
    swarm.server()
    for (const [id, files] of [
      [1, []],
      [2, [10]],
      [3, []],
    ] as const)
      swarm.peer(id, files, { pauseMs: 10 })
    await swarm.play(['server', 'peer1', 'peer2', 'peer3'], async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.printed('peer1', 'I have downloaded')
      swarm.type('peer2', 'q')
      await swarm.ended('peer2')
      swarm.type('peer3', 'f', '10')
      await swarm.printed('peer3', 'I have downloaded file 10 from client 1')
      await swarm.printed('peer1', 'closed clientSocket')
    })
    expect(swarm.of('ack-received', 'peer1').map(({ details }) => details)).toEqual([{ file: 10, positive: true }])
  })
})
