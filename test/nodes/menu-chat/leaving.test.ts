// How users and servers go, and what those who stay notice.
import { describe, expect, it } from 'vitest'
import { ChatWorld, MENU, someBytes } from './chat-world.ts'
import { RawClient } from './raw-client.ts'

const GOODBYE = 'closing your sockets...goodbye\n'
const HOSTS = ['server', 'alice', 'bob']
const SLOW = { bandwidthBps: 8_000_000 }

function pair(size = 0, link = {}, options = {}): ChatWorld {
  const chat = new ChatWorld('leaving', link)
  chat.server(options)
  chat.user('alice', { f: someBytes(size) })
  chat.user('bob')
  return chat
}

describe('a user', () => {
  it('who types x is gone with 0 and a goodbye; the others are not told, and go on', async () => {
    const chat = pair()
    await chat.play(HOSTS, async () => {
      chat.type('bob', 'x')
      await chat.ended('bob')
      await chat.world.sleep(100)
    })
    expect(chat.output('bob')).toBe(MENU + GOODBYE)
    expect(chat.ends.get('bob')).toEqual({ kind: 'exit', code: 0 })
    expect(chat.lines('server', 'bob').at(-1)).toBe('bob has left.')
    expect(chat.output('alice')).toBe(MENU)
  })

  it('who types something else is told what there is, and asked again', async () => {
    const chat = pair()
    await chat.play(HOSTS, async () => {
      chat.type('bob', 'q', '', 'M', 'capital', 'x')
      await chat.ended('bob')
    })
    const hint = 'Please type m, f or x, and Enter.\n'
    expect(chat.output('bob')).toBe(`${MENU}${hint}${MENU}${hint}${MENU}Enter your message:\n${MENU}${GOODBYE}`)
  })

  it('whose input ends leaves when the files on their way are here', async () => {
    const chat = pair(500_000, SLOW)
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'f')
      chat.world.console('bob').end()
      await chat.ended('bob')
    })
    expect(chat.output('bob')).toMatch(/received f from alice \(500000 bytes\)\nclosing your sockets\.\.\.goodbye\n$/)
    expect(chat.ends.get('bob')).toEqual({ kind: 'exit', code: 0 })
    expect(chat.lines('alice', 'sent')).toEqual(['sent f to bob (500000 bytes)'])
  })

  it('whose input ends after asking for what is not there leaves with 1', async () => {
    const chat = pair()
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'missing')
      chat.world.console('bob').end()
      await chat.ended('bob')
    })
    expect(chat.ends.get('bob')).toEqual({ kind: 'exit', code: 1 })
  })

  it('whose input ends stays when told to, and still hears and serves', async () => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice', { f: 'contents' }, { stay: true })
    chat.user('bob')
    await chat.play(HOSTS, async () => {
      chat.world.console('alice').end()
      await chat.world.sleep(100)
      chat.says('bob', 'hello')
      await chat.printed('alice', 'bob: hello')
      chat.asks('bob', 'alice', 'f')
      await chat.printed('bob', 'received f')
    })
    expect(chat.ends.has('alice')).toBe(false)
  })

  it.each([
    ['x', 1000],
    ['Ctrl-C', 0],
  ])('who leaves by %s in the middle of a file waits %d ms for it, and leaves no half of it', async (how, graceMs) => {
    const chat = pair(5_000_000, SLOW)
    let leftMs = 0
    let files: string[] = []
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'f')
      while (chat.of('chunk-received').length < 2) await chat.world.sleep(1)
      const beginMs = chat.world.nowMs()
      if (how === 'x') chat.type('bob', 'x')
      else chat.world.interrupt('bob')
      await chat.ended('bob')
      leftMs = chat.world.nowMs() - beginMs
      files = await chat.world.listFiles('bob')
      await chat.printed('alice', 'ended')
    })
    expect(leftMs).toBeGreaterThanOrEqual(graceMs)
    expect(leftMs).toBeLessThan(graceMs + 200)
    expect(files).toEqual([])
    expect(chat.ends.get('bob')).toEqual({ kind: 'exit', code: 0 })
    expect(chat.output('bob').endsWith(GOODBYE)).toBe(true)
    expect(chat.lines('alice', 'ended')).toHaveLength(1)
  })

  it('whose machine stops dead is removed within the idle limit, and a new one may have the name', async () => {
    const chat = pair(0, {}, { idleLimitMs: 10_000 })
    let removedMs = 0
    await chat.play(HOSTS, async () => {
      const beginMs = chat.world.nowMs()
      chat.world.apply({ kind: 'crash', host: 'bob' })
      while (chat.of('departed').length < 1) await chat.world.sleep(1)
      removedMs = chat.world.nowMs() - beginMs
      chat.world.apply({ kind: 'restart', host: 'bob' })
      await chat.world.sleep(100)
      chat.says('alice', 'welcome back')
      await chat.printed('bob', 'alice: welcome back')
    })
    expect(removedMs).toBeLessThanOrEqual(10_000)
    expect(chat.of('departed').map(({ details }) => details)).toEqual([{ name: 'bob', why: 'idle' }])
  })

  it('who says nothing for hours stays, and so does one that only answers', async () => {
    const chat = pair()
    const quiet = new RawClient(['quiet'])
    chat.other('quiet', quiet.start)
    await chat.play(
      [...HOSTS, 'quiet'],
      async () => {
        for (let n = 0; n < 1000; n++) {
          await chat.world.sleep(20_000)
          quiet.send('pong')
        }
      },
      30_000_000,
    )
    expect(chat.of('departed')).toEqual([])
    expect(quiet.received.split('\n')).toContain('ping')
  })
})

