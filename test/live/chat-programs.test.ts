// The commands chat-server and chat-client as real processes on real sockets, with consoles on pipes, alone and with a client
// in another language.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, truncateSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Playground, type Program } from './tools/programs.ts'

const PLAIN_CLIENT = resolve('test/nodes/menu-chat/plain-client.py')
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0
const MENU = "Enter an option ('m', 'f', 'x'):\n  (M)essage (send)\n  (F)ile (request)\n e(X)it\n"
const GOODBYE = 'closing your sockets...goodbye\n'

let ground: Playground
let server: Program
let port = ''

/** A user who has joined. */
async function user(name: string, ...flags: string[]): Promise<Program> {
  const client = ground.ours(name, 'chat-client', '-l', '0', '-p', port, '--name', name, ...flags)
  await client.printed(/(e\(X\)it)/)
  return client
}

beforeEach(async () => {
  ground = new Playground()
  server = ground.ours('server', 'chat-server', '0')
  port = await server.printed(/listens on port (\d+)/)
})

afterEach(() => ground.clear())

it('the session of the assignment on a pipe: it comes out as shown, and the file is there', async () => {
  const picture = Uint8Array.from({ length: 30_000 }, (_, at) => (at * at) % 251)
  ground.put('client1/Ameca_splendens.jpg', picture)
  const client1 = await user('client1')
  const client2 = ground.ours('client2', 'chat-client', '-l', '0', '-p', port)
  client2.type('client2\nm\nhello!\nf\nclient1\nAmeca_splendens.jpg\nm\nanother important message!\nx\n')
  expect(await client2.ended()).toBe(0)
  expect(client2.output).toBe(
    `Enter your name:\n${MENU}Enter your message:\n${MENU}Who owns the file?\nWhich file do you want?\n${MENU}` +
      `Enter your message:\n${MENU}received Ameca_splendens.jpg from client1 (30000 bytes)\n${GOODBYE}`,
  )
  expect(new Uint8Array(readFileSync(ground.path('client2', 'Ameca_splendens.jpg')))).toEqual(picture)
  await client1.printed(/(sent Ameca_splendens\.jpg to client2)/)
  expect(client1.output).toBe(
    `${MENU}client2: hello!\nclient2: another important message!\nsent Ameca_splendens.jpg to client2 (30000 bytes)\n`,
  )
})

it('files of every kind, several at a time, both ways, while everyone talks', async () => {
  const sizes = [0, 1, 2043, 2044, 3_000_000]
  for (const size of sizes) {
    ground.put(`ada/a${size}`, Buffer.alloc(size, 'binary \0\n\xff', 'latin1'))
    ground.put(`ben/b${size}`, Buffer.alloc(size, 'é multi-byte €'))
  }
  const [ada, ben] = [await user('ada'), await user('ben')]
  for (const size of sizes) {
    ada.type(`f\nben\nb${size}\nm\nasked for b${size}\n`)
    ben.type(`f\nada\na${size}\nm\nasked for a${size}\n`)
  }
  for (const size of sizes) {
    await ada.printed(new RegExp(`received (b${size}) from ben \\(${size} byte`))
    await ben.printed(new RegExp(`received (a${size}) from ada \\(${size} byte`))
    await ben.printed(new RegExp(`ada: (asked for b${size})\n`))
    expect(readFileSync(ground.path('ben', `a${size}`)).equals(readFileSync(ground.path('ada', `a${size}`)))).toBe(true)
    expect(readFileSync(ground.path('ada', `b${size}`)).equals(readFileSync(ground.path('ben', `b${size}`)))).toBe(true)
  }
  expect(readdirSync(ground.path('ada', '.seednet'))).toEqual([])
})

it('what cannot be had is told, whatever it is, and nobody is the worse for it', async () => {
  mkdirSync(ground.path('ada', 'folder'), { recursive: true })
  const [ada, ben] = [await user('ada'), await user('ben')]
  ben.type('f\nada\nmissing\nf\nada\nfolder\nf\nada\n../../etc/passwd\nf\nzoe\nx\n')
  for (const line of [
    'cannot get missing from ada: there is no such file',
    'cannot get folder from ada: it is a folder',
    'cannot get ../../etc/passwd from ada: the file name has a slash in it',
    'cannot get x from zoe: nobody here is called zoe',
  ]) {
    expect(await ben.printed(new RegExp(`(${line.replaceAll('.', '\\.')})\n`))).toBe(line)
  }
  ada.type('m\nstill here\n')
  await ben.printed(/ada: (still here)\n/)
})

it('a name in use: the one on the command line ends with 1, and the one that was asked for is asked for again', async () => {
  await user('ada')
  const second = ground.ours('second', 'chat-client', '-l', '0', '-p', port, '--name', 'ada')
  expect(await second.ended()).toBe(1)
  expect(second.output).toBe('You cannot come in: the name ada is in use, choose another.\n')
  const third = ground.ours('third', 'chat-client', '-l', '0', '-p', port)
  third.type('ada\nben\nx\n')
  expect(await third.ended()).toBe(0)
  expect(third.output).toBe(`Enter your name:\n${second.output}Enter your name:\n${MENU}${GOODBYE}`)
})

