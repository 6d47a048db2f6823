// Open files: flags, positions, truncation, and descriptors that are no longer good.
import assert from 'node:assert/strict'
import type { OpenFlags } from '../../../src/host/disk.ts'
import { behaviour, topic } from '../behaviour.ts'
import { failure, filesOf } from '../tools/files.ts'

const ZERO = '\0'

export const descriptors = topic('open files', [
  behaviour("'r' and 'r+' of what is not there: ENOENT", async ({ a }) => {
    const disk = filesOf(a)
    assert.deepEqual([await failure(disk.open('x', 'r')), await failure(disk.open('x', 'r+'))], ['ENOENT', 'ENOENT'])
  }),

  behaviour("'w', 'w+', 'wx' and 'a' make the file", async ({ a }) => {
    const disk = filesOf(a)
    const flags: OpenFlags[] = ['w', 'w+', 'wx', 'a']
    for (const flag of flags) await disk.close(await disk.open(`with ${flag}`, flag))
    assert.deepEqual(await disk.readdir('.'), ['with a', 'with w', 'with w+', 'with wx'])
  }),

  behaviour("'w' and 'w+' empty an existing file as they open it", async ({ a }) => {
    const disk = filesOf(a)
    const flags: OpenFlags[] = ['w', 'w+']
    for (const flag of flags) {
      await disk.writeFile('file', 'old')
      const fd = await disk.open('file', flag)
      assert.equal((await disk.stat('file')).size, 0)
      await disk.close(fd)
    }
  }),

  behaviour("'wx' of an existing file or folder: EEXIST, and it stays as it is", async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'old')
    await disk.mkdir('folder')
    assert.equal(await failure(disk.open('file', 'wx')), 'EEXIST')
    assert.equal(await failure(disk.open('folder', 'wx')), 'EEXIST')
    assert.equal(await disk.text('file'), 'old')
  }),

  behaviour("'r+' keeps what is there and writes over it", async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'abcdef')
    const fd = await disk.open('file', 'r+')
    assert.equal(await disk.write(fd, 'XY', 2), 2)
    assert.equal(await disk.read(fd, 10, 0), 'abXYef')
    await disk.close(fd)
    assert.equal(await disk.text('file'), 'abXYef')
  }),

  behaviour("'a' appends, whatever the position", async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('log', 'one ')
    const fd = await disk.open('log', 'a')
    await disk.write(fd, 'two ', null)
    await disk.write(fd, 'three', 0)
    await disk.close(fd)
    assert.equal(await disk.text('log'), 'one two three')
  }),

  behaviour("'w+' reads back what it wrote", async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w+')
    await disk.write(fd, 'hello', null)
    assert.equal(await disk.read(fd, 3, 1), 'ell')
    await disk.close(fd)
  }),

  behaviour("writing to 'r' and reading from 'w', 'wx' and 'a': EBADF", async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'x')
    const readable = await disk.open('file', 'r')
    assert.equal(await failure(disk.write(readable, 'y', 0)), 'EBADF')
    for (const [path, flag] of [
      ['file', 'w'],
      ['new', 'wx'],
      ['file', 'a'],
    ] as const) {
      const fd = await disk.open(path, flag)
      assert.equal(await failure(disk.read(fd, 1, 0)), 'EBADF', flag)
    }
  }),

  behaviour(
    'a folder opens for reading but does not read (EISDIR), and does not open for writing (EISDIR)',
    async ({ a }) => {
      const disk = filesOf(a)
      await disk.mkdir('folder')
      const fd = await disk.open('folder', 'r')
      assert.equal(await failure(disk.read(fd, 1, 0)), 'EISDIR')
      await disk.close(fd)
      assert.equal(await failure(disk.open('folder', 'w')), 'EISDIR')
      assert.equal(await failure(disk.open('folder', 'r+')), 'EISDIR')
    },
  ),

  behaviour('a read at the end or beyond it gives 0 bytes', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', '12345')
    const fd = await disk.open('file', 'r')
    assert.deepEqual([await disk.read(fd, 10, 5), await disk.read(fd, 10, 500)], ['', ''])
    await disk.close(fd)
  }),

  behaviour('a read across the end gives what there is', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', '12345')
    const fd = await disk.open('file', 'r')
    assert.equal(await disk.read(fd, 10, 3), '45')
    await disk.close(fd)
  }),

  behaviour('a read puts the bytes where it was told, and touches nothing else', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', '12345')
    const fd = await disk.open('file', 'r')
    const buffer = new TextEncoder().encode('........')
    assert.equal(await disk.readInto(fd, buffer, 2, 3, 1), '234')
    assert.equal(new TextDecoder().decode(buffer), '..234...')
    await disk.close(fd)
  }),

  behaviour('a write takes the bytes it was told', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w')
    const bytes = new TextEncoder().encode('0123456789')
    await new Promise<void>((resolve) => a.disk.write(fd, bytes, 3, 4, 0, () => resolve()))
    await disk.close(fd)
    assert.equal(await disk.text('file'), '3456')
  }),

  behaviour('writes without a position follow each other', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w')
    for (const text of ['one ', 'two ', 'three']) await disk.write(fd, text, null)
    await disk.close(fd)
    assert.equal(await disk.text('file'), 'one two three')
  }),

  behaviour('a write at a position does not move where the next one without goes', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w')
    await disk.write(fd, 'abc', null)
    await disk.write(fd, 'Z', 6)
    await disk.write(fd, 'def', null)
    await disk.close(fd)
    assert.equal(await disk.text('file'), 'abcdefZ')
  }),

  behaviour('a write beyond the end fills the gap with zeros', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w')
    await disk.write(fd, 'ab', 0)
    await disk.write(fd, 'z', 5)
    await disk.close(fd)
    assert.equal(await disk.text('file'), `ab${ZERO.repeat(3)}z`)
  }),

  behaviour('a write of zero bytes beyond the end changes nothing', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w')
    assert.equal(await disk.write(fd, '', 100), 0)
    await disk.close(fd)
    assert.equal((await disk.stat('file')).size, 0)
  }),

  behaviour('ftruncate() cuts a file', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', '123456')
    const fd = await disk.open('file', 'r+')
    await disk.ftruncate(fd, 2)
    await disk.close(fd)
    assert.equal(await disk.text('file'), '12')
  }),

  behaviour('ftruncate() lengthens a file with zeros, also after it was cut', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', '123456')
    const fd = await disk.open('file', 'r+')
    await disk.ftruncate(fd, 2)
    await disk.ftruncate(fd, 5)
    await disk.close(fd)
    assert.equal(await disk.text('file'), `12${ZERO.repeat(3)}`)
  }),

  behaviour('after ftruncate() to 0 a write without a position goes on where it was', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w')
    await disk.write(fd, 'abc', null)
    await disk.ftruncate(fd, 0)
    await disk.write(fd, 'd', null)
    await disk.close(fd)
    assert.equal(await disk.text('file'), `${ZERO.repeat(3)}d`)
  }),

  behaviour("ftruncate() of a file opened with 'r': EINVAL", async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'x')
    const fd = await disk.open('file', 'r')
    assert.equal(await failure(disk.ftruncate(fd, 0)), 'EINVAL')
    await disk.close(fd)
  }),

  behaviour('after close(): read, write, fsync, ftruncate and close again fail with EBADF', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w+')
    await disk.close(fd)
    const codes = [
      await failure(disk.read(fd, 1, 0)),
      await failure(disk.write(fd, 'x', 0)),
      await failure(disk.fsync(fd)),
      await failure(disk.ftruncate(fd, 0)),
      await failure(disk.close(fd)),
    ]
    assert.deepEqual(codes, ['EBADF', 'EBADF', 'EBADF', 'EBADF', 'EBADF'])
  }),

  behaviour("a descriptor that was never opened, or is another host's: EBADF", async ({ a, b }) => {
    const fd = await filesOf(a).open('file', 'w+')
    assert.equal(await failure(filesOf(a).read(54_321, 1, 0)), 'EBADF')
    assert.equal(await failure(filesOf(b).write(fd + 1_000, 'x', 0)), 'EBADF')
  }),

  behaviour('two descriptors of one file see what the other writes', async ({ a }) => {
    const disk = filesOf(a)
    const writer = await disk.open('file', 'w')
    const reader = await disk.open('file', 'r')
    await disk.write(writer, 'seen', null)
    assert.equal(await disk.read(reader, 10, 0), 'seen')
    assert.notEqual(writer, reader)
  }),

  behaviour('fsync() calls back without an error, for files and folders', async ({ a }) => {
    const disk = filesOf(a)
    const file = await disk.open('file', 'w')
    await disk.write(file, 'safe', null)
    assert.equal(await failure(disk.fsync(file)), 'none')
    await disk.mkdir('folder')
    assert.equal(await failure(disk.fsync(await disk.open('folder', 'r'))), 'none')
  }),

  behaviour('the array may be used again once write() has called back', async ({ a }) => {
    const disk = filesOf(a)
    const fd = await disk.open('file', 'w')
    const bytes = new TextEncoder().encode('first')
    await new Promise<void>((resolve) => a.disk.write(fd, bytes, 0, 5, null, () => resolve()))
    bytes.fill(0)
    await disk.close(fd)
    assert.equal(await disk.text('file'), 'first')
  }),

  behaviour('a file that is opened and written by two descriptors keeps both their bytes', async ({ a }) => {
    const disk = filesOf(a)
    const [one, two] = [await disk.open('file', 'w'), await disk.open('file', 'r+')]
    await disk.write(one, 'aaaa', 0)
    await disk.write(two, 'bb', 4)
    assert.equal(await disk.text('file'), 'aaaabb')
  }),

  behaviour("'wx' and 'a' in a folder that is not there: ENOENT; 'a' of a folder: EISDIR", async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    const codes = [
      await failure(disk.open('missing/file', 'wx')),
      await failure(disk.open('missing/file', 'a')),
      await failure(disk.open('folder', 'a')),
    ]
    assert.deepEqual(codes, ['ENOENT', 'ENOENT', 'EISDIR'])
  }),

  behaviour('a read of zero bytes gives 0', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', '12345')
    assert.equal(await disk.read(await disk.open('file', 'r'), 0, 0), '')
  }),
])
