// What a crash leaves of a disk: what was synced, and nothing of the rest.
import { describe, expect, test } from 'vitest'
import { DiskStore, normalizePath } from '../../src/net/disk-store.ts'
import { StoredFile } from '../../src/net/stored-file.ts'

const bytes = (text: string) => Buffer.from(text)
const contentOf = (file: StoredFile) => Buffer.from(file.read(0, file.size)).toString()

function fileAt(store: DiskStore, path: string): string | undefined {
  const entry = store.entry(path)
  return entry instanceof StoredFile ? contentOf(entry) : entry
}

describe('a disk in a crash', () => {
  test('a file that was written and not synced is gone, name and all', () => {
    const store = new DiskStore()
    store.makeFile('a').write(0, bytes('text'))
    store.crash()
    expect(store.entry('a')).toBeUndefined()
  })

  test('a synced file stays as it was at the sync', () => {
    const store = new DiskStore()
    const file = store.makeFile('a')
    file.write(0, bytes('old'))
    store.sync(file)
    file.write(0, bytes('newer'))
    store.crash()
    expect(fileAt(store, 'a')).toBe('old')
  })

  test('a sync makes the names before it durable too, but not the bytes of other files', () => {
    const store = new DiskStore()
    const other = store.makeFile('other')
    other.write(0, bytes('lost'))
    const file = store.makeFile('file')
    store.sync(file)
    store.crash()
    expect(fileAt(store, 'other')).toBe('')
    expect(fileAt(store, 'file')).toBe('')
  })

  test('an unsynced rename over a file is undone: both are there again', () => {
    const store = new DiskStore()
    store.makeFile('a').write(0, bytes('new'))
    store.makeFile('b').write(0, bytes('old'))
    store.syncAll()
    store.rename('a', 'b')
    expect([fileAt(store, 'a'), fileAt(store, 'b')]).toEqual([undefined, 'new'])
    store.crash()
    expect([fileAt(store, 'a'), fileAt(store, 'b')]).toEqual(['new', 'old'])
  })

  test('a rename that was synced through the file holds', () => {
    const store = new DiskStore()
    const file = store.makeFile('a')
    file.write(0, bytes('new'))
    store.makeFile('b').write(0, bytes('old'))
    store.syncAll()
    store.rename('a', 'b')
    store.sync(file)
    store.crash()
    expect([fileAt(store, 'a'), fileAt(store, 'b')]).toEqual([undefined, 'new'])
  })

  test('an unsynced unlink brings the file back, with its synced bytes', () => {
    const store = new DiskStore()
    const file = store.makeFile('a')
    file.write(0, bytes('kept'))
    store.syncAll()
    file.write(0, bytes('lost'))
    store.remove('a')
    expect(store.entry('a')).toBeUndefined()
    store.crash()
    expect(fileAt(store, 'a')).toBe('kept')
  })

  test('unsynced folders are gone, the synced ones stay', () => {
    const store = new DiskStore()
    store.makeFolder('kept/deep')
    store.syncAll()
    store.makeFolder('kept/new')
    store.crash()
    expect(store.names('kept')).toEqual(['deep'])
  })

  test('a chain of changes of one name is undone in the right order', () => {
    const store = new DiskStore()
    store.makeFile('a').write(0, bytes('1'))
    store.syncAll()
    store.remove('a')
    store.makeFile('a').write(0, bytes('2'))
    store.rename('a', 'b')
    store.makeFolder('a')
    store.crash()
    expect(fileAt(store, 'a')).toBe('1')
    expect(store.filePaths()).toEqual(['a'])
  })

  test('a second crash changes nothing more', () => {
    const store = new DiskStore()
    store.makeFile('a')
    store.syncAll()
    store.crash()
    store.crash()
    expect(store.filePaths()).toEqual(['a'])
  })
})

describe('names', () => {
  test('a folder is moved with all that is in it, and not with what only begins like it', () => {
    const store = new DiskStore()
    store.makeFolder('d/e')
    store.makeFile('d/e/f')
    store.makeFile('dx')
    store.rename('d', 'n')
    expect(store.filePaths()).toEqual(['dx', 'n/e/f'])
    expect(store.names('')).toEqual(['dx', 'n'])
    expect(store.names('n')).toEqual(['e'])
  })

  test('no folder is made where a file is in the way', () => {
    const store = new DiskStore()
    store.makeFile('a')
    expect(store.makeFolder('a')).toBe(false)
    expect(store.makeFolder('a/b')).toBe(false)
    expect(store.makeFolder('')).toBe(true)
    expect([store.whyNoParent('a/b'), store.whyNoParent('x/y'), store.whyNoParent('x')]).toEqual([
      'ENOTDIR',
      'ENOENT',
      null,
    ])
  })

  test.each<[string, ReturnType<typeof normalizePath>]>([
    ['a/b', 'a/b'],
    ['./a//b/.', 'a/b'],
    ['a/../b', 'b'],
    ['a/..', ''],
    ['.', ''],
    ['', { code: 'ENOENT' }],
    ['..', { code: 'EACCES' }],
    ['a/../../b', { code: 'EACCES' }],
    ['/etc/passwd', { code: 'EACCES' }],
    ['a\0b', { code: 'EACCES' }],
  ])('the path %j is %j', (path, normal) => {
    expect(normalizePath(path)).toEqual(normal)
  })
})
