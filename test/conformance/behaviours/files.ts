// Whole files: readFile, writeFile, stat, and when a callback comes.
import assert from 'node:assert/strict'
import { behaviour, topic } from '../behaviour.ts'
import { codeOf, pattern } from '../tools/events.ts'
import { failure, filesOf } from '../tools/files.ts'

export const files = topic('whole files', [
  behaviour('what was written is read', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('note', 'grün €5 😀')
    assert.equal(await disk.text('note'), 'grün €5 😀')
  }),

  behaviour('a megabyte of bytes survives', async ({ a }) => {
    const disk = filesOf(a)
    const bytes = pattern(1_048_576)
    await disk.writeFile('large', bytes)
    assert.equal(Buffer.compare(await disk.readFile('large'), bytes), 0)
  }),

  behaviour('writeFile() replaces what was there, longer or not', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('note', 'a long text')
    await disk.writeFile('note', 'short')
    assert.equal(await disk.text('note'), 'short')
  }),

  behaviour('an empty file is a file of size 0', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('empty', '')
    const stats = await disk.stat('empty')
    assert.deepEqual([(await disk.readFile('empty')).length, stats.size, stats.isFile()], [0, 0, true])
  }),

  behaviour('the array given to writeFile() and the one got from readFile() are copies of the file', async ({ a }) => {
    const disk = filesOf(a)
    const bytes = new TextEncoder().encode('before')
    await disk.writeFile('note', bytes)
    bytes.fill(0)
    const read = await disk.readFile('note')
    read.fill(0)
    assert.equal(await disk.text('note'), 'before')
  }),

  behaviour('readFile() of what is not there: ENOENT with syscall and path', async ({ a }) => {
    const error = await filesOf(a)
      .readFile('nothing')
      .catch((reason) => reason)
    assert.deepEqual(
      [error.code, error.syscall, error.path, error.message],
      ['ENOENT', 'open', 'nothing', "ENOENT: no such file or directory, open 'nothing'"],
    )
  }),

  behaviour('readFile() of a folder: EISDIR', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    assert.equal(await failure(disk.readFile('folder')), 'EISDIR')
  }),

  behaviour('writeFile() onto a folder: EISDIR', async ({ a }) => {
    const disk = filesOf(a)
    await disk.mkdir('folder')
    assert.equal(await failure(disk.writeFile('folder', 'x')), 'EISDIR')
  }),

  behaviour('writeFile() into a folder that is not there: ENOENT', async ({ a }) => {
    assert.equal(await failure(filesOf(a).writeFile('missing/note', 'x')), 'ENOENT')
  }),

  behaviour('a path through a file: ENOTDIR, for reading, writing and stat', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', 'x')
    const codes = [
      await failure(disk.readFile('file/below')),
      await failure(disk.writeFile('file/below', 'x')),
      await failure(disk.stat('file/below')),
    ]
    assert.deepEqual(codes, ['ENOTDIR', 'ENOTDIR', 'ENOTDIR'])
  }),

  behaviour('stat() tells size and kind', async ({ a }) => {
    const disk = filesOf(a)
    await disk.writeFile('file', '12345')
    await disk.mkdir('folder')
    const [file, folder] = [await disk.stat('file'), await disk.stat('folder')]
    assert.deepEqual([file.size, file.isFile(), file.isDirectory()], [5, true, false])
    assert.deepEqual([folder.isFile(), folder.isDirectory()], [false, true])
  }),

  behaviour('stat() of what is not there: ENOENT with syscall and path', async ({ a }) => {
    const error = await filesOf(a)
      .stat('nothing')
      .catch((reason) => reason)
    assert.deepEqual([error.code, error.syscall, error.path], ['ENOENT', 'stat', 'nothing'])
  }),

  behaviour('each host has a disk of its own', async ({ a, b }) => {
    await filesOf(a).writeFile('note', "a's")
    assert.equal(await failure(filesOf(b).readFile('note')), 'ENOENT')
    await filesOf(b).writeFile('note', "b's")
    assert.deepEqual([await filesOf(a).text('note'), await filesOf(b).text('note')], ["a's", "b's"])
  }),

  behaviour('a fresh disk is empty', async ({ a }) => {
    assert.deepEqual(await filesOf(a).readdir('.'), [])
  }),

  behaviour('every callback comes after the call has returned', async ({ a: { disk } }) => {
    const log: string[] = []
    const calls: ((done: () => void) => void)[] = [
      (done) => disk.writeFile('file', 'x', done),
      (done) => disk.readFile('file', done),
      (done) => disk.stat('file', done),
      (done) => disk.mkdir('folder', done),
      (done) => disk.readdir('.', done),
      (done) => disk.rename('file', 'other', done),
      (done) => disk.unlink('other', done),
      (done) => disk.open('new', 'w', done),
    ]
    for (const call of calls) {
      await new Promise<void>((resolve) => {
        call(() => {
          log.push('callback')
          resolve()
        })
        log.push('returned')
      })
    }
    assert.deepEqual(
      log,
      calls.flatMap(() => ['returned', 'callback']),
    )
  }),

  behaviour('callbacks with an error come after the call has returned too', async ({ a: { disk } }) => {
    const log: string[] = []
    const calls: ((done: (error: Error | null) => void) => void)[] = [
      (done) => disk.readFile('nothing', done),
      (done) => disk.readFile('../outside', done),
      (done) => disk.read(12_345, new Uint8Array(1), 0, 1, 0, done),
      (done) => disk.close(12_345, done),
      (done) => disk.mkdir('/absolute', done),
    ]
    for (const call of calls) {
      await new Promise<void>((resolve) => {
        call((error) => {
          log.push(codeOf(error))
          resolve()
        })
        log.push('returned')
      })
    }
    const codes = ['ENOENT', 'EACCES', 'EBADF', 'EBADF', 'EACCES']
    assert.deepEqual(
      log,
      codes.flatMap((code) => ['returned', code]),
    )
  }),

  behaviour('promises and ticks run before the callback of a disk call', async ({ a: { disk } }) => {
    const log: string[] = []
    await new Promise<void>((resolve) => {
      disk.stat('.', () => {
        log.push('callback')
        resolve()
      })
      process.nextTick(() => log.push('tick'))
      void Promise.resolve().then(() => log.push('promise'))
    })
    assert.deepEqual([...log.slice(0, 2)].sort(), ['promise', 'tick'])
    assert.equal(log.at(-1), 'callback')
  }),
])
