// A disk under a program: what its calls cost in virtual time, and what a crash of the machine leaves.
import { expect, test } from 'vitest'
import { failure, filesOf } from '../conformance/tools/files.ts'
import { aWorld, play } from './tools/a-world.ts'

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString())

test('a call takes 20 µs, a sync 500 µs, and bytes half a nanosecond each', async () => {
  await play(aWorld(), async ({ world, host }) => {
    const files = filesOf(host('a'))
    const times: number[] = []
    let before = world.nowMs()
    const lap = () => {
      times.push(Math.round((world.nowMs() - before) * 1e6))
      before = world.nowMs()
    }
    const fd = await files.open('f', 'w')
    lap()
    await files.write(fd, 'x'.repeat(1000), 0)
    lap()
    await files.fsync(fd)
    lap()
    await files.close(fd)
    lap()
    expect(times).toEqual([20_000, 20_500, 500_000, 20_000])
  })
})

test('after a crash the next life finds what was synced, and not what was written after it', async () => {
  await play(aWorld(), async ({ world, host }) => {
    const files = filesOf(host('a'))
    const fd = await files.open('f', 'w')
    await files.write(fd, 'safe', 0)
    await files.fsync(fd)
    await files.write(fd, 'lost', 4)
    await files.writeFile('g', 'lost too')
    expect(text(await world.readFile('a', 'f'))).toBe('safelost')
    world.apply({ kind: 'crash', host: 'a' })
    world.apply({ kind: 'restart', host: 'a' })
    expect(await filesOf(host('a')).text('f')).toBe('safe')
    expect(await failure(filesOf(host('a')).readFile('g'))).toBe('ENOENT')
    expect(await world.listFiles('a')).toEqual(['f'])
  })
})

test('a write under way at the crash has not happened, and its callback never comes', async () => {
  await play(aWorld(), async ({ world, host }) => {
    const files = filesOf(host('a'))
    const fd = await files.open('f', 'w')
    await files.fsync(fd)
    let calledBack = false
    void files.write(fd, 'lost', 0).then(() => {
      calledBack = true
    })
    world.apply({ kind: 'crash', host: 'a' })
    await world.sleep(1000)
    expect(text(await world.readFile('a', 'f'))).toBe('')
    expect(calledBack).toBe(false)
  })
})

test('a program that ends in good order keeps what it wrote, synced or not; its descriptors are worth nothing to the next', async () => {
  await play(aWorld(), async ({ world, host }) => {
    const fd = await filesOf(host('a')).open('f', 'w')
    await filesOf(host('a')).write(fd, 'kept', 0)
    host('a').exit(0)
    await world.start('a')
    expect(await filesOf(host('a')).text('f')).toBe('kept')
    expect(await failure(filesOf(host('a')).write(fd, 'x', 0))).toBe('EBADF')
  })
})

test('what lies on a disk at the start survives a crash, folders included', async () => {
  const test = aWorld()
  test.world.addHost({
    name: 'c',
    files: { 'd/e/f.txt': 'text', g: Uint8Array.of(103) },
    start: () => ({ interrupt() {} }),
  })
  await play(test, async ({ world }) => {
    world.apply({ kind: 'crash', host: 'c' })
    expect(await world.listFiles('c')).toEqual(['d/e/f.txt', 'g'])
    expect(text(await world.readFile('c', 'd/e/f.txt'))).toBe('text')
    expect(await world.readFile('c', 'd')).toBeNull()
    expect(await world.readFile('c', 'nothing')).toBeNull()
  })
})
