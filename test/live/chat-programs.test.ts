// The commands chat-server and chat-client as real processes on real sockets, with consoles on pipes, alone and with a client
// in another language.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const TSX = import.meta.resolve('tsx')
const PLAIN_CLIENT = resolve('test/nodes/menu-chat/plain-client.py')
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0
const MENU = "Enter an option ('m', 'f', 'x'):\n  (M)essage (send)\n  (F)ile (request)\n e(X)it\n"
const GOODBYE = 'closing your sockets...goodbye\n'

class Program {
  output = ''
  errors = ''
  readonly child: ChildProcess
  readonly #closed: Promise<unknown>
  #wake: () => void = () => {}

  /** In a folder of its own, which is its disk. */
  constructor(user: string, command: string, ...words: string[]) {
    mkdirSync(join(root, user), { recursive: true })
    this.child = spawn(command, words, { cwd: join(root, user) })
    this.child.stdout?.on('data', (bytes) => {
      this.output += bytes
      this.#wake()
    })
    this.child.stderr?.on('data', (bytes) => (this.errors += bytes))
    this.#closed = once(this.child, 'close').then(() => this.#wake())
    running.push(this)
  }

  /** Waits until it has printed this; the first group of it. */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.output)
      if (found !== null) return found[1] ?? ''
      const { exitCode, signalCode } = this.child
      if (exitCode !== null || signalCode !== null) {
        throw new Error(`it ended without ${pattern}:\n${this.output}${this.errors}`)
      }
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
  }

  type(text: string): void {
    this.child.stdin?.write(text)
  }

  async ended(): Promise<number | null> {
    await this.#closed
    return this.child.exitCode
  }
}

let root = ''
let server: Program
let port = ''
const running: Program[] = []

function ours(user: string, name: 'chat-server' | 'chat-client', ...words: string[]): Program {
  return new Program(user, process.execPath, '--import', TSX, resolve(`src/real/bin/${name}.ts`), ...words)
}

/** A user who has joined. */
async function user(name: string, ...flags: string[]): Promise<Program> {
  const client = ours(name, 'chat-client', '-l', '0', '-p', port, '--name', name, ...flags)
  await client.printed(/(e\(X\)it)/)
  return client
}

function put(owner: string, file: string, contents: Uint8Array | string): void {
  mkdirSync(join(root, owner), { recursive: true })
  writeFileSync(join(root, owner, file), contents)
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'seednet-chat-'))
  server = ours('server', 'chat-server', '0')
  port = await server.printed(/listens on port (\d+)/)
})

afterEach(async () => {
  for (const program of running.splice(0)) {
    if (program.child.exitCode === null && program.child.signalCode === null) program.child.kill('SIGKILL')
    await program.ended()
  }
  rmSync(root, { recursive: true })
})

it('the session of the assignment on a pipe: it comes out as shown, and the file is there', async () => {
  const picture = Uint8Array.from({ length: 30_000 }, (_, at) => (at * at) % 251)
  put('client1', 'Ameca_splendens.jpg', picture)
  const client1 = await user('client1')
  const client2 = ours('client2', 'chat-client', '-l', '0', '-p', port)
  client2.type('client2\nm\nhello!\nf\nclient1\nAmeca_splendens.jpg\nm\nanother important message!\nx\n')
  expect(await client2.ended()).toBe(0)
  expect(client2.output).toBe(
    `Enter your name:\n${MENU}Enter your message:\n${MENU}Who owns the file?\nWhich file do you want?\n${MENU}` +
      `Enter your message:\n${MENU}received Ameca_splendens.jpg from client1 (30000 bytes)\n${GOODBYE}`,
  )
  expect(new Uint8Array(readFileSync(join(root, 'client2', 'Ameca_splendens.jpg')))).toEqual(picture)
  await client1.printed(/(sent Ameca_splendens\.jpg to client2)/)
  expect(client1.output).toBe(
    `${MENU}client2: hello!\nclient2: another important message!\nsent Ameca_splendens.jpg to client2 (30000 bytes)\n`,
  )
})