describe('an owner who leaves in the middle of a file', () => {
  it.each(['x', 'Ctrl-C', 'crash', 'cut'])(
    'by %s: the requester is told once, and nothing is left of it',
    async (how) => {
      const chat = pair(2_000_000, SLOW, { idleLimitMs: 10_000 })
      let files: string[] = []
      await chat.play(HOSTS, async () => {
        chat.asks('bob', 'alice', 'f')
        while (chat.of('chunk-received').length < 2) await chat.world.sleep(1)
        if (how === 'x') chat.type('alice', 'x')
        else if (how === 'Ctrl-C') chat.world.interrupt('alice')
        else if (how === 'crash') chat.world.apply({ kind: 'crash', host: 'alice' })
        else chat.world.apply({ kind: 'cut-connections', from: ['alice'], to: ['bob'] })
        await chat.printed('bob', 'cannot get ')
        await chat.world.sleep(1000)
        files = await chat.world.listFiles('bob')
      })
      expect(chat.lines('bob', 'cannot')).toHaveLength(1)
      expect(chat.lines('bob', 'cannot')[0]).toMatch(
        /^cannot get f from alice: (alice has left|the connection (was closed|broke \(ECONNRESET\)))$/,
      )
      expect(files).toEqual([])
    },
  )
})

describe('a server', () => {
  it('that is interrupted tells everyone, and ends with 0; its users end with 1', async () => {
    const chat = pair(5_000_000, SLOW)
    let files: string[] = []
    await chat.play(HOSTS, async () => {
      chat.asks('bob', 'alice', 'f')
      while (chat.of('chunk-received').length < 2) await chat.world.sleep(1)
      chat.world.interrupt('server')
      for (const host of HOSTS) await chat.ended(host)
      files = await chat.world.listFiles('bob')
    })
    expect(chat.ends.get('server')).toEqual({ kind: 'exit', code: 0 })
    expect(chat.lines('server', 'Quitting')).toEqual(['Quitting: 2 users will be told.'])
    for (const user of ['alice', 'bob']) {
      expect(chat.lines(user, 'The server')).toEqual([
        'The server at server:4000 is gone: it says "the server is quitting".',
      ])
      expect(chat.ends.get(user)).toEqual({ kind: 'exit', code: 1 })
    }
    expect(files).toEqual([])
  })

  it('that stops dead is noticed by its users within its idle limit', async () => {
    const chat = pair(0, {}, { idleLimitMs: 9000 })
    await chat.play(HOSTS, async () => {
      chat.world.apply({ kind: 'crash', host: 'server' })
      for (const host of ['alice', 'bob']) await chat.ended(host)
    })
    expect(chat.lines('bob', 'The server')).toEqual([
      'The server at server:4000 is gone: nothing was heard from it for 9000 ms.',
    ])
    expect(chat.ends.get('bob')).toEqual({ kind: 'exit', code: 1 })
  })

  it('that greets and then says nothing is asked for a sign of life, and given up', async () => {
    const chat = new ChatWorld()
    const heard: string[] = []
    chat.other('server', (host) => {
      const server = host.net.createServer({}, (socket) => {
        socket.write('welcome 9000 1000\n')
        socket.on('data', (bytes) => heard.push(new TextDecoder().decode(bytes)))
      })
      server.listen({ port: 4000 })
      return { interrupt: () => {} }
    })
    chat.user('alice')
    await chat.play(['server', 'alice'], async () => void (await chat.ended('alice')))
    expect(heard).toEqual(['alice\nlisten 6000\n', 'ping\n', 'ping\n'])
    expect(chat.ends.get('alice')).toEqual({ kind: 'exit', code: 1 })
  })

  it('whose connection breaks is gone for its user', async () => {
    const chat = pair()
    await chat.play(HOSTS, async () => {
      chat.world.apply({ kind: 'cut-connections', from: ['bob'], to: ['server'] })
      await chat.ended('bob')
      await chat.world.sleep(100)
    })
    expect(chat.lines('bob', 'The server')).toEqual([
      'The server at server:4000 is gone: the connection broke (ECONNRESET).',
    ])
    expect(chat.lines('server', 'bob').at(-1)).toBe('bob is gone: the connection broke (ECONNRESET).')
  })
})
