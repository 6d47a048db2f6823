// Lists of hashes: short ones in memory, long ones on a disk that may refuse them, or give back something else.
import { expect, test } from 'vitest'
import { virtualCrypto } from '../../../src/net/virtual-crypto.ts'
import { HashList, HashLists, WINDOW_HASHES } from '../../../src/nodes/chunk/hash-list.ts'
import { HashWindows } from '../../../src/nodes/chunk/hash-windows.ts'
import { ScratchFile } from '../../../src/nodes/common/scratch-file.ts'
import { MemoryDisk } from './memory-disk.ts'

const WINDOWS = 40
const CHUNKS = (WINDOWS - 1) * WINDOW_HASHES + 100
const BYTES = Uint8Array.from({ length: CHUNKS * 32 }, (_, at) => (at >>> 5) * 31 + at)

/** A list of `BYTES`, in one window after the other. */
function aList(disk: MemoryDisk | null): HashList {
  const scratch = disk === null ? null : new ScratchFile(disk.asDisk, 'folder', 'f.hashes')
  const onDisk = scratch === null ? null : new HashWindows(virtualCrypto, scratch, WINDOW_HASHES * 32)
  const list = new HashList(virtualCrypto, CHUNKS, onDisk)
  const step = () => list.isWhole || list.append(BYTES.subarray(at, (at += WINDOW_HASHES * 32)), step)
  let at = 0
  step()
  return list
}

/** What the list says, or the error that came instead. */
function hashes(list: HashList, first: number, count: number): Uint8Array | string {
  const into = new Uint8Array(count * 32)
  let fault = 'not loaded'
  list.load(first, count, (error) => {
    fault = error?.message ?? ''
    if (error === null) list.copy(first, count, into)
  })
  return fault === '' ? into : fault
}

const part = (first: number, count: number) => BYTES.slice((first - 1) * 32, (first - 1 + count) * 32)

test.each([
  ['in memory', null],
  ['on a disk', new MemoryDisk()],
])('a list %s says what was put in, from one window and from two, and knows the hash of the file', (_where, disk) => {
  const list = aList(disk)
  expect(list.fileHash()).toBe(virtualCrypto.hash('sha256', BYTES))
  for (let first = 1; first <= CHUNKS - 100; first += 12_345) expect(hashes(list, first, 100)).toEqual(part(first, 100))
  expect(hashes(list, CHUNKS, 1)).toEqual(part(CHUNKS, 1))
})

test('a list in pieces of a window is the same', () => {
  const list = new HashList(virtualCrypto, 1_000, null)
  for (const [first, count] of [
    [1, 256],
    [257, 256],
    [513, 400],
    [913, 88],
  ] as const)
    list.append(part(first, count), () => undefined)
  expect(list.isWhole).toBe(true)
  expect(hashes(list, 1, 1_000)).toEqual(part(1, 1_000))
})

test('a list on a disk keeps 16 windows in memory, and reads one that several wait for once', () => {
  const disk = new MemoryDisk()
  const list = aList(disk)
  for (let window = 0; window < 17; window++) hashes(list, 1 + window * WINDOW_HASHES, 1)
  expect(disk.reads).toBe(17)
  expect([1, 2].map((window) => list.isLoaded(1 + (window - 1) * WINDOW_HASHES, 1))).toEqual([false, true])
  disk.isHeld = true
  const came: number[] = []
  for (const first of [1, 257, 513]) list.load(first, 256, () => came.push(first))
  expect([disk.reads, came]).toEqual([18, []])
  disk.letGo()
  expect([disk.reads, came]).toEqual([18, [1, 257, 513]])
})

test('the file of a list has no name, and its bytes are gone when the list is closed', () => {
  const disk = new MemoryDisk()
  const list = aList(disk)
  expect([disk.names, disk.openCount]).toEqual([[], 1])
  list.close()
  expect(disk.openCount).toBe(0)
})

test('a disk that does not take the list costs memory only', () => {
  const disk = new MemoryDisk()
  disk.roomBytes = 3 * WINDOW_HASHES * 32
  const list = aList(disk)
  expect(list.isWhole).toBe(true)
  expect(hashes(list, 1, 100)).toEqual(part(1, 100))
  expect(hashes(list, CHUNKS - 99, 100)).toEqual(part(CHUNKS - 99, 100))
  expect(disk.reads).toBe(1)
})

test('a disk that gives back other bytes than it was given is told from one that does not', () => {
  const disk = new MemoryDisk()
  const list = aList(disk)
  disk.flip(70_000)
  expect(hashes(list, 1, 100)).toEqual(part(1, 100))
  expect(hashes(list, 1 + WINDOW_HASHES, 100)).toBe('the disk has changed what was written to it')
})

test('of lists of the same file the first is held by all, those of other files and those on a disk stay apart', () => {
  const lists = new HashLists()
  const ofOne = (hash: number) => {
    const list = new HashList(virtualCrypto, 1, null)
    list.append(new Uint8Array(32).fill(hash), () => undefined)
    return list
  }
  const [first, other, onDisk] = [ofOne(1), ofOne(2), aList(new MemoryDisk())]
  expect(lists.shared(first)).toBe(first)
  expect(lists.shared(other)).toBe(other)
  expect(lists.shared(ofOne(1))).toBe(first)
  expect(lists.shared(aList(null))).not.toBe(onDisk)
  expect(lists.shared(onDisk)).toBe(onDisk)
})
