// The commands tracker and peer as real processes on real sockets, alone and with a client in another language.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { builtProgram } from '../build-first.ts'

const TEXT = Array.from({ length: 4_000 }, (_, line) => `line ${line} about bees\n`)
  .join('')
  .slice(0, 69_630)

class Program {
  output = ''
  errors = ''
  readonly child: ChildProcess
  readonly #closed: Promise<unknown>
  #wake: () => void = () => undefined

  constructor(command: string, ...words: string[]) {
    this.child = spawn(command, words, { cwd: folder })
    this.child.stdout?.on('data', (bytes) => this.#heard('output', bytes))
    this.child.stderr?.on('data', (bytes) => this.#heard('errors', bytes))
    this.#closed = once(this.child, 'close')
    running.push(this)
  }

  /** Waits until the pattern is on either stream; its first group. */
  async said(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.output) ?? pattern.exec(this.errors)
      if (found !== null) return found[1] ?? ''
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`it ended without ${pattern}:\n${this.output}${this.errors}`)
      const more = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      await Promise.race([more, this.#closed])
    }
  }

  #heard(stream: 'output' | 'errors', bytes: Buffer): void {
    this[stream] += bytes.toString()
    this.#wake()
  }

  type(text: string): void {
    this.child.stdin?.write(text)
  }

  async ended(): Promise<number | null> {
    await this.#closed
    return this.child.exitCode
  }
}

/** One of our commands, as users start it. `--log debug` says which port it got. */
function command(name: 'tracker' | 'peer', ...words: string[]): Program {
  return new Program(process.execPath, builtProgram(name), ...words, '--log', 'debug')
}

const PORT = /"event":"listening","port":(\d+)/
const running: Program[] = []
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seednet-chunk-'))
})

afterEach(async () => {
  for (const program of running.splice(0)) {
    if (program.child.exitCode === null && program.child.signalCode === null) program.child.kill('SIGKILL')
    await program.ended()
  }
  rmSync(folder, { recursive: true })
})

function writeFileOf(peer: string, name: string, text: string): void {
  mkdirSync(join(folder, peer), { recursive: true })
  writeFileSync(join(folder, peer, name), text)
}

it('a whole file goes from peer to peer, and a restarted tracker still knows both', async () => {
  writeFileOf('client2', '23', TEXT)
  const tracker = command('tracker', '0', '--state', 'swarm.log')
  const port = await tracker.said(PORT)
  const seeder = command('peer', port, '0', 'client2', '23')
  await seeder.said(/("file":"23","success":1)/)
  const getter = command('peer', 'get', '23', '--tracker', `127.0.0.1:${port}`, '--out', 'got', '--seed')
  await getter.said(/(Serving 23 on port)/)
  expect(readFileSync(join(folder, 'got/23'), 'utf8')).toBe(TEXT)
  // Then the tracker has answered, so it has kept it.
  await getter.said(/"event":"announced","file":"23","count":(68)/)
  tracker.child.kill('SIGKILL')
  await tracker.ended()
  const again = command('tracker', port, '--state', 'swarm.log')
  await again.said(/(Back with 2 peers and 1 files)/)
  seeder.type('2\n6\n')
  expect(await seeder.ended()).toBe(0)
  expect(seeder.output.match(/127\.0\.0\.1:\d+":\[1,2,/g)?.length).toBe(2)
  getter.child.kill('SIGINT')
  expect(await getter.ended()).toBe(0)
  again.child.kill('SIGINT')
  expect(await again.ended()).toBe(0)
})

it('a port in use and a file that nobody shares are one clear line each and exit 1', async () => {
  const tracker = command('tracker', '0', '--memory')
  const port = await tracker.said(PORT)
  const second = command('tracker', port, '--memory')
  expect(await second.ended()).toBe(1)
  expect(second.output).toBe(`Cannot listen on port ${port}: it is in use\n`)
  const getter = command('peer', 'get', 'nothing', '--tracker', `127.0.0.1:${port}`, '--unknown-ms', '0')
  expect(await getter.ended()).toBe(1)
  expect(getter.output).toBe('Cannot get nothing: nobody shares "nothing"\n')
})

const hasPython = spawnSync('python3', ['--version']).status === 0

it.skipIf(!hasPython)('a client in Python takes part both ways (skipped where there is no python3)', async () => {
  writeFileOf('client2', '23', TEXT)
  const tracker = command('tracker', '0', '--memory')
  const port = await tracker.said(PORT)
  const seeder = command('peer', port, '0', 'client2', '23')
  const seederKey = `127.0.0.1:${await seeder.said(PORT)}`
  await seeder.said(/("file":"23","success":1)/)

  const python = new Program('python3', resolve('test/nodes/chunk/plain-client.py'), port, '23', '2')
  await python.said(/("length": 2\})\n$/)
  const replies = python.output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  const chunks = Array.from({ length: 68 }, (_, index) => index + 1)
  const [registered, listed, located, chunk, chunkRegistered, locatedAgain] = replies
  expect(registered).toEqual({ message: 1, file: 'poem', success: 1 })
  expect(listed.files['23']).toEqual({ [seederKey]: chunks })
  expect(located).toEqual({ message: 3, fileName: '23', peers: { [seederKey]: chunks }, length: 1 })
  expect(chunk).toEqual({ message: 5, fileName: '23', chunk: 2, data: TEXT.slice(1_024, 2_048) })
  expect(chunkRegistered).toEqual({ message: 4, file: '23', chunk: 2, success: 1 })
  expect(Object.values(locatedAgain.peers)).toEqual([chunks, [2]])

  const getter = command('peer', 'get', 'poem', '--tracker', `127.0.0.1:${port}`, '--out', 'got')
  expect(await getter.ended()).toBe(0)
  expect(readFileSync(join(folder, 'got/poem'), 'utf8')).toMatch(
    /^line 0 of a poem by a snake\n[^]*line 99 of a poem by a snake\n$/,
  )
})
