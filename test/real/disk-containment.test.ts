// The real disk keeps to its folder, whatever a path says and wherever links lead.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SystemError } from '../../src/host/errors.ts'
import { RealDisk } from '../../src/real/disk.ts'

let outside: string
let root: string
let disk: RealDisk
const lifetime = { ended: false }

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'seednet-disk-'))
  root = join(outside, 'root')
  mkdirSync(join(root, 'folder'), { recursive: true })
  writeFileSync(join(outside, 'secret'), 'secret')
  writeFileSync(join(root, 'folder', 'file'), 'inside')
  lifetime.ended = false
  disk = new RealDisk(root, lifetime)
})

afterEach(() => rmSync(outside, { recursive: true }))

/** The code of the error, or the text that was read. */
function read(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    disk.readFile(path, (error, bytes) => resolve(error === null ? Buffer.from(bytes).toString() : error.code))
  })
}

function codeOf(act: (callback: (error: SystemError | null) => void) => void): Promise<string | undefined> {
  return new Promise((resolve) => act((error) => resolve(error === null ? 'done' : error.code)))
}

describe('paths', () => {
  test.each(['../secret', '/etc/passwd', 'folder/../../secret', '../root/folder/file', '..'])(
    '%s leaves the folder: EACCES',
    async (path) => {
      expect(await read(path)).toBe('EACCES')
      expect(await codeOf((done) => disk.writeFile(path, 'x', done))).toBe('EACCES')
      expect(await codeOf((done) => disk.mkdir(path, done))).toBe('EACCES')
      expect(await codeOf((done) => disk.unlink(path, done))).toBe('EACCES')
      expect(await codeOf((done) => disk.rename('folder/file', path, done))).toBe('EACCES')
      expect(await codeOf((done) => disk.rename(path, 'got', done))).toBe('EACCES')
      expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret')
    },
  )

  test("'..' that stays inside is followed", async () => {
    expect(await read('folder/../folder/./file')).toBe('inside')
  })

  test('a path with a NUL is refused', async () => {
    expect(await read('folder/file\0')).toBe('EACCES')
  })

  test('an error names the path as the program gave it, not where it is on the machine', async () => {
    const error = await new Promise<SystemError | null>((resolve) => disk.stat('folder/none', resolve))
    expect([error?.message, error?.path]).toEqual([
      "ENOENT: no such file or directory, stat 'folder/none'",
      'folder/none',
    ])
  })
})

describe('symbolic links', () => {
  test('to a file outside: EACCES to read and to write, and the file stays as it was', async () => {
    symlinkSync('../secret', join(root, 'link'))
    expect(await read('link')).toBe('EACCES')
    expect(await codeOf((done) => disk.writeFile('link', 'x', done))).toBe('EACCES')
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret')
  })

  test('to a folder outside: nothing below it can be read, made or listed', async () => {
    symlinkSync(outside, join(root, 'up'))
    expect(await read('up/secret')).toBe('EACCES')
    expect(await codeOf((done) => disk.writeFile('up/new', 'x', done))).toBe('EACCES')
    expect(await codeOf((done) => disk.mkdir('up/a/b', done))).toBe('EACCES')
    expect(await codeOf((done) => disk.readdir('up', done))).toBe('EACCES')
    expect(await codeOf((done) => disk.stat('up', done))).toBe('EACCES')
  })

  test('to a file outside that does not exist: it is not made', async () => {
    symlinkSync('../new', join(root, 'dangling'))
    expect(await codeOf((done) => disk.writeFile('dangling', 'x', done))).toBe('EACCES')
    expect(() => readFileSync(join(outside, 'new'))).toThrow('ENOENT')
  })

  test('within the folder they are followed', async () => {
    symlinkSync('folder/file', join(root, 'link'))
    expect(await read('link')).toBe('inside')
  })

  test('that leads outside can be unlinked itself, and what it led to stays', async () => {
    symlinkSync('../secret', join(root, 'link'))
    expect(await codeOf((done) => disk.unlink('link', done))).toBe('done')
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret')
  })
})

describe('the end of the program', () => {
  function open(path: string): Promise<number> {
    return new Promise((resolve, reject) => disk.open(path, 'r+', (error, fd) => (error ? reject(error) : resolve(fd))))
  }

  test('closes its descriptors', async () => {
    await open('folder/file')
    await open('folder/file')
    expect(disk.openCount).toBe(2)
    lifetime.ended = true
    disk.stop()
    expect(disk.openCount).toBe(0)
  })

  test('while a file is being opened: it is closed again, and nobody is called', async () => {
    let calls = 0
    disk.open('folder/file', 'r', () => calls++)
    lifetime.ended = true
    disk.stop()
    const other = new RealDisk(root, { ended: false })
    for (let turn = 0; turn < 20; turn++)
      await new Promise<void>((resolve) => other.stat('folder/file', () => resolve()))
    expect([calls, disk.openCount]).toEqual([0, 0])
  })

  test("a descriptor that is not the program's own: EBADF", async () => {
    const other = new RealDisk(root, { ended: false })
    const fd = await open('folder/file')
    expect(await codeOf((done) => other.close(fd, done))).toBe('EBADF')
    expect(await codeOf((done) => other.fsync(fd, done))).toBe('EBADF')
    expect(await codeOf((done) => disk.close(fd, done))).toBe('done')
  })
})
