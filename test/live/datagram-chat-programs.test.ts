// The commands datagram-chat-server and datagram-chat-client as real processes on real sockets, with consoles on pipes, alone
// and with an old client in another language.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Playground, type Program } from './tools/programs.ts'

const PLAIN_CLIENT = resolve('test/nodes/datagram-chat/plain-client.py')
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0

let ground: Playground

async function startServer(...words: string[]): Promise<{ server: Program; port: string }> {
  const server = ground.ours('server', 'datagram-chat-server', '--first-port', '0', '--ports', '1', ...words)
  return { server, port: await server.printed(/listens on port (\d+)/) }
}

function put(file: string, bytes: Uint8Array | string): void {
  ground.put(`server/files/${file}`, bytes)
}

beforeEach(() => {
  ground = new Playground()
})

afterEach(() => ground.clear())

it('the session of the seed goes through a pipe, and Ctrl-C ends the server', async () => {
  put('q.txt', 'The quick brown fox.\n'.repeat(1000))
  const { server, port } = await startServer()
  const client = ground.ours('client', 'datagram-chat-client')
  const lines = ['127.0.0.1', '127.0.0.1', port, 'connect', 'client1', 'hello!', '', 'get_users', 'get_list_file']
  client.type(`${[...lines, 'download', 'q.txt', 'proceed', 'new.txt', 'disconnect'].join('\n')}\n`)
  client.child.stdin?.end()
  expect(await client.ended()).toBe(0)
  expect(client.output).toContain('\nconnected\n')
  expect(client.output).toContain('\nOnline users: client1\n')
  expect(client.output).toContain('\nFiles: q.txt\n')
  expect(client.output).toContain('50% of q.txt is downloaded.')
  expect(client.output).toContain('\nUser client1 downloaded 100% out of file. Last byte is: 10\n')
  expect(readFileSync(ground.path('client/new.txt'), 'utf8')).toBe('The quick brown fox.\n'.repeat(1000))
  server.child.kill('SIGINT')
  expect(await server.ended()).toBe(0)
})

it.skipIf(!HAS_PYTHON)('an old client in Python chats and downloads, binary numbers and decimal ones', async () => {
  const bytes = randomBytes(3_000_000)
  for (const decimal of [false, true]) {
    put('film.bin', bytes)
    const { server, port } = await startServer(...(decimal ? ['--decimal-numbers'] : []))
    const user = ground.ours('user', 'datagram-chat-client', '--address', '', '--server', '127.0.0.1', '--port', port)
    user.type('connect\nuser\n')
    await user.printed(/\n(connected)\n/)
    const words = [PLAIN_CLIENT, port, 'snake', 'film.bin', 'copy.bin', ...(decimal ? ['decimal'] : [])]
    const python = ground.start('python', 'python3', ...words)
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
    expect(Buffer.compare(readFileSync(ground.path('python/copy.bin')), bytes)).toBe(0)
    await user.printed(/(snake: hello from python)\n/)
    server.child.kill('SIGINT')
    expect(await server.ended()).toBe(0)
  }
})

it('a download goes on after Ctrl-C from where it was', async () => {
  const bytes = randomBytes(2_000_000)
  put('film.bin', bytes)
  const { server, port } = await startServer('--rate', '2000000')
  const start = (...more: string[]) => {
    const words = ['--address', '', '--server', '127.0.0.1', '--port', port, ...more]
    const client = ground.ours('client', 'datagram-chat-client', ...words)
    client.type('connect\nuser\ndownload\nfilm.bin\n')
    return client
  }
  const first = start()
  await first.printed(/(50% of film.bin is downloaded)/)
  first.child.kill('SIGINT')
  expect(await first.ended()).toBe(0)
  expect(existsSync(ground.path('client/.seednet/film.bin.part'))).toBe(true)
  const second = start('--always-proceed', '--log', 'debug')
  expect(Number(await second.printed(/"download-resumed","file":"film.bin","packets":(\d+)/))).toBeGreaterThan(300)
  await second.printed(/(Enter the new name)/)
  second.type('\n')
  await second.printed(/(saved as film.bin)/)
  expect(Buffer.compare(readFileSync(ground.path('client/film.bin')), bytes)).toBe(0)
  server.child.kill('SIGINT')
  expect(await server.ended()).toBe(0)
})

it('a client that is killed leaves nothing that the next one does not remove', async () => {
  put('film.bin', randomBytes(2_000_000))
  put('other.bin', 'hello')
  const { port } = await startServer('--rate', '2000000')
  const start = (file: string) => {
    const words = ['--address', '', '--server', '127.0.0.1', '--port', port]
    const client = ground.ours('client', 'datagram-chat-client', ...words)
    client.type(`connect\n${file}\ndownload\n${file}\n`)
    return client
  }
  const first = start('film.bin')
  await first.printed(/(50% of film.bin is downloaded)/)
  const second = start('other.bin')
  await second.printed(/(Enter the new name)/)
  // The first one's is still there: its program runs.
  expect(readdirSync(ground.path('client/.seednet')).filter((name) => name.startsWith('film.bin.'))).toHaveLength(1)
  first.child.kill('SIGKILL')
  await first.ended()
  second.type('\ndownload\nother.bin\n')
  await second.printed(/saved as other[^]*Enter the new (name)/)
  second.type('\n')
  await second.printed(/saved as other[^]*saved as (other)/)
  expect(readdirSync(ground.path('client/.seednet'))).toEqual([])
})

it('a client that hangs is removed when its signs of life stay away; the others go on', async () => {
  const { port } = await startServer('--alive-ms', '2000')
  const user = async (name: string) => {
    const words = ['--address', '', '--server', '127.0.0.1', '--port', port, '--ping-ms', '500']
    const client = ground.ours(name, 'datagram-chat-client', ...words)
    client.type(`connect\n${name}\n`)
    await client.printed(/\n(connected)\n/)
    return client
  }
  const [ada, ben, cleo] = [await user('ada'), await user('ben'), await user('cleo')]
  ada.child.kill('SIGSTOP')
  await ben.printed(/\n(ada is disconnected)\n/)
  ben.type('still here\n\n')
  expect(await cleo.printed(/ben: (still here)\n/)).toBe('still here')
})

it('a server that hangs is given up when its signs of life stay away', async () => {
  const { server, port } = await startServer()
  const words = ['--address', '', '--server', '127.0.0.1', '--port', port, '--ping-ms', '500']
  const client = ground.ours('user', 'datagram-chat-client', ...words)
  client.type('connect\nuser\n')
  await client.printed(/\n(connected)\n/)
  server.child.kill('SIGSTOP')
  const why = await client.printed(/The server is gone: (.*)\./)
  expect(why).toBe('nothing was heard from it for 1500 ms')
})

it('wrong usage is one line and exit code 2, a port in use one line and 1', async () => {
  const wrong = ground.ours('server', 'datagram-chat-server', '--ports', 'many')
  expect(await wrong.ended()).toBe(2)
  expect(wrong.errors).toBe(
    'datagram-chat-server: --ports must be a whole number from 1 to 1000, not "many" (datagram-chat-server --help tells more)\n',
  )
  const { port } = await startServer()
  const second = ground.ours('server', 'datagram-chat-server', '--first-port', port, '--ports', '1')
  expect(await second.ended()).toBe(1)
  expect(second.output).toBe(`Cannot listen on port ${port}: EADDRINUSE.\n`)
})
