// Coming into the room: names that are taken, names that are none, and what follows.
import { describe, expect, it } from 'vitest'
import { chatClient } from '../../../src/nodes/menu-chat/programs.ts'
import { ChatWorld, FILE_PORT, MENU, SERVER_PORT } from './chat-world.ts'
import { RawClient } from './raw-client.ts'

const IN_USE = 'You cannot come in: the name alice is in use, choose another.\n'

describe('a name', () => {
  it('is asked for when it was not given, and asked for again until it is free', async () => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice')
    chat.nameless('other')
    await chat.play(['server', 'alice', 'other'], async () => {
      chat.type('other', '  ', 'alice', '\u001bx', ' bob ', 'm', 'hi')
      await chat.printed('alice', 'bob: hi')
    })
    expect(chat.output('other')).toBe(
      'Enter your name:\nYou cannot come in: the name is empty.\n' +
        `Enter your name:\n${IN_USE}` +
        'Enter your name:\nYou cannot come in: the name has a control character in it.\n' +
        `Enter your name:\n${MENU}Enter your message:\n${MENU}`,
    )
  })

  it('that was given on a pipe and is in use ends the client with 1', async () => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice')
    chat.user('other', {}, { name: 'alice' })
    await chat.play(['server', 'alice', 'other'], async () => void (await chat.ended('other')))
    expect(chat.output('other')).toBe(IN_USE)
    expect(chat.ends.get('other')).toEqual({ kind: 'exit', code: 1 })
    expect(chat.lines('server', 'joined')).toHaveLength(1)
  })

  it('is free again when its user has left', async () => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice')
    chat.user('other', {}, { name: 'alice' })
    await chat.play(['server', 'alice'], async () => {
      chat.type('alice', 'x')
      await chat.ended('alice')
      await chat.world.start('other')
      await chat.printed('other', MENU)
    })
    expect(chat.of('registered')).toHaveLength(2)
  })

  it('is the same name when its accents are put together differently', async () => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('first', {}, { name: 'Zoë' })
    chat.user('second', {}, { name: 'Zoe\u0308' })
    await chat.play(['server', 'first', 'second'], async () => void (await chat.ended('second')))
    expect(chat.ends.get('second')).toEqual({ kind: 'exit', code: 1 })
  })

  it.each([
    ['of 10,000 characters', 'x'.repeat(10_000), 'the name is longer than 64 characters'],
    ['that is empty', '', 'the name is empty'],
    ['with a control character', 'a\u0007b', 'the name has a control character in it'],
    ['with a newline', 'a\\nb', 'the name has a control character in it'],
    ['with a space before it', ' bob', 'the name begins or ends with a space'],
    ['with a lone backslash', 'a\\b', '"\\\\b" means nothing: write a backslash as two'],
    ['that is not UTF-8', Uint8Array.of(0xff, 0x0a), 'the name is not UTF-8'],
    ['that never ends', new Uint8Array(200_000).fill(0x78), 'the name is far too long'],
    ['of another protocol', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', null],
  ])('%s gets a clear answer from the server, and costs nobody anything', async (_, name, reason) => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice')
    chat.user('bob')
    const client = new RawClient([name])
    chat.other('rogue', client.start)
    await chat.play(['server', 'alice', 'bob', 'rogue'], async () => {
      await chat.world.sleep(1000)
      chat.says('alice', 'still here')
      await chat.printed('bob', 'alice: still here')
    })
    // What looks like a name is one; the header lines after it are none that the server knows.
    const errors = ['"Host:"', '""', '""'].map((word) => `${word} is no word that is known here`)
    const answers = ['welcome 30000 65536', ...errors.map((text) => `error bad-line ${text}`), 'msg alice still here']
    if (reason === null) expect(client.lines).toEqual(answers)
    else expect(client.lines).toEqual([`bye bad-name ${reason.replaceAll('\\', '\\\\')}`])
    expect(chat.of('departed')).toEqual([])
  })

  it.each(['🦊', 'a|b', 'a: b', 'Mary Ann', '李雷', '\\', '/x'])('may be %j', async (name) => {
    const chat = new ChatWorld()
    chat.server()
    chat.user('alice')
    chat.user('other', { f: 'the file' }, { name })
    await chat.play(['server', 'alice', 'other'], async () => {
      chat.says('other', 'hello')
      await chat.printed('alice', `${name}: hello\n`)
      chat.asks('alice', name, 'f')
      await chat.printed('alice', `received f from ${name} (8 bytes)\n`)
    })
    expect(chat.lines('server', 'joined')[1]).toMatch(/ has joined from 10\.0\.0\.3:\d+\.$/)
  })

  it('may be as long as the server says, and no longer', async () => {
    const chat = new ChatWorld()
    chat.server({ maxNameCharacters: 5 })
    const clients = ['12345', '123456'].map((name) => new RawClient([name]))
    for (const [n, client] of clients.entries()) chat.other(`client${n}`, client.start)
    await chat.play(['server', 'client0', 'client1'], () => chat.world.sleep(100))
    expect(clients.map(({ lines }) => lines)).toEqual([
      ['welcome 30000 65536'],
      ['bye bad-name the name is longer than 5 characters'],
    ])
  })
})

