// Disks that are full, slow, fail, or forget bits.
import { describe, expect, test } from 'vitest'
import type { FaultAction } from '../../../src/host/faults.ts'
import type { Host } from '../../../src/host/host.ts'
import { pathMatcher } from '../../../src/net/faults/path-matcher.ts'
import { codeOf } from '../../conformance/tools/events.ts'
import { aWorld, play, type TestWorld } from '../tools/a-world.ts'

type On<T> = (error: Error | null, value: T) => void

/** What a disk call came to: its value, or the code of its error. */
const outcome = <T>(call: (callback: On<T>) => void): Promise<T | string> =>
  new Promise((resolve) => call((error, value) => resolve(error === null ? value : codeOf(error))))

const writeFile = ({ disk }: Host, path: string, bytes: number) =>
  outcome((done) => disk.writeFile(path, new Uint8Array(bytes).fill(7), (error) => done(error, 'done')))
const open = ({ disk }: Host, path: string, flags: 'r' | 'w' | 'r+' | 'a') =>
  outcome<number>((done) => disk.open(path, flags, done)) as Promise<number>
const write = ({ disk }: Host, fd: number, bytes: number, position: number | null = null) =>
  outcome<number>((done) => disk.write(fd, new Uint8Array(bytes), 0, bytes, position, done))
const read = ({ disk }: Host, fd: number, bytes: number) =>
  outcome<number>((done) => disk.read(fd, new Uint8Array(bytes), 0, bytes, 0, done))
const fsync = ({ disk }: Host, fd: number) => outcome((done) => disk.fsync(fd, (error) => done(error, 'done')))
const stat = ({ disk }: Host, path: string) =>
  outcome((done) => disk.stat(path, (error, stats) => done(error, stats.size)))
const unlink = ({ disk }: Host, path: string) => outcome((done) => disk.unlink(path, (error) => done(error, 'done')))

async function onB(script: (host: Host, test: TestWorld) => Promise<void>): Promise<TestWorld> {
  const test = aWorld()
  await play(test, () => script(test.host('b'), test))
  return test
}

const errorsTold = ({ recorder }: TestWorld) =>
  recorder.lines.flatMap((line) => {
    if (!line.includes('"disk-error"')) return []
    const { host, operation, code } = JSON.parse(line.slice(line.indexOf('{')))
    return [`${host} ${operation} ${code}`]
  })

describe('a full disk', () => {
  test('takes what fits of a write, then nothing; room that is made is used again', async () => {
    const test = await onB(async (host, { world }) => {
      expect(await writeFile(host, 'old', 500)).toBe('done')
      const fd = await open(host, 'new', 'w')
      world.apply({ kind: 'disk-full', hosts: ['b'], freeBytes: 1000 })
      expect(await write(host, fd, 800)).toBe(800)
      expect(await write(host, fd, 800)).toBe(200)
      expect(await write(host, fd, 800)).toBe('ENOSPC')
      expect(await write(host, fd, 1000, 0)).toBe(1000)
      expect(await outcome((done) => host.disk.ftruncate(fd, 1001, (error) => done(error, 'done')))).toBe('ENOSPC')
      expect(await unlink(host, 'old')).toBe('done')
      expect(await write(host, fd, 800)).toBe(500)
      expect(await writeFile(host, 'more', 1)).toBe('ENOSPC')
      expect(await writeFile(host, 'empty', 0)).toBe('done')
      world.apply({ kind: 'heal-disk', hosts: ['b'] })
      expect(await write(host, fd, 800)).toBe(800)
      expect(await stat(host, 'new')).toBe(2300)
    })
    expect(errorsTold(test)).toEqual([
      'b write ENOSPC',
      'b write ENOSPC',
      'b ftruncate ENOSPC',
      'b write ENOSPC',
      'b write ENOSPC',
    ])
  })

  test('for a time only; another host has room', async () => {
    await onB(async (host, { world, host: other }) => {
      world.apply({ kind: 'disk-full', hosts: ['b'], forMs: 100 })
      expect(await writeFile(host, 'x', 1)).toBe('ENOSPC')
      expect(await writeFile(other('a'), 'x', 1)).toBe('done')
      await world.sleep(100)
      expect(await writeFile(host, 'x', 1)).toBe('done')
    })
  })
})

describe('a slow disk', () => {
  /** Milliseconds that an action takes. */
  async function took(world: { nowMs(): number }, action: () => Promise<unknown>): Promise<number> {
    const before = world.nowMs()
    await action()
    return Math.round((world.nowMs() - before) * 1e6) / 1e6
  }

  test('takes longer for each operation, and its bytes pass at a rate', async () => {
    await onB(async (host, { world }) => {
      const fd = await open(host, 'x', 'w')
      expect(await took(world, () => write(host, fd, 1000))).toBe(0.0205)
      world.apply({ kind: 'disk-slow', hosts: ['b'], latencyMs: 10 })
      expect(await took(world, () => write(host, fd, 1000))).toBe(10.0205)
      expect(await took(world, () => fsync(host, fd))).toBe(10.5)
      world.apply({ kind: 'disk-slow', hosts: ['b'], bytesPerSecond: 100_000 })
      expect(await took(world, () => write(host, fd, 1000))).toBe(20.0205)
      expect(await took(world, () => stat(host, 'x'))).toBe(10.02)
      world.apply({ kind: 'calm' })
      expect(await took(world, () => write(host, fd, 1000))).toBe(0.0205)
    })
  })

  test('lets what is asked for at once wait for each other', async () => {
    await onB(async (host, { world }) => {
      const fd = await open(host, 'x', 'w')
      world.apply({ kind: 'disk-slow', hosts: ['b'], bytesPerSecond: 1_000_000, forMs: 60_000 })
      expect(await took(world, () => Promise.all([1, 2, 3].map(() => write(host, fd, 100_000))))).toBe(300.07)
      expect(await took(world, () => outcome((done) => host.disk.readFile('x', done)))).toBe(300.02)
    })
  })
})

