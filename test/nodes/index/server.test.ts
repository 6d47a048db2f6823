// The index server's life, and a peer whose server goes away.
import { describe, expect, it } from 'vitest'
import { indexServer } from '../../../src/nodes/index/programs.ts'
import { FileVector } from '../../../src/wire/index/file-vector.ts'
import { RawClient } from './raw-client.ts'
import { Swarm } from './swarm.ts'

describe('the index server', () => {
  it('quits when told: every peer closes, a download in progress too, and all end with 0', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(2, [10])
    swarm.peer(1, [])
    await swarm.play(['server', 'peer2', 'peer1'], async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(3000)
      swarm.type('server', 'q')
      for (const host of ['peer1', 'peer2', 'server']) await swarm.ended(host)
    })
    for (const host of ['peer1', 'peer2', 'server']) expect(swarm.ends.get(host)).toEqual({ kind: 'exit', code: 0 })
    expect(swarm.output('server')).toContain('Quitting: waiting for 2 connections to close.\n')
    expect(swarm.output('server')).toMatch(/All connections are closed, goodbye\.\n$/)
    expect(swarm.lines('peer1', 'Stopped')).toEqual(['Stopped receiving file 10.'])
    expect(swarm.lines('peer2', 'closed clientSocket')).toHaveLength(1)
  })

  it('ends the quit limit later when a peer does not close', async () => {
    const swarm = new Swarm()
    swarm.server({ quitLimitMs: 3000 })
    const stubborn = new RawClient('server', 5000, { type: 'register', id: 7, port: 6000, vector: new FileVector() })
    swarm.other('stubborn', stubborn.start)
    let quitMs = 0
    await swarm.play(['server', 'stubborn'], async () => {
      const begin = swarm.world.nowMs()
      swarm.type('server', 'q')
      await swarm.ended('server')
      quitMs = Math.floor(swarm.world.nowMs() - begin)
    })
    expect(stubborn.received.at(-1)).toEqual({ type: 'quit' })
    // The server's timer and the test's clock tick at the same time, in an order that the seed decides.
    expect([3000, 3001]).toContain(quitMs)
    expect(swarm.lines('server', 'did not close')).toEqual(['1 connection did not close within 3000 ms.'])
    expect(swarm.ends.get('server')).toEqual({ kind: 'exit', code: 0 })
  })

  it('goes on without a console when its input ends, and Ctrl-C ends it as q does', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(1, [])
    await swarm.play(['server'], async () => {
      swarm.world.console('server').end()
      await swarm.world.start('peer1')
      await swarm.printed('peer1', 'Registered at the server.')
      swarm.world.interrupt('server')
      await swarm.ended('server')
      await swarm.ended('peer1')
    })
    expect(swarm.lines('peer1', 'The server quits')).toEqual(['The server quits, and so do I.'])
    expect(swarm.ends.get('server')).toEqual({ kind: 'exit', code: 0 })
  })

  it('says so and ends with 1 when its port is in use', async () => {
    const swarm = new Swarm()
    const first = indexServer()
    swarm.other('server', (host) => {
      first(host)
      return indexServer()(host)
    })
    await swarm.play(['server'], async () => void (await swarm.ended('server')))
    expect(swarm.lines('server', 'Cannot')).toEqual(['Cannot listen on port 5000: EADDRINUSE.'])
    expect(swarm.ends.get('server')).toEqual({ kind: 'exit', code: 1 })
  })

  it('forgets a peer that quits and one whose connection breaks, and prints both', async () => {
    const swarm = new Swarm()
    swarm.server()
    for (const id of [1, 2, 3]) swarm.peer(id, id === 1 ? [] : [10])
    await swarm.play(['server', 'peer1', 'peer2', 'peer3'], async () => {
      swarm.type('peer2', 'q')
      await swarm.ended('peer2')
      swarm.world.apply({ kind: 'cut-connections', from: ['peer3'], to: ['server'] })
      await swarm.world.sleep(50)
      swarm.type('peer1', 'f', '10')
      await swarm.printed('peer1', 'cannot get')
    })
    expect(swarm.lines('server', 'Client 2')).toHaveLength(2)
    expect(swarm.lines('server', 'has quit')).toEqual(['Client 2 has quit.'])
    expect(swarm.lines('server', 'is gone')).toEqual(['Client 3 is gone: the connection broke (ECONNRESET).'])
    expect(swarm.lines('server', 'asks')).toEqual(['Client 1 asks who has file 10: nobody.'])
    expect(swarm.lines('peer1', 'cannot get')).toEqual(['I cannot get file 10: nobody has it.'])
  })

  it('spreads its answers over the peers that have the file', async () => {
    const swarm = new Swarm()
    swarm.server()
    for (const id of [2, 3, 4]) swarm.peer(id, [10])
    const query = { type: 'query', file: 10, excluded: [] } as const
    const register = { type: 'register', id: 1, port: 6000, vector: new FileVector() } as const
    const client = new RawClient('server', 5000, register, ...Array<typeof query>(60).fill(query))
    swarm.other('asker', client.start)
    await swarm.play(['server', 'peer2', 'peer3', 'peer4', 'asker'], () => swarm.world.sleep(1000))
    const suppliers = client.received.map((one) => (one as { supplier?: { id: number } }).supplier?.id)
    for (const id of [2, 3, 4]) expect(suppliers.filter((one) => one === id).length).toBeGreaterThan(8)
  })
})

