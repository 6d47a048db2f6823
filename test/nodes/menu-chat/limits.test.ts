// Every limit of the menu chat, just above it.
import { describe, expect, it } from 'vitest'
import { InvariantError } from '../../../src/host/errors.ts'
import { chatClient, chatServer } from '../../../src/nodes/menu-chat/programs.ts'
import { ChatWorld, FILE_PORT, someBytes } from './chat-world.ts'
import { RawClient } from './raw-client.ts'

const HOSTS = ['server', 'alice', 'bob']
const SLOW = { bandwidthBps: 2_000_000 }

describe('a server with a limit', () => {
  it('of two connections tells the third so', async () => {
    const chat = new ChatWorld()
    const clients = ['a', 'b', 'c'].map((name) => new RawClient([name]))
    chat.server({ maxConnections: 2 })
    for (const [n, client] of clients.entries()) chat.other(`client${n}`, client.start)
    await chat.play(['server', 'client0', 'client1', 'client2'], () => chat.world.sleep(1000))
    expect(clients.map(({ lines }) => lines)).toEqual([
      ['welcome 30000 65536'],
      ['welcome 30000 65536'],
      ['bye full the server has its 2 connections already, try later'],
    ])
    expect(clients.map(({ closedAfterMs }) => closedAfterMs)).toEqual([null, null, 40])
  })

  it('of 10 bytes for a message takes 10 and refuses 11, whatever has to be escaped in them', async () => {
    const chat = new ChatWorld()
    chat.server({ maxMessageBytes: 10 })
    const client = new RawClient(['rogue', `msg ${'\\\\'.repeat(10)}`, `msg ${'é'.repeat(5)}x`])
    chat.user('alice')
    chat.other('rogue', client.start)
    await chat.play(['server', 'alice', 'rogue'], () => chat.world.sleep(1000))
    expect(chat.lines('alice', 'rogue: ')).toEqual([`rogue: ${'\\'.repeat(10)}`])
    expect(client.lines[1]).toBe('error too-long a message of more than 10 bytes: nobody got it')
  })

  it('of time for the name sends away who says none, however busily it sends', async () => {
    const chat = new ChatWorld()
    chat.server({ registerLimitMs: 2000 })
    const client = new RawClient()
    chat.other('dawdler', client.start)
    await chat.play(['server', 'dawdler'], async () => {
      for (let n = 0; n < 30; n++) {
        client.send(Uint8Array.of(0x78))
        await chat.world.sleep(100)
      }
    })
    expect(client.lines).toEqual(['bye idle no name within 2000 ms'])
  })

  it('of silence asks for a sign of life after half of it, and sends away after all of it', async () => {
    const chat = new ChatWorld()
    chat.server({ idleLimitMs: 4000 })
    const client = new RawClient(['quiet'])
    chat.other('quiet', client.start)
    await chat.play(['server', 'quiet'], () => chat.world.sleep(10_000))
    expect(client.received).toBe('welcome 4000 65536\nping\nbye idle nothing was heard from you for 4000 ms\n')
    expect(client.closedAfterMs).toBe(20 + 10 + 4000 + 10)
  })

  it('of one transfer refuses a second, and takes it when the first is over', async () => {
    const chat = new ChatWorld()
    chat.server({ maxTransfers: 1 })
    const client = new RawClient(['rogue', 'get 1 alice f', 'get 2 alice f'])
    chat.user('alice', { f: 'x' })
    chat.other('rogue', client.start)
    await chat.play(['server', 'alice', 'rogue'], async () => {
      await chat.world.sleep(500)
      client.send('stop 1')
      client.send('get 3 alice f')
      await chat.world.sleep(500)
    })
    expect(client.lines[1]).toBe('failed 2 busy you have 1 transfer open already')
    expect(client.lines[3]).toMatch(/^offer 3 /)
  })

  it('of time for the owner to answer tells the requester when it has passed', async () => {
    const chat = new ChatWorld()
    chat.server({ answerLimitMs: 3000 })
    const owner = new RawClient(['owner', 'listen 6000'])
    chat.other('owner', owner.start)
    chat.user('bob')
    await chat.play(['server', 'owner', 'bob'], async () => {
      chat.asks('bob', 'owner', 'f')
      await chat.printed('bob', 'cannot get ')
      await chat.world.sleep(100)
    })
    expect(chat.lines('bob', 'cannot')).toEqual(['cannot get f from owner: owner did not answer within 3000 ms'])
    expect(owner.lines.map((line) => line.split(' ')[0])).toEqual(['welcome', 'give', 'cancel'])
  })

  it('of time for a relay tells the requester when its owner does not come', async () => {
    const chat = new ChatWorld()
    chat.server({ answerLimitMs: 3000 })
    const owner = new RawClient(['owner', 'listen 0'])
    chat.other('owner', owner.start)
    chat.user('bob')
    await chat.play(['server', 'owner', 'bob'], async () => {
      chat.asks('bob', 'owner', 'f')
      await chat.world.sleep(200)
      owner.send(`ready ${owner.lines.at(-1)?.split(' ')[1]}`)
      await chat.printed('bob', 'cannot get ')
    })
    expect(chat.lines('bob', 'cannot')).toEqual([
      'cannot get f from owner: owner did not bring the file within 3000 ms',
    ])
    expect(owner.lines.map((line) => line.split(' ')[0])).toEqual(['welcome', 'give', 'carry', 'cancel'])
  })
})

