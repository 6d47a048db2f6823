// Who hears what in a chat room.
import { describe, expect, it } from 'vitest'
import { ChatWorld, LATENCY_MS } from './chat-world.ts'
import { RawClient } from './raw-client.ts'

const WELCOME = 'welcome 30000 65536'
const CHAT_LINE = /^(user\d+): line (\d+)$/

describe('a message', () => {
  it('goes at once to everyone else, as "<sender>: <message>", on a line of its own, and not back', async () => {
    const chat = new ChatWorld()
    chat.server()
    for (const name of ['alice', 'bob', 'cleo']) chat.user(name)
    let sentMs = 0
    await chat.play(['server', 'alice', 'bob', 'cleo'], async () => {
      sentMs = chat.world.nowMs()
      chat.says('alice', 'hello: there')
      await chat.world.sleep(1000)
    })
    expect(chat.lines('bob', 'hello')).toEqual(['alice: hello: there'])
    expect(chat.lines('cleo', 'hello')).toEqual(['alice: hello: there'])
    expect(chat.lines('alice', 'hello')).toEqual([])
    expect(chat.of('message-received').map(({ atMs }) => Math.round(atMs - sentMs))).toEqual([
      2 * LATENCY_MS,
      2 * LATENCY_MS,
    ])
  })

  it.each([
    ['an emoji', 'hi 👩‍👩‍👧 🦊', 'hi 👩‍👩‍👧 🦊'],
    ['a backslash', 'C:\\new\\ \\s', 'C:\\new\\ \\s'],
    ['a tab', 'a\tb', 'a\tb'],
    ['spaces at its ends', '  x  ', '  x  '],
    ['nothing in it', '', ''],
    ['a byte order mark', '\ufeffx', '\ufeffx'],
    ['a newline', 'one\ntwo', 'one\\u000atwo'],
    ['a carriage return', 'one\rtwo', 'one\\u000dtwo'],
    ['terminal codes', '\u001b[2Jboo\u009b', '\\u001b[2Jboo\\u009b'],
    ['text that turns its direction', 'a\u202eb', 'a\\u202eb'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
  ])('with %s arrives whole, and can be printed', async (_, text, printed) => {
    const chat = new ChatWorld()
    chat.server()
    for (const name of ['alice', 'bob']) chat.user(name)
    await chat.play(['server', 'alice', 'bob'], async () => {
      chat.says('alice', text)
      await chat.world.sleep(1000)
    })
    expect(chat.lines('bob', 'alice: ')).toEqual([`alice: ${printed}`])
  })

  it('is encoded once and goes in one write, however many come at once', async () => {
    const chat = new ChatWorld()
    const bob = new RawClient(['bob'])
    chat.server()
    chat.other('bob', bob.start)
    const many = Array.from({ length: 100 }, (_, n) => `msg ${n}\n`).join('')
    const alice = new RawClient(['alice', new TextEncoder().encode(many)])
    chat.other('alice', alice.start)
    await chat.play(['server', 'bob', 'alice'], () => chat.world.sleep(1000))
    expect(bob.lines).toEqual([WELCOME, ...Array.from({ length: 100 }, (_, n) => `msg alice ${n}`)])
    expect(alice.lines).toEqual([WELCOME])
  })

  it('that was the last before its sender left is heard', async () => {
    const chat = new ChatWorld()
    chat.server()
    for (const name of ['alice', 'bob']) chat.user(name)
    await chat.play(['server', 'alice', 'bob'], async () => {
      chat.type('alice', 'm', 'farewell', 'x')
      await chat.ended('alice')
      await chat.world.sleep(100)
    })
    expect(chat.lines('bob', 'alice')).toEqual(['alice: farewell'])
  })

  it('finds those who came later, and not those who left', async () => {
    const chat = new ChatWorld()
    chat.server()
    for (const name of ['alice', 'bob', 'cleo']) chat.user(name)
    await chat.play(['server', 'alice', 'bob'], async () => {
      chat.says('alice', 'first')
      await chat.printed('bob', 'alice: first')
      chat.type('bob', 'x')
      await chat.ended('bob')
      await chat.world.start('cleo')
      await chat.world.sleep(100)
      chat.says('alice', 'second')
      await chat.printed('cleo', 'alice: second')
      await chat.world.start('bob')
      await chat.world.sleep(100)
      chat.says('alice', 'third')
      await chat.printed('bob', 'alice: third')
    })
    expect(chat.lines('bob', 'alice')).toEqual(['alice: first', 'alice: third'])
    expect(chat.lines('cleo', 'alice')).toEqual(['alice: second', 'alice: third'])
  })
})

describe('a full room', () => {
  it('of 200 loses nothing, doubles nothing, and keeps order per sender, when the network does not', async () => {
    const users = Array.from({ length: 200 }, (_, n) => `user${n + 1}`)
    const bad = { lossRatio: 0.05, duplicateRatio: 0.02, reorderRatio: 0.05, reorderDelayMs: 15 }
    const chat = new ChatWorld('full room', bad)
    chat.server()
    for (const user of users) chat.user(user)
    const lines = 3
    const expected = (users.length - 1) * lines
    await chat.play(['server'], async () => {
      for (const user of users) await chat.world.start(user)
      while (chat.of('joined').length < users.length) await chat.world.sleep(100)
      for (let n = 0; n < lines; n++) for (const user of users) chat.says(user, `line ${n}`)
      const heard = () => chat.reports.filter(({ details }) => details.count === expected).length
      while (heard() < users.length) await chat.world.sleep(100)
      await chat.world.sleep(5000)
    })
    for (const user of users) {
      const heard = new Map<string, number>()
      for (const line of chat.output(user).split('\n')) {
        const [, sender = '', number] = CHAT_LINE.exec(line) ?? []
        if (sender === '') continue
        expect(Number(number)).toBe(heard.get(sender) ?? 0)
        heard.set(sender, Number(number) + 1)
      }
      expect([...heard.values()].filter((count) => count === lines)).toHaveLength(users.length - 1)
      expect(heard.has(user)).toBe(false)
    }
  }, 60_000)

  it('is not held up by one who does not read: that one is sent away', async () => {
    const chat = new ChatWorld()
    chat.server({ maxWaitingBytes: 200_000 })
    const deaf = new RawClient(['deaf'])
    chat.other('deaf', deaf.start)
    chat.user('alice')
    chat.user('bob')
    await chat.play(['server', 'deaf', 'alice', 'bob'], async () => {
      deaf.goDeaf()
      for (let n = 0; n < 220; n++) chat.says('alice', `${n} ${'x'.repeat(60_000)}`)
      await chat.printed('bob', 'alice: 219 ')
      deaf.hear()
      await chat.world.sleep(5000)
    })
    expect(chat.lines('bob', 'alice: ')).toHaveLength(220)
    expect(chat.lines('server', 'deaf ').at(-1)).toBe('deaf was sent away.')
    const [away = ''] = chat.lines('server', 'Sent deaf away: ')
    expect(away).toMatch(/^Sent deaf away: you read too slowly: \d+ bytes wait for you\.$/)
    expect(deaf.lines.at(-1)).toMatch(/^bye slow you read too slowly: \d+ bytes wait for you$/)
    expect(chat.of('departed').map(({ details }) => details)).toEqual([{ name: 'deaf', why: 'slow' }])
  })
})
