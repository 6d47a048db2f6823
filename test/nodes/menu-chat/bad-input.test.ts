// What strangers send to the server or to the port for files: each gets its answer, and everyone else goes on.
import { describe, expect, it } from 'vitest'
import { ChatWorld, FILE_PORT, someBytes } from './chat-world.ts'
import { RawClient } from './raw-client.ts'

const WELCOME = 'welcome 30000 65536'
const TOKEN = '0'.repeat(32)
const filler = (count: number) => new Uint8Array(count).fill(0x78)

/** Plays with alice and bob in the room; afterwards they still talk and exchange a file. */
async function withRogue(client: RawClient, script: (chat: ChatWorld) => Promise<void> = async () => {}) {
  const chat = new ChatWorld()
  chat.server()
  chat.user('alice', { f: someBytes(10_000) })
  chat.user('bob')
  chat.other('rogue', client.start)
  await chat.play(['server', 'alice', 'bob', 'rogue'], async () => {
    await script(chat)
    await chat.world.sleep(1000)
    chat.says('alice', 'still here')
    await chat.printed('bob', 'alice: still here')
    chat.asks('bob', 'alice', 'f')
    await chat.printed('bob', 'received f from alice (10000 bytes)')
  })
  return chat
}

describe('a user who sends what the server cannot use is told, and stays:', () => {
  it.each<[string, (string | Uint8Array)[], string[]]>([
    ['an unknown word', ['shout hello'], ['error bad-line "shout" is no word that is known here']],
    ['a line that is not UTF-8', [Uint8Array.of(0xff, 0x0a)], ['error bad-line the line is not UTF-8']],
    ['a bad port', ['listen 70000'], ["error bad-line 'listen' with a bad 'port': 70000 is above 65535"]],
    [
      'a message that is too long',
      [`msg ${'x'.repeat(65_537)}`],
      ['error too-long a message of more than 65536 bytes: nobody got it'],
    ],
    [
      'a message of 10 MiB',
      ['msg before', filler(10 * 2 ** 20), '', 'msg after'],
      ['error too-long a message of more than 65536 bytes: nobody got it'],
    ],
    ['a file of nobody', ['get 1 zoe f'], ['failed 1 no-user nobody here is called zoe']],
    ['a file of its own', ['get 1 rogue f'], ['failed 1 self you are the owner yourself']],
    ['a path', ['get 1 alice ../../etc/passwd'], ['failed 1 bad-file the file name has a slash in it']],
    ['an empty file name', ['get 1 alice '], ['failed 1 bad-file the file name is empty']],
    ['a file that is not there', ['get 1 alice missing'], ['failed 1 no-file there is no such file']],
    ['an answer to nothing', [`ready ${TOKEN}`, `refuse ${TOKEN} no-file x`, 'done 5', 'stop 5', 'pong'], []],
    ['a ping', ['ping'], ['pong']],
  ])('%s', async (_, lines, answers) => {
    const client = new RawClient(['rogue', ...lines])
    const chat = await withRogue(client)
    expect(client.lines).toEqual([WELCOME, ...answers, 'msg alice still here'])
    const heard = chat.lines('bob', 'rogue: ')
    expect(heard).toEqual(lines.includes('msg before') ? ['rogue: before', 'rogue: after'] : [])
  })

  it('an open transfer a second time under the same number', async () => {
    const client = new RawClient(['rogue', 'get 1 alice f', 'get 1 alice f'])
    await withRogue(client)
    expect(client.lines[1]).toBe('error bad-line the transfer 1 is open already')
    expect(client.lines[2]).toMatch(/^offer 1 [0-9a-f]{32} 10\.0\.0\.2 6000$/)
  })

  it('an answer in the name of an owner that it is not', async () => {
    const client = new RawClient(['rogue', 'get 1 alice f'])
    await withRogue(client, async (chat) => {
      await chat.world.sleep(200)
      const [, , token = ''] = client.lines.at(-1)?.split(' ') ?? []
      client.send(`refuse ${token} no-file I am alice`)
      client.send(`ready ${token}`)
    })
    expect(client.lines.map((line) => line.split(' ')[0])).toEqual(['welcome', 'offer', 'msg'])
  })

  it('until it has done so fifty times', async () => {
    const client = new RawClient(['rogue', ...Array.from({ length: 60 }, () => 'shout')])
    const chat = await withRogue(client)
    expect(client.lines).toHaveLength(52)
    expect(client.lines.at(-1)).toBe('bye bad-line "shout" is no word that is known here; that was one too many')
    expect(chat.of('departed').map(({ details }) => details.name)).toEqual(['rogue'])
  })
})

