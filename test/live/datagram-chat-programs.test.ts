// The commands datagram-chat-server and datagram-chat-client as real processes on real sockets, with consoles on pipes, alone
// and with an old client in another language.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const TSX = import.meta.resolve('tsx')
const PLAIN_CLIENT = resolve('test/nodes/datagram-chat/plain-client.py')
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0

let root = ''
const running: ChildProcess[] = []

class Program {
  output = ''
  errors = ''
  readonly child: ChildProcess
  readonly #closed: Promise<unknown>

  /** In a folder of its own, which is its disk. */
  constructor(folder: string, command: string, ...words: string[]) {
    mkdirSync(join(root, folder), { recursive: true })
    this.child = spawn(command, words, { cwd: join(root, folder) })
    this.child.stdout?.on('data', (bytes) => (this.output += bytes))
    this.child.stderr?.on('data', (bytes) => (this.errors += bytes))
    this.#closed = once(this.child, 'close')
    running.push(this.child)
  }

  /** Waits until it has printed what the pattern says; the first group of it. */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.output)
      if (found !== null) return found[1] ?? ''
      const { exitCode, signalCode } = this.child
      if (exitCode !== null || signalCode !== null)
        throw new Error(`it ended without ${pattern}:\n${this.output}${this.errors}`)
      await Promise.race([once(this.child.stdout as NodeJS.ReadableStream, 'data'), this.#closed])
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

function ours(folder: string, name: 'server' | 'client', ...words: string[]): Program {
  return new Program(
    folder,
    process.execPath,
    '--import',
    TSX,
    resolve(`src/real/bin/datagram-chat-${name}.ts`),
    ...words,
  )
}

async function startServer(...words: string[]): Promise<{ server: Program; port: string }> {
  const server = ours('server', 'server', '--first-port', '0', '--ports', '1', ...words)
  return { server, port: await server.printed(/listens on port (\d+)/) }
}

function put(file: string, bytes: Uint8Array | string): void {
  mkdirSync(join(root, 'server/files'), { recursive: true })
  writeFileSync(join(root, 'server/files', file), bytes)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'datagram-chat-'))
})

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  }
  rmSync(root, { recursive: true, force: true })
})

it('the session of the seed goes through a pipe, and Ctrl-C ends the server', async () => {
  put('q.txt', 'The quick brown fox.\n'.repeat(1000))
  const { server, port } = await startServer()
  const client = ours('client', 'client')
  const lines = ['127.0.0.1', '127.0.0.1', port, 'connect', 'client1', 'hello!', '', 'get_users', 'get_list_file']
  client.type(`${[...lines, 'download', 'q.txt', 'proceed', 'new.txt', 'disconnect'].join('\n')}\n`)
  client.child.stdin?.end()
  expect(await client.ended()).toBe(0)
  expect(client.output).toContain('\nconnected\n')
  expect(client.output).toContain('\nOnline users: client1\n')
  expect(client.output).toContain('\nFiles: q.txt\n')
  expect(client.output).toContain('50% of q.txt is downloaded.')
  expect(client.output).toContain('\nUser client1 downloaded 100% out of file. Last byte is: 10\n')
  expect(readFileSync(join(root, 'client/new.txt'), 'utf8')).toBe('The quick brown fox.\n'.repeat(1000))
  server.child.kill('SIGINT')
  expect(await server.ended()).toBe(0)
})

it.skipIf(!HAS_PYTHON)('an old client in Python chats and downloads, binary numbers and decimal ones', async () => {
  const bytes = randomBytes(3_000_000)
  for (const decimal of [false, true]) {
    put('film.bin', bytes)
    const { server, port } = await startServer(...(decimal ? ['--decimal-numbers'] : []))
    const user = ours('user', 'client', '--address', '', '--server', '127.0.0.1', '--port', port)
    user.type('connect\nuser\n')
    await user.printed(/\n(connected)\n/)
    const words = [PLAIN_CLIENT, port, 'snake', 'film.bin', 'copy.bin', ...(decimal ? ['decimal'] : [])]
    const python = new Program('python', 'python3', ...words)
    expect([await python.ended(), python.errors]).toEqual([0, ''])
    expect(python.output).toBe(
      [
        'Online users: user',
        'Files: film.bin',
        'connected',
        '|1469',
        `User snake downloaded 100% out of file. Last byte is: ${bytes.at(-1)}`,
        'disconnected',
        '',
      ].join('\n'),
    )
    expect(Buffer.compare(readFileSync(join(root, 'python/copy.bin')), bytes)).toBe(0)
    await user.printed(/(snake: hello from python)\n/)
    server.child.kill('SIGINT')
    expect(await server.ended()).toBe(0)
  }
})

it('a download goes on after Ctrl-C from where it was', async () => {
  const bytes = randomBytes(2_000_000)
  put('film.bin', bytes)
  const { server, port } = await startServer('--rate', '2000000')
  const start = () => {
    const client = ours('client', 'client', '--address', '', '--server', '127.0.0.1', '--port', port)
    client.type('connect\nuser\ndownload\nfilm.bin\n')
    return client
  }
  const first = start()
  await first.printed(/(50% of film.bin is downloaded)/)
  first.child.kill('SIGINT')
  expect(await first.ended()).toBe(0)
  expect(existsSync(join(root, 'client/.seednet/film.bin.part'))).toBe(true)
  const second = start()
  // More than half is here, so nobody is asked.
  await second.printed(/(Enter the new name)/)
  second.type('\n')
  await second.printed(/(saved as film.bin)/)
  expect(Buffer.compare(readFileSync(join(root, 'client/film.bin')), bytes)).toBe(0)
  server.child.kill('SIGINT')
  expect(await server.ended()).toBe(0)
})

it('wrong usage is one line and exit code 2, a port in use one line and 1', async () => {
  const wrong = ours('server', 'server', '--ports', 'many')
  expect(await wrong.ended()).toBe(2)
  expect(wrong.errors).toBe(
    'datagram-chat-server: --ports must be a whole number from 1 to 1000, not "many" (datagram-chat-server --help tells more)\n',
  )
  const { port } = await startServer()
  const second = ours('server', 'server', '--first-port', port, '--ports', '1')
  expect(await second.ended()).toBe(1)
  expect(second.output).toBe(`Cannot listen on port ${port}: EADDRINUSE.\n`)
})