describe('a client that cannot come in', () => {
  it.each([
    ['no server', 'nobody', 'ECONNREFUSED'],
    ['no host of that name', 'nowhere', 'ENOTFOUND'],
  ])('because there is %s says so and ends with 1', async (_, serverHost, code) => {
    const chat = new ChatWorld()
    chat.other('nobody', () => ({ interrupt: () => {} }))
    chat.user('alice', {}, { serverHost })
    await chat.play(['nobody', 'alice'], async () => void (await chat.ended('alice')))
    expect(chat.output('alice')).toBe(
      `Cannot reach the server at ${serverHost}:4000: the connection broke (${code}).\n`,
    )
    expect(chat.ends.get('alice')).toEqual({ kind: 'exit', code: 1 })
  })

  it('because what listens there is no chat server, says so and ends with 1', async () => {
    const chat = new ChatWorld()
    chat.other('server', (host) => {
      const server = host.net.createServer({}, (socket) => socket.write('220 smtp ready\n'))
      server.listen({ port: 4000 })
      return { interrupt: () => {} }
    })
    chat.user('alice')
    await chat.play(['server', 'alice'], async () => void (await chat.ended('alice')))
    expect(chat.output('alice')).toBe(
      'Cannot reach the server at server:4000: it makes no sense: "220" is no word that is known here.\n',
    )
  })

  it('because the server says nothing, gives up after its limit', async () => {
    const chat = new ChatWorld()
    chat.other('server', (host) => {
      host.net.createServer({}).listen({ port: 4000 })
      return { interrupt: () => {} }
    })
    chat.user('alice', {}, { connectLimitMs: 2000 })
    await chat.play(['server', 'alice'], async () => void (await chat.ended('alice')))
    expect(chat.output('alice')).toBe('Cannot reach the server at server:4000: no answer within 2000 ms.\n')
    expect(chat.of('server-lost').map(({ atMs }) => Math.floor(atMs))).toEqual([2100])
  })

  it('because its port for files is in use, says so and ends with 1', async () => {
    const chat = new ChatWorld()
    chat.server()
    const client = chatClient({ name: 'alice', port: FILE_PORT, serverHost: 'server', serverPort: SERVER_PORT })
    chat.other('alice', (host) => {
      host.net.createServer({}).listen({ port: FILE_PORT })
      return client(host)
    })
    await chat.play(['server', 'alice'], async () => void (await chat.ended('alice')))
    expect(chat.output('alice')).toBe('Cannot listen on port 6000: EADDRINUSE.\n')
    expect(chat.ends.get('alice')).toEqual({ kind: 'exit', code: 1 })
  })
})