describe('a failing disk', () => {
  const failing = (more: object): FaultAction => ({ kind: 'disk-errors', hosts: ['b'], ...more }) as FaultAction

  test('fails the nth write, which then has written nothing', async () => {
    const test = await onB(async (host, { world }) => {
      const fd = await open(host, 'x', 'w')
      world.apply(failing({ operations: ['write'], nth: 2 }))
      expect(await write(host, fd, 10)).toBe(10)
      expect(await write(host, fd, 10)).toBe('EIO')
      expect(await write(host, fd, 10)).toBe(10)
      expect(await stat(host, 'x')).toBe(20)
    })
    expect(errorsTold(test)).toEqual(['b write EIO'])
  })

  test('by default fails reads and writes, of the files that fit', async () => {
    await onB(async (host, { world }) => {
      await writeFile(host, 'a.log', 10)
      await writeFile(host, 'a.txt', 10)
      world.apply(failing({ ratio: 1, path: '*.log' }))
      const [log, text] = [await open(host, 'a.log', 'r+'), await open(host, 'a.txt', 'r+')]
      expect([await read(host, log, 10), await write(host, log, 10), await fsync(host, log)]).toEqual([
        'EIO',
        'EIO',
        'done',
      ])
      expect([await read(host, text, 10), await write(host, text, 10)]).toEqual([10, 10])
      expect(await outcome((done) => host.disk.readFile('a.log', done))).toBe('EIO')
      expect(await writeFile(host, 'b.log', 1)).toBe('EIO')
    })
  })

  test('names and syncs fail when asked to, and a failed sync has made nothing durable', async () => {
    await onB(async (host, { world }) => {
      const fd = await open(host, 'x', 'w')
      await write(host, fd, 10)
      world.apply(failing({ operations: ['sync', 'name'], ratio: 1, forMs: 1000 }))
      expect(await fsync(host, fd)).toBe('EIO')
      expect([await stat(host, 'x'), await open(host, 'x', 'r'), await unlink(host, 'x')]).toEqual([
        'EIO',
        'EIO',
        'EIO',
      ])
      world.apply({ kind: 'crash', host: 'b' })
      expect(await world.readFile('b', 'x')).toBe(null)
    })
  })

  test('by a ratio fails about so many, the same ones in the same run', async () => {
    const runs: number[][] = []
    for (let run = 0; run < 2; run++) {
      const failed: number[] = []
      await onB(async (host, { world }) => {
        const fd = await open(host, 'x', 'w')
        world.apply(failing({ ratio: 0.1 }))
        for (let count = 0; count < 1000; count++) if ((await write(host, fd, 1)) === 'EIO') failed.push(count)
      })
      runs.push(failed)
    }
    expect(runs[0]).toEqual(runs[1])
    expect(Math.abs((runs[0] as number[]).length - 100)).toBeLessThan(30)
  })
})

describe('bits that rot', () => {
  test('are as many as asked for, in the files that fit, and stay wrong after a crash', async () => {
    const test = await onB(async (host, { world }) => {
      await writeFile(host, 'keep', 1000)
      const fd = await open(host, 'data', 'w')
      await outcome((done) => host.disk.write(fd, new Uint8Array(1000).fill(7), 0, 1000, null, done))
      await fsync(host, fd)
      world.apply({ kind: 'bit-rot', hosts: ['b'], path: 'd*', bits: 3 })
      world.apply({ kind: 'crash', host: 'b' })
      const bytes = (await world.readFile('b', 'data')) as Uint8Array
      const wrong = [...bytes].map((byte) => (byte ^ 7).toString(2).replaceAll('0', '')).join('')
      expect(wrong).toBe('111')
    })
    const told = test.recorder.lines.filter((line) => line.includes('"rotten"'))
    expect(told).toHaveLength(3)
    for (const line of told) expect(line).toContain('"path":"data"')
  })

  test('on an empty disk there are none', async () => {
    const { recorder } = await onB(async (_host, { world }) => world.apply({ kind: 'bit-rot', hosts: '*' }))
    expect(recorder.lines.filter((line) => line.includes('"rotten"'))).toEqual([])
  })
})

test.each([
  ['*', 'a/b.txt', true],
  ['a/*', 'a/b/c', true],
  ['a/*', 'b/a/c', false],
  ['*.log', 'x.log', true],
  ['*.log', 'x.log.old', false],
  ['a*b*a', 'aba', true],
  ['a*a', 'a', false],
  ['exact', 'exact', true],
  ['exact', 'exactly', false],
  ['a.c', 'abc', false],
])("the pattern '%s' and the path '%s': %s", (pattern, path, fits) => {
  expect(pathMatcher(pattern)(path)).toBe(fits)
})
