// The commands index-server and index-peer as real processes on real sockets, with consoles on pipes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { builtProgram } from '../build-first.ts'
import { FileVector } from '../../src/wire/index/file-vector.ts'

const FILE_10 = FileVector.of([10]).toString()

class Program {
  output = ''
  errors = ''
  readonly child: ChildProcess
  readonly #closed: Promise<unknown>

  constructor(name: 'index-server' | 'index-peer', ...flags: string[]) {
    this.child = spawn(process.execPath, [builtProgram(name), ...flags])
    this.child.stdout?.on('data', (bytes) => (this.output += bytes))
    this.child.stderr?.on('data', (bytes) => (this.errors += bytes))
    this.#closed = once(this.child, 'close')
    running.push(this)
  }

  /** Waits until it has printed what the pattern says; the first group of it. */
  async printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.output)
      if (found !== null) return found[1] ?? ''
      if (this.child.exitCode !== null) throw new Error(`it ended without ${pattern}:\n${this.output}${this.errors}`)
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

const running: Program[] = []

afterEach(async () => {
  for (const program of running.splice(0)) {
    if (program.child.exitCode === null && program.child.signalCode === null) program.child.kill('SIGKILL')
    await program.ended()
  }
})

it('three peers exchange file 10; when its supplier is killed half-way it comes from another; q at the server ends all', async () => {
  const server = new Program('index-server', '-p', '0')
  const port = await server.printed(/listens on port (\d+)/)
  const suppliers = new Map<string, Program>()
  for (const id of ['2', '3']) {
    const supplier = new Program(
      'index-peer',
      '-i',
      id,
      '-s',
      port,
      '-v',
      FILE_10,
      '--pause-ms',
      '60',
      '--log',
      'debug',
    )
    await supplier.printed(/(Registered)/)
    suppliers.set(id, supplier)
  }
  const requester = new Program('index-peer', '-i', '1', '-s', port)
  await requester.printed(/(Registered)/)
  requester.type('f\n10\n')

  const first = await requester.printed(/connecting to client (\d)/)
  const victim = suppliers.get(first)
  const blocksSent = () => victim?.errors.split('"event":"block-sent"').length ?? 0
  while (blocksSent() <= 8) await new Promise((resolve) => setTimeout(resolve, 5))
  victim?.child.kill('SIGKILL')

  const second = first === '2' ? '3' : '2'
  await requester.printed(new RegExp(`(I have downloaded file 10 from client ${second})`))
  const lostAt = Number(await requester.printed(/is lost at block (\d+)/))
  expect(lostAt).toBeGreaterThanOrEqual(8)
  expect(lostAt).toBeLessThan(20)
  expect(requester.output).toContain('mine:         503673c3b0a55dd71a7d55c9980605b05c6993c4')
  await suppliers.get(second)?.printed(/(closed clientSocket)/)
  await server.printed(new RegExp(`(Client ${first} is gone)`))

  server.type('q\n')
  expect(await server.ended()).toBe(0)
  expect(await requester.ended()).toBe(0)
  expect(await suppliers.get(second)?.ended()).toBe(0)
})

it('wrong usage is one line and exit code 2', async () => {
  const peer = new Program('index-peer', '-i', 'two')
  expect(await peer.ended()).toBe(2)
  expect(peer.errors).toBe(
    'index-peer: --id must be a whole number from 0 to 4294967295, not "two" (index-peer --help tells more)\n',
  )
})
