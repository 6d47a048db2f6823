// Small requests out of memory: what is read from disk, and when.
import { expect, test } from 'vitest'
import { FileWindow, WINDOW_CHUNKS } from '../../../src/nodes/chunk/file-window.ts'
import type { SharedFile } from '../../../src/nodes/chunk/shared-file.ts'
import { ChunkSet } from '../../../src/wire/chunk-set.ts'

const CHUNKS = 600

/** A file whose chunks are full of their number, modulo 256, and the reads it has seen. */
function aFile(missing: readonly number[] = []): { file: SharedFile; reads: [number, number][] } {
  const reads: [number, number][] = []
  const have = new ChunkSet(CHUNKS)
  have.addRanges([[1, CHUNKS]])
  for (const chunk of missing) have.delete(chunk)
  const read: SharedFile['read'] = (first, count, into, offset, callback) => {
    reads.push([first, count])
    for (let chunk = 0; chunk < count; chunk++)
      into.fill(first + chunk, offset + chunk * 1024, offset + chunk * 1024 + 1024)
    callback(null)
  }
  return { file: { have, sizeBytes: CHUNKS * 1024 - 24, read } as Partial<SharedFile> as SharedFile, reads }
}

/** Asks as an upload does: out of memory, or after a read. */
function ask(window: FileWindow, first: number, count = 1): [firstByte: number | undefined, length: number] {
  if (window.bytesOf(first, count) === null) window.read(first, count, () => undefined)
  const bytes = window.bytesOf(first, count)
  return [bytes?.[0], bytes?.length ?? 0]
}

test('one request alone reads one chunk; the next in order reads ahead, and what follows that too', () => {
  const { file, reads } = aFile()
  const window = new FileWindow(file)
  expect(ask(window, 1)).toEqual([1, 1024])
  expect(reads).toEqual([[1, 1]])
  for (let chunk = 2; chunk <= CHUNKS - 1; chunk++) expect(ask(window, chunk)).toEqual([chunk & 0xff, 1024])
  expect(reads).toEqual([
    [1, 1],
    [2, WINDOW_CHUNKS],
    [2 + WINDOW_CHUNKS, WINDOW_CHUNKS],
    [2 + 2 * WINDOW_CHUNKS, CHUNKS - 2 * WINDOW_CHUNKS - 1],
  ])
})

/** Reads wait until they are let go, one by one, well or not. */
function slowly(file: SharedFile): { slow: SharedFile; letGo: (error?: Error) => void } {
  const waiting: ((error: Error | null) => void)[] = []
  const slow: SharedFile = {
    ...file,
    read: (first, count, into, offset, callback) =>
      waiting.push((error) => (error === null ? file.read(first, count, into, offset, callback) : callback(error))),
  }
  return { slow, letGo: (error) => waiting.shift()?.(error ?? null) }
}

/** A window that has given out all it read, while what follows is being read. */
function atItsEnd() {
  const { file, reads } = aFile()
  const { slow, letGo } = slowly(file)
  const window = new FileWindow(slow)
  for (const chunk of [1, 2]) {
    window.read(chunk, 1, () => undefined)
    letGo()
    expect(window.bytesOf(chunk, 1)?.[0]).toBe(chunk)
  }
  const errors: (Error | null)[] = []
  expect(window.bytesOf(2 + WINDOW_CHUNKS, 1)).toBeNull()
  window.read(2 + WINDOW_CHUNKS, 1, (error) => errors.push(error))
  expect(errors).toEqual([])
  return { window, reads, letGo, errors }
}

test('whoever wants what is being read on waits for it and does not read it again', () => {
  const { window, reads, letGo, errors } = atItsEnd()
  letGo()
  expect(errors).toEqual([null])
  expect(window.bytesOf(2 + WINDOW_CHUNKS, 1)?.[0]).toBe(2)
  expect(reads.filter(([first]) => first === 2 + WINDOW_CHUNKS)).toHaveLength(1)
})

test('when what follows cannot be read on, it is read when it is asked for', () => {
  const { window, letGo, errors } = atItsEnd()
  letGo(new Error('EIO'))
  expect(errors).toEqual([])
  letGo()
  expect(errors).toEqual([null])
  expect(window.bytesOf(2 + WINDOW_CHUNKS, 1)?.[0]).toBe(2)
})

test('requests here and there read no more than they ask for', () => {
  const { file, reads } = aFile()
  const window = new FileWindow(file)
  for (const first of [50, 10, 400]) expect(ask(window, first, 2)).toEqual([first & 0xff, 2048])
  expect(reads).toEqual([
    [50, 2],
    [10, 2],
    [400, 2],
  ])
})

test('it does not read ahead over what is not there yet', () => {
  const { file, reads } = aFile([20])
  const window = new FileWindow(file)
  ask(window, 10)
  ask(window, 11)
  expect(reads).toEqual([
    [10, 1],
    [11, 1],
  ])
})

test('it ends with the file, whose last chunk is short', () => {
  const { file, reads } = aFile()
  const window = new FileWindow(file)
  ask(window, CHUNKS - 2)
  expect(ask(window, CHUNKS - 1)).toEqual([(CHUNKS - 1) & 0xff, 1024])
  expect(ask(window, CHUNKS)).toEqual([CHUNKS & 0xff, 1000])
  expect(reads).toEqual([
    [CHUNKS - 2, 1],
    [CHUNKS - 1, 2],
  ])
})