describe('a client with a limit', () => {
  it('of one download refuses a second at once, and takes it later', async () => {
    const chat = new ChatWorld('limits', SLOW)
    chat.server()
    chat.user('alice', { f: someBytes(100_000), g: 'x' })
    chat.user('bob', {}, { maxDownloads: 1 })
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'f')
      chat.asks('bob', 'alice', 'g')
      await chat.printed('bob', 'received f')
      await chat.world.sleep(100)
      chat.asks('bob', 'alice', 'g')
      await chat.printed('bob', 'received g')
    })
    expect(chat.lines('bob', 'cannot')).toEqual([
      'cannot get g from alice: 1 file on the way already, that is the limit',
    ])
  })

  it('of one upload refuses a second, and its requester is told', async () => {
    const chat = new ChatWorld('limits', SLOW)
    chat.server()
    chat.user('alice', { f: someBytes(100_000), g: 'x' }, { maxUploads: 1 })
    chat.user('bob')
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'f')
      chat.asks('bob', 'alice', 'g')
      await chat.printed('bob', 'received f')
    })
    expect(chat.lines('bob', 'cannot')).toEqual(['cannot get g from alice: 1 file on the way already, try later'])
  })

  it('of connections at its port tells the next one so', async () => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice', {}, { maxConnections: 1 })
    const clients = [0, 1].map(() => new RawClient([], 'alice', FILE_PORT))
    for (const [n, client] of clients.entries()) chat.other(`client${n}`, client.start)
    await chat.play(['server', 'alice', 'client0', 'client1'], () => chat.world.sleep(500))
    expect(clients.map(({ lines }) => lines)).toEqual([[], ['error full too many connections, try later']])
  })

  it('of standing still gives a transfer up at both ends', async () => {
    const chat = new ChatWorld('limits', SLOW)
    chat.server()
    chat.user('alice', { f: someBytes(1_000_000) }, { stallLimitMs: 5000 })
    chat.user('bob', {}, { stallLimitMs: 4000 })
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'f')
      while (chat.of('chunk-received').length < 2) await chat.world.sleep(1)
      chat.world.apply({ kind: 'partition', from: ['alice'], to: ['bob'] })
      await chat.printed('bob', 'cannot get ')
      await chat.printed('alice', 'ended')
    })
    expect(chat.lines('bob', 'cannot')).toEqual(['cannot get f from alice: nothing came for 4000 ms'])
    expect(chat.lines('alice', 'ended')).toEqual(['sending f to bob ended: it was called off'])
  })

  it('for a message passes a longer one over, says so, and hears the next', async () => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice')
    chat.user('bob', {}, { maxMessageBytes: 1000 })
    await chat.play(HOSTS, async () => {
      chat.says('alice', 'x'.repeat(20_000))
      chat.says('alice', 'short')
      await chat.printed('bob', 'alice: short')
    })
    expect(chat.lines('bob', 'passed over')).toEqual(['A line from the server was passed over: it is too long.'])
  })
})

describe('an option out of its range', () => {
  it.each([
    () => chatServer({ port: 65_536 }),
    () => chatServer({ port: 1, maxConnections: 0 }),
    () => chatServer({ port: 1, maxMessageBytes: 2 ** 28 + 1 }),
    () => chatServer({ port: 1, maxNameCharacters: 257 }),
    () => chatClient({ port: -1, serverPort: 1 }),
    () => chatClient({ port: 0, serverPort: 0 }),
    () => chatClient({ port: 0, serverPort: 1, graceMs: -1 }),
    () => chatClient({ port: 0, serverPort: 1, maxDownloads: 1.5 }),
  ])('%s is a bug', (make) => {
    expect(make).toThrow(InvariantError)
  })
})