describe('a peer whose server goes away', () => {
  it('says so, tries again, registers again with what it has meanwhile, and finishes its download', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(1, [])
    swarm.peer(2, [10])
    await swarm.play(['server', 'peer1', 'peer2'], async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(2000)
      swarm.world.apply({ kind: 'crash', host: 'server' })
      await swarm.printed('peer1', 'I have downloaded file 10')
      await swarm.world.start('server')
      while (swarm.of('registered').length < 4) await swarm.world.sleep(1)
    })
    expect(swarm.lines('peer1', 'No server')[0]).toMatch(
      /^No server at server:5000: the (server was silent for 60000 ms|connection broke \(ECONNRESET\))\. I try again in \d+ ms\.$/,
    )
    const [again] = swarm.of('registered').filter(({ details }, at) => at >= 2 && details.id === 1)
    expect(again?.details).toEqual({ id: 1, address: '10.0.0.2', port: 6000, files: 1 })
  })

  it('waits twice as long after each failure, up to half a minute', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(1, [])
    await swarm.play(['peer1'], () => swarm.world.sleep(200_000))
    const waits = swarm.of('server-lost').map(({ details }) => Number(details.retryMs))
    const most = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]
    for (const [n, limit] of most.entries()) {
      expect(waits[n]).toBeLessThanOrEqual(limit)
      expect(waits[n]).toBeGreaterThanOrEqual(limit / 2)
    }
  })

  it('asks its question once the server is there', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(1, [])
    await swarm.play(['peer1'], async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.world.sleep(20_000)
      await swarm.world.start('server')
      await swarm.printed('peer1', 'I cannot get file 10: nobody has it.')
    })
    expect(swarm.lines('peer1', 'not registered yet')).toHaveLength(1)
    expect(swarm.of('query').map(({ details }) => details)).toEqual([{ file: 10, by: 1, found: false, excluded: 0 }])
  })

  it('gives its download up when the server has not answered for 30 s', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(1, [])
    await swarm.play(['peer1'], async () => {
      swarm.type('peer1', 'f', '10')
      await swarm.printed('peer1', 'I cannot get file 10: the server did not answer for 30000 ms.')
    })
    expect(swarm.times('download-failed')).toEqual([100 + 30_000])
  })

  it('comes back under its id before its old connection is known to be gone', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(1, [10])
    await swarm.play(['server', 'peer1'], async () => {
      swarm.world.apply({ kind: 'crash', host: 'peer1' })
      swarm.world.apply({ kind: 'restart', host: 'peer1' })
      await swarm.world.sleep(1000)
    })
    expect(swarm.of('registered').map(({ details }) => details.id)).toEqual([1, 1])
    expect(swarm.lines('peer1', 'Registered')).toHaveLength(2)
  })

  it('ends with 1 when its id is another peer’s', async () => {
    const swarm = new Swarm()
    swarm.server()
    swarm.peer(1, [10])
    swarm.peer(2, [], { id: 1 })
    await swarm.play(['server', 'peer1', 'peer2'], async () => void (await swarm.ended('peer2')))
    expect(swarm.ends.get('peer2')).toEqual({ kind: 'exit', code: 1 })
    expect(swarm.lines('peer2', 'refuses')).toEqual([
      'The server refuses: "client 1 is already registered, from 10.0.0.2:6000".',
    ])
  })

  it('says so when there is no host of that name', async () => {
    const swarm = new Swarm()
    swarm.peer(1, [], { serverHost: 'nowhere' })
    await swarm.play(['peer1'], () => swarm.printed('peer1', 'No server'))
    expect(swarm.lines('peer1', 'No server')[0]).toMatch(
      /^No server at nowhere:5000: the name cannot be looked up \(ENOTFOUND\)\. I try again in \d+ ms\.$/,
    )
  })
})
