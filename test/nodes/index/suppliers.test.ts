// Suppliers that vanish, fail or lie, and the others that a download goes on with.
import { describe, expect, it } from 'vitest'
import { blockPayloadOffset } from '../../../src/wire/index/block-offset.ts'
import { PEER_PORT, SHA1_OF_10, Swarm } from './swarm.ts'

/** A supplier that the server comes to know after the download has begun, so that the first one is the other. */
async function startLater(swarm: Swarm, host: string): Promise<void> {
  await swarm.world.sleep(2000)
  await swarm.world.start(host)
}

function threePeers(options: { resume?: boolean; pauseMs?: number; maxBadAttempts?: number } = {}): Swarm {
  const swarm = new Swarm()
  swarm.server()
  swarm.peer(1, [], options)
  swarm.peer(2, [10], options)
  swarm.peer(3, [10], options)
  return swarm
}

describe('a supplier that vanishes half-way', () => {
  it('by quitting is replaced by another at once, and the file comes from its beginning', async () => {
    const swarm = threePeers()
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      swarm.type('peer1', 'f', '10')
      await startLater(swarm, 'peer3')
      while (swarm.of('block-received').length < 10) await swarm.world.sleep(1)
      swarm.world.interrupt('peer2')
      await swarm.printed('peer1', 'I have downloaded file 10 from client 3')
    })
    const [lost] = swarm.lines('peer1', 'is lost')
    expect(lost).toBe('Client 2 is lost at block 10: it refuses: "client 2 is quitting".')
    expect(swarm.lines('server', 'asks who')).toEqual([
      'Client 1 asks who has file 10: client 2 at 10.0.0.3:6000.',
      'Client 1 asks who has file 10 (not client 2): client 3 at 10.0.0.4:6000.',
    ])
    expect(swarm.of('block-sent', 'peer3').map(({ details }) => details.block)).toEqual([...Array(20).keys()])
    expect(swarm.ends.get('peer2')).toEqual({ kind: 'exit', code: 0 })
  })

  it('by a crash, of which nobody is told, is replaced when the next block is 10 s late', async () => {
    const swarm = threePeers()
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      swarm.type('peer1', 'f', '10')
      await startLater(swarm, 'peer3')
      while (swarm.of('block-received').length < 10) await swarm.world.sleep(1)
      swarm.world.apply({ kind: 'crash', host: 'peer2' })
      await swarm.printed('peer1', 'I have downloaded file 10 from client 3')
    })
    const tenth = swarm.times('block-received')[9] ?? 0
    expect(swarm.times('supplier-lost')).toEqual([tenth + 1000 + 10_000])
    expect(swarm.lines('peer1', 'is lost')).toEqual(['Client 2 is lost at block 10: nothing came for 11000 ms.'])
    expect(swarm.of('file-complete').map(({ details }) => details.hash)).toEqual([SHA1_OF_10])
  })

  it('is replaced from the block that is missing, when resuming is on', async () => {
    const swarm = threePeers({ resume: true })
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      swarm.type('peer1', 'f', '10')
      await startLater(swarm, 'peer3')
      while (swarm.of('block-received').length < 10) await swarm.world.sleep(1)
      swarm.world.interrupt('peer2')
      await swarm.printed('peer1', 'I have downloaded file 10 from client 3')
    })
    expect(swarm.of('block-sent', 'peer3').map(({ details }) => details.block)).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    ])
    expect(swarm.of('block-received')).toHaveLength(20)
    expect(swarm.lines('peer3', 'asks for file')).toEqual(['Client 1 asks for file 10 from block 10 on.'])
    expect(swarm.of('file-complete').map(({ details }) => details.hash)).toEqual([SHA1_OF_10])
  })

  it('and whose first half was damaged is made good by the other, which sends the whole file', async () => {
    const swarm = threePeers({ resume: true })
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      const offset = blockPayloadOffset(3, 0)
      swarm.world.apply({ kind: 'corrupt-stream', from: 'peer2', to: 'peer1', offset, port: PEER_PORT })
      swarm.type('peer1', 'f', '10')
      await startLater(swarm, 'peer3')
      while (swarm.of('block-received').length < 10) await swarm.world.sleep(1)
      swarm.world.interrupt('peer2')
      await swarm.printed('peer1', 'I have downloaded file 10 from client 3')
    })
    expect(swarm.of('ack-sent').map(({ details }) => details.positive)).toEqual([false, true])
    expect(swarm.of('block-sent', 'peer3')).toHaveLength(10 + 20)
  })

  it('and was the only one is tried again after a pause, and gives the file when it is back', async () => {
    const swarm = threePeers({ pauseMs: 100 })
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(1000)
      swarm.world.apply({ kind: 'crash', host: 'peer2' })
      await swarm.world.sleep(3000)
      swarm.world.apply({ kind: 'restart', host: 'peer2' })
      await swarm.printed('peer1', 'I have downloaded file 10 from client 2')
    })
    expect(swarm.lines('peer1', 'begin anew')).toEqual(['Nobody else has file 10; I begin anew in 5000 ms.'])
  })

  it('and never comes back ends the download after three rounds, with a clear word', async () => {
    const swarm = threePeers({ pauseMs: 100 })
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(1000)
      swarm.world.apply({ kind: 'crash', host: 'peer2' })
      await swarm.printed('peer1', 'I cannot get file 10')
    })
    expect(swarm.lines('peer1', 'begin anew')).toHaveLength(2)
    expect(swarm.lines('peer1', 'cannot get')).toEqual(['I cannot get file 10: all its suppliers failed, 3 times.'])
  })
})