it('Ctrl-C ends a client with a goodbye and 0, the server with 0, and then its clients with 1', async () => {
  const [ada, ben] = [await user('ada'), await user('ben')]
  ada.child.kill('SIGINT')
  expect(await ada.ended()).toBe(0)
  expect(ada.output).toBe(MENU + GOODBYE)
  server.child.kill('SIGINT')
  expect(await server.ended()).toBe(0)
  expect(await ben.ended()).toBe(1)
  expect(ben.output).toBe(`${MENU}The server at localhost:${port} is gone: it says "the server is quitting".\n`)
})

it('a client that is killed is gone for the server at once, and the requester of its file is told', async () => {
  // So large that it cannot be through before it is noticed to have begun, and without a byte on the disk.
  ground.put('ada/large', Buffer.alloc(0))
  truncateSync(ground.path('ada', 'large'), 2_000_000_000)
  const [ada, ben] = [await user('ada'), await user('ben')]
  ben.type('f\nada\nlarge\n')
  await server.printed(/ben asks ada for (large)/)
  while (!existsSync(ground.path('ben', '.seednet')) || readdirSync(ground.path('ben', '.seednet')).length === 0) {
    await new Promise((wake) => setTimeout(wake, 2))
  }
  ada.child.kill('SIGKILL')
  await ben.printed(/cannot get large from ada: (ada has left|the connection .*)\n/)
  while (readdirSync(ground.path('ben', '.seednet')).length > 0) await new Promise((wake) => setTimeout(wake, 2))
  expect(existsSync(ground.path('ben', 'large'))).toBe(false)
  await server.printed(/(ada (is gone: the connection broke \(ECONNRESET\)|has left))/)
})

it('a client that hangs is removed within the idle limit; the others go on', async () => {
  const impatient = ground.ours('server', 'chat-server', '0', '--idle-ms', '2000')
  port = await impatient.printed(/listens on port (\d+)/)
  const [ada, ben, cleo] = [await user('ada'), await user('ben'), await user('cleo')]
  ada.child.kill('SIGSTOP')
  await impatient.printed(/Sent (ada) away: nothing was heard from you for 2000 ms/)
  ben.type('m\nstill here\n')
  expect(await cleo.printed(/ben: (still here)\n/)).toBe('still here')
})

it.each([
  ['chat-server', [], 'Not enough non-option arguments: got 0, need at least 1'],
  ['chat-server', ['x'], '<port> must be a whole number from 0 to 65535, not "x"'],
  ['chat-server', ['70000'], '<port> must be a whole number from 0 to 65535, not "70000"'],
  ['chat-client', ['-l', '0'], 'Missing required argument: port'],
  ['chat-client', ['-l', '0', '-p', '0'], '--port must be a whole number from 1 to 65535, not "0"'],
  ['chat-client', ['-l', '0', '-p', '1', '--what'], 'Unknown argument: what'],
] as const)('%s %j is wrong usage: one line and exit code 2', async (name, words, reason) => {
  const program = ground.ours('someone', name, ...words)
  expect(await program.ended()).toBe(2)
  expect(program.errors).toBe(`${name}: ${reason} (${name} --help tells more)\n`)
})

it.skipIf(!HAS_PYTHON)(
  'a client in Python, with plain sockets (skipped where there is no python3), talks, fetches a file and serves one',
  async () => {
    ground.put('ada/my photo.jpg', Buffer.alloc(123_456, 'binary \0\n\xff', 'latin1'))
    ground.put('snake/reptiles.txt', 'adder\nboa\n'.repeat(1000))
    const ada = await user('ada')
    const snake = ground.start(
      'snake',
      'python3',
      PLAIN_CLIENT,
      port,
      'snake',
      'say=hiss \\ two\nlines',
      'hear=ada: welcome, snake',
      'get=ada/my photo.jpg',
      'get=ada/missing',
      'serve=reptiles.txt',
    )
    await ada.printed(/snake: (hiss)/)
    ada.type('m\nwelcome, snake\n')
    await snake.printed(/(fetched 123456 bytes)/)
    await snake.printed(/cannot get it: (there is no such file)/)
    expect(
      readFileSync(ground.path('snake', 'my photo.jpg')).equals(readFileSync(ground.path('ada', 'my photo.jpg'))),
    ).toBe(true)
    ada.type('f\nsnake\nreptiles.txt\n')
    await ada.printed(/received (reptiles\.txt) from snake \(10000 bytes\)/)
    await snake.printed(/the requester says (done)/)
    expect(await snake.ended()).toBe(0)
    expect(ada.output).toContain('snake: hiss \\ two\\u000alines\n')
    expect(readFileSync(ground.path('ada', 'reptiles.txt'), 'utf8')).toBe('adder\nboa\n'.repeat(1000))
  },
)
