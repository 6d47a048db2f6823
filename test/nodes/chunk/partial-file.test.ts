// A large file goes to the disk while it comes, and what the disk says of that is not forgotten.
import { expect, test } from 'vitest'
import type { Disk, DiskCallback } from '../../../src/host/disk.ts'
import type { Host } from '../../../src/host/host.ts'
import { PartialFile, SYNC_BYTES } from '../../../src/nodes/chunk/partial-file.ts'

const BLOCK = new Uint8Array(256 * 1024)
const BLOCKS = SYNC_BYTES / BLOCK.length

/** A file that is open, on a disk that does all at once, but for syncs: they wait until they are let go. */
function aFile() {
  const syncs: DiskCallback[] = []
  const names: string[] = []
  const disk: Partial<Disk> = {
    mkdir: (_path, callback) => callback(null),
    readFile: (_path, callback) => callback(Object.assign(new Error('none'), { code: 'ENOENT' }) as never, BLOCK),
    open: (_path, _flags, callback) => callback(null, 3),
    ftruncate: (_fd, _bytes, callback) => callback(null),
    write: (_fd, _bytes, _offset, length, _position, callback) => callback(null, length),
    fsync: (_fd, callback) => void syncs.push(callback),
    rename: (_from, to, callback) => {
      names.push(to)
      callback(null)
    },
    unlink: (_path, callback) => callback(null),
  }
  const file = new PartialFile({ disk } as Partial<Host> as Host, '.', 'f', 4 * SYNC_BYTES, null)
  file.open(() => undefined)
  const write = (blocks: number) => {
    for (let block = 0; block < blocks; block++) file.write(1 + block * 256, BLOCK, () => undefined)
  }
  const endSync = (code?: 'EIO') => {
    syncs.shift()?.(code === undefined ? null : (Object.assign(new Error(code), { code }) as never))
  }
  return { file, write, syncs, endSync, names }
}

test('so many bytes begin a sync, and no second one while it lasts', () => {
  const { write, syncs, endSync } = aFile()
  write(BLOCKS - 1)
  expect(syncs.length).toBe(0)
  write(1)
  expect(syncs.length).toBe(1)
  write(2 * BLOCKS)
  expect(syncs.length).toBe(1)
  endSync()
  write(1)
  expect(syncs.length).toBe(1)
})

test('a file that ends while it is synced waits for that, and is synced once more before it gets its name', () => {
  const { file, write, syncs, endSync, names } = aFile()
  let ended: Error | null | undefined
  write(BLOCKS)
  file.finish((error) => {
    ended = error
  })
  expect(syncs.length).toBe(1)
  endSync()
  expect([syncs.length, names]).toEqual([1, []])
  endSync()
  expect(names).toEqual(['./f'])
  endSync()
  expect(ended).toBeNull()
})

test('a note that is to be written while the file is synced waits, and for a sync of its own', () => {
  const { file, write, syncs, endSync } = aFile()
  let isSaved = false
  write(BLOCKS)
  file.have.add(1)
  file.save(() => {
    isSaved = true
  })
  expect([syncs.length, isSaved]).toEqual([1, false])
  endSync('EIO')
  expect([syncs.length, isSaved]).toEqual([1, false])
  endSync()
  expect([syncs.length, isSaved]).toEqual([0, true])
})

test('a sync for a note that failed fails what is written next, and the file', () => {
  const { file, write, endSync, names } = aFile()
  const errors: (Error | null)[] = []
  write(1)
  file.have.add(1)
  file.save(() => undefined)
  endSync('EIO')
  file.write(2, BLOCK, (error) => errors.push(error))
  file.finish((error) => errors.push(error))
  endSync()
  expect(errors).toMatchObject([{ code: 'EIO' }, { code: 'EIO' }])
  expect(names).toEqual([])
})

test('a sync that failed on the way fails the file, though the last one goes well, and no note promises its chunks', () => {
  const { file, write, endSync, syncs, names } = aFile()
  let ended: Error | null = null
  write(BLOCKS)
  endSync('EIO')
  file.have.add(1)
  file.save(() => undefined)
  expect(syncs.length).toBe(0)
  file.finish((error) => {
    ended = error
  })
  endSync()
  expect(ended).toMatchObject({ code: 'EIO' })
  expect(names).toEqual([])
})