describe('a data connection', () => {
  it.each([
    ['with a token that is unknown', `\ttake ${TOKEN}`, 'error unknown-token no transfer has this token'],
    ['with what is no token', '\ttake me', "error bad-line 'take' with a bad 'token': \"me\" is no token"],
    ['that wants something else', '\tsteal it', 'error bad-line "steal" is no word that is known here'],
  ])('%s is refused by the server', async (_, line, answer) => {
    const client = new RawClient([line])
    await withRogue(client)
    expect(client.lines).toEqual([answer])
    expect(client.closedAfterMs).toBe(40)
  })

  it.each([
    ['with a token that is unknown', `fetch ${TOKEN}`, 'error unknown-token no file was announced with this token'],
    [
      'with a path instead',
      'fetch ../../etc/passwd',
      "error bad-line 'fetch' with a bad 'token': \"../../etc/passwd\" is no token",
    ],
    ['that is of another protocol', 'GET /f HTTP/1.1', 'error bad-line "GET" is no word that is known here'],
    ['that sends bytes without end', filler(100_000), 'error bad-line that is no line'],
  ])('%s is refused by an owner, who says nothing to its user', async (_, opening, answer) => {
    const client = new RawClient([opening], 'alice', FILE_PORT)
    const chat = await withRogue(client)
    expect(client.lines).toEqual([answer])
    expect(
      chat
        .output('alice')
        .split('\n')
        .filter((line) => /refuse|unknown|bad/.test(line)),
    ).toEqual([])
  })

  it('with a token is served once: when the file is there, the token is worth nothing', async () => {
    const rogue = new RawClient(['rogue', 'get 1 alice f'])
    const first = new RawClient([], 'alice', FILE_PORT)
    const second = new RawClient([], 'alice', FILE_PORT)
    await withRogue(rogue, async (chat) => {
      chat.other('first', first.start)
      chat.other('second', second.start)
      await chat.world.sleep(200)
      const [, , token = ''] = rogue.lines.at(-1)?.split(' ') ?? []
      await chat.world.start('first')
      await chat.world.sleep(50)
      first.send(`fetch ${token}`)
      await chat.world.sleep(500)
      first.send('done')
      await chat.world.sleep(500)
      await chat.world.start('second')
      await chat.world.sleep(50)
      second.send(`fetch ${token}`)
      await chat.world.sleep(500)
    })
    expect(first.received.length).toBe('file 10000\n'.length + 10_000 + 'sha256 \n'.length + 64)
    expect(second.lines).toEqual(['error unknown-token no file was announced with this token'])
  })
})

describe('a message of 10 MiB that is typed', () => {
  it('is refused by the client, which goes on', async () => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice')
    chat.user('bob')
    await chat.play(['server', 'alice', 'bob'], async () => {
      chat.says('alice', 'é'.repeat(5 * 2 ** 20))
      chat.says('alice', 'short')
      await chat.printed('bob', 'alice: short')
    })
    expect(chat.lines('alice', 'nobody got it')).toEqual([
      'Your message has 10485760 bytes, at most 65536 are allowed: nobody got it.',
    ])
  })

  it('is passed on when server and clients are told to allow it', async () => {
    const limit = { maxMessageBytes: 16 * 2 ** 20 }
    const chat = new ChatWorld()
    chat.server({ ...limit, maxWaitingBytes: 64 * 2 ** 20 })
    chat.user('alice', {}, limit)
    chat.user('bob', {}, limit)
    await chat.play(['server', 'alice', 'bob'], async () => {
      chat.says('alice', 'x'.repeat(10 * 2 ** 20))
      while (chat.of('message-received').length < 1) await chat.world.sleep(100)
    })
    // What is printed of it is cut.
    expect(chat.output('bob')).toContain(`${'x'.repeat(1000)}… (10485760 characters)\n`)
  })
})