describe('a supplier whose files come wrong', () => {
  it('three times is left for another', async () => {
    const swarm = threePeers({ pauseMs: 10 })
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      for (const pass of [0, 1, 2]) {
        const offset = blockPayloadOffset(4, 4, { pass })
        swarm.world.apply({ kind: 'corrupt-stream', from: 'peer2', to: 'peer1', offset, port: PEER_PORT })
      }
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(200)
      await swarm.world.start('peer3')
      await swarm.printed('peer1', 'I have downloaded file 10 from client 3')
    })
    expect(swarm.of('ack-sent').map(({ details }) => details.positive)).toEqual([false, false, true])
    expect(swarm.of('block-sent', 'peer2')).toHaveLength(60)
    expect(swarm.lines('peer1', 'Bad attempt').at(-1)).toBe(
      'Bad attempt 3 of 3 from client 2: the hashes differ; I try another.',
    )
    expect(swarm.lines('peer2', 'gives up')).toEqual(['client 1 gives up: "file 10 came wrong too often".'])
  })

  it('once is left at the first time, when one bad attempt is allowed', async () => {
    const swarm = threePeers({ pauseMs: 10, maxBadAttempts: 1 })
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      const offset = blockPayloadOffset(0, 0)
      swarm.world.apply({ kind: 'corrupt-stream', from: 'peer2', to: 'peer1', offset, port: PEER_PORT })
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(200)
      await swarm.world.start('peer3')
      await swarm.printed('peer1', 'I have downloaded file 10 from client 3')
    })
    expect(swarm.of('ack-sent').map(({ details }) => details.positive)).toEqual([true])
  })

  it('because a block’s header was damaged is asked again on a new connection', async () => {
    const swarm = threePeers({ pauseMs: 10 })
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      const offset = blockPayloadOffset(4, 0) - 1
      swarm.world.apply({ kind: 'corrupt-stream', from: 'peer2', to: 'peer1', offset, port: PEER_PORT })
      swarm.type('peer1', 'f', '10')
      await swarm.printed('peer1', 'I have downloaded file 10 from client 2')
    })
    expect(swarm.lines('peer1', 'Bad attempt')).toEqual([
      'Bad attempt 1 of 3 from client 2: block 5 instead of 4; the whole file again.',
    ])
    expect(swarm.lines('peer2', 'gives up')).toEqual(['client 1 gives up: "block 5 instead of 4".'])
    expect(swarm.of('block-received').map(({ details }) => details.block)).toEqual([0, 1, 2, 3, ...Array(20).keys()])
    expect(swarm.of('ack-sent').map(({ details }) => details.positive)).toEqual([true])
  })
})

describe('a supplier that cannot be reached', () => {
  it('is passed over', async () => {
    const swarm = threePeers({ pauseMs: 10 })
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      swarm.world.apply({ kind: 'partition', from: ['peer1'], to: ['peer2'] })
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(200)
      await swarm.world.start('peer3')
      await swarm.printed('peer1', 'I have downloaded file 10 from client 3')
    })
    expect(swarm.lines('peer1', 'is lost')).toEqual(['Client 2 is lost at block 0: nothing came for 10000 ms.'])
  })
})
