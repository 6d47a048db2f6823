// Files through the menu chat: small ones under many seeds of a bad network, directly and through the server, and a large one
// on real sockets. `SEEDNET_LONG=short` takes a few seeds and a smaller file, so that CI sees that this still runs.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { ChatWorld, someBytes } from '../nodes/menu-chat/chat-world.ts'

const IS_SHORT = process.env.SEEDNET_LONG === 'short'
const SEEDS = IS_SHORT ? 3 : 200
const BAD = { lossRatio: 0.05, duplicateRatio: 0.05, reorderRatio: 0.05, reorderDelayMs: 20 }

/** Text whose multi-byte characters lie across every boundary there is. */
const text = new TextEncoder().encode('a€'.repeat(1000))
const files: Readonly<Record<string, Uint8Array>> = {
  empty: someBytes(0),
  one: someBytes(1),
  packet: someBytes(2043),
  'packet and one': someBytes(2044),
  'text.txt': text,
  'binary.bin': someBytes(150_000),
}

/** Asks for every file at once, and resolves with what is on bob's disk. */
async function fetchAll(seed: string, isCut: boolean): Promise<Record<string, Uint8Array | null>> {
  const chat = new ChatWorld(seed, BAD)
  chat.server()
  chat.user('alice', files)
  chat.user('bob')
  const saved: Record<string, Uint8Array | null> = {}
  await chat.play(['server', 'alice', 'bob'], async () => {
    while (chat.of('joined').length < 2) await chat.world.sleep(10)
    if (isCut) chat.world.apply({ kind: 'partition', from: ['alice'], to: ['bob'] })
    for (const name of Object.keys(files)) chat.asks('bob', 'alice', name)
    while (chat.of('file-complete').length + chat.of('file-failed').length < Object.keys(files).length) {
      await chat.world.sleep(100)
    }
    for (const name of await chat.world.listFiles('bob')) saved[name] = await chat.file('bob', name)
  })
  return saved
}

test.each([
  ['directly', false],
  ['through the server', true],
])(`every file comes byte for byte under ${SEEDS} seeds, %s`, async (way, isCut) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    expect(await fetchAll(`long ${way} ${seed}`, isCut), `seed ${seed}`).toEqual(files)
  }
})

const MEBIBYTES = IS_SHORT ? 8 : 100
/** What a process of Node with tsx takes by itself, and as much again: far less than the file. */
const MAX_RESIDENT_KIB = 200_000

test(`${MEBIBYTES} MiB come byte for byte between two processes, in little memory`, async () => {
  const root = mkdtempSync(join(tmpdir(), 'seednet-large-'))
  const children: ChildProcess[] = []
  const start = async (user: string, ready: RegExp, ...words: string[]) => {
    mkdirSync(join(root, user), { recursive: true })
    const [name = '', ...flags] = words
    const args = ['--import', import.meta.resolve('tsx'), resolve(`src/real/bin/${name}.ts`), ...flags]
    const child = spawn(process.execPath, args, { cwd: join(root, user), stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    const printed = async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = pattern.exec(output)
        if (found !== null) return found[1] ?? ''
        await once(child.stdout, 'data')
      }
    }
    let output = ''
    child.stdout.prependListener('data', (bytes) => (output += bytes))
    return { child, printed, first: await printed(ready) }
  }
  try {
    mkdirSync(join(root, 'ada'))
    const fd = openSync(join(root, 'ada', 'large'), 'w')
    for (let n = 0; n < MEBIBYTES; n++) writeSync(fd, someBytes(2 ** 20, n + 1))
    closeSync(fd)
    const server = await start('server', /listens on port (\d+)/, 'chat-server', '0')
    const flags = ['-l', '0', '-p', server.first, '--name']
    const ada = await start('ada', /(e\(X\)it)/, 'chat-client', ...flags, 'ada')
    const ben = await start('ben', /(e\(X\)it)/, 'chat-client', ...flags, 'ben')
    ben.child.stdin.write('f\nada\nlarge\n')
    await ben.printed(/(received large from ada)/)
    await ada.printed(/(sent large to ben)/)
    expect(readFileSync(join(root, 'ben', 'large')).equals(readFileSync(join(root, 'ada', 'large')))).toBe(true)
    for (const { child } of [ada, ben]) expect(peakResidentKib(child.pid)).toBeLessThan(MAX_RESIDENT_KIB)
  } finally {
    for (const child of children) child.kill('SIGKILL')
    rmSync(root, { recursive: true })
  }
})

/** 0 where the system does not tell. */
function peakResidentKib(pid: number | undefined): number {
  const path = `/proc/${pid}/status`
  return existsSync(path) ? Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) : 0
}