it('files of every kind, several at a time, both ways, while everyone talks', async () => {
  const sizes = [0, 1, 2043, 2044, 3_000_000]
  for (const size of sizes) {
    put('ada', `a${size}`, Buffer.alloc(size, 'binary \0\n\xff', 'latin1'))
    put('ben', `b${size}`, Buffer.alloc(size, 'é multi-byte €'))
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
    expect(readFileSync(join(root, 'ben', `a${size}`)).equals(readFileSync(join(root, 'ada', `a${size}`)))).toBe(true)
    expect(readFileSync(join(root, 'ada', `b${size}`)).equals(readFileSync(join(root, 'ben', `b${size}`)))).toBe(true)
  }
  expect(readdirSync(join(root, 'ada', '.seednet'))).toEqual([])
})

it('what cannot be had is told, whatever it is, and nobody is the worse for it', async () => {
  mkdirSync(join(root, 'ada', 'folder'), { recursive: true })
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
  const second = ours('second', 'chat-client', '-l', '0', '-p', port, '--name', 'ada')
  expect(await second.ended()).toBe(1)
  expect(second.output).toBe('You cannot come in: the name ada is in use, choose another.\n')
  const third = ours('third', 'chat-client', '-l', '0', '-p', port)
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
  put('ada', 'large', Buffer.alloc(200_000_000))
  const [ada, ben] = [await user('ada'), await user('ben')]
  ben.type('f\nada\nlarge\n')
  await server.printed(/ben asks ada for (large)/)
  while (!existsSync(join(root, 'ben', '.seednet')) || readdirSync(join(root, 'ben', '.seednet')).length === 0) {
    await new Promise((wake) => setTimeout(wake, 2))
  }
  ada.child.kill('SIGKILL')
  await ben.printed(/cannot get large from ada: (ada has left|the connection .*)\n/)
  while (readdirSync(join(root, 'ben', '.seednet')).length > 0) await new Promise((wake) => setTimeout(wake, 2))
  expect(existsSync(join(root, 'ben', 'large'))).toBe(false)
  await server.printed(/(ada (is gone: the connection broke \(ECONNRESET\)|has left))/)
})

it.each([
  ['chat-server', [], 'Not enough non-option arguments: got 0, need at least 1'],
  ['chat-server', ['x'], '<port> must be a whole number from 0 to 65535, not "x"'],
  ['chat-server', ['70000'], '<port> must be a whole number from 0 to 65535, not "70000"'],
  ['chat-client', ['-l', '0'], 'Missing required argument: port'],
  ['chat-client', ['-l', '0', '-p', '0'], '--port must be a whole number from 1 to 65535, not "0"'],
  ['chat-client', ['-l', '0', '-p', '1', '--what'], 'Unknown argument: what'],
] as const)('%s %j is wrong usage: one line and exit code 2', async (name, words, reason) => {
  const program = ours('someone', name, ...words)
  expect(await program.ended()).toBe(2)
  expect(program.errors).toBe(`${name}: ${reason} (${name} --help tells more)\n`)
})

it.skipIf(!HAS_PYTHON)(
  'a client in Python, with plain sockets (skipped where there is no python3), talks, fetches a file and serves one',
  async () => {
    put('ada', 'my photo.jpg', Buffer.alloc(123_456, 'binary \0\n\xff', 'latin1'))
    put('snake', 'reptiles.txt', 'adder\nboa\n'.repeat(1000))
    const ada = await user('ada')
    const snake = new Program(
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
      readFileSync(join(root, 'snake', 'my photo.jpg')).equals(readFileSync(join(root, 'ada', 'my photo.jpg'))),
    ).toBe(true)
    ada.type('f\nsnake\nreptiles.txt\n')
    await ada.printed(/received (reptiles\.txt) from snake \(10000 bytes\)/)
    await snake.printed(/the requester says (done)/)
    expect(await snake.ended()).toBe(0)
    expect(ada.output).toContain('snake: hiss \\ two\\u000alines\n')
    expect(readFileSync(join(root, 'ada', 'reptiles.txt'), 'utf8')).toBe('adder\nboa\n'.repeat(1000))
  },
)
