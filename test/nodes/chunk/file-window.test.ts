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

test('one request alone reads one chunk; the next in order reads ahead', () => {
  const { file, reads } = aFile()
  const window = new FileWindow(file)
  expect(ask(window, 1)).toEqual([1, 1024])
  expect(ask(window, 2)).toEqual([2, 1024])
  for (let chunk = 3; chunk <= 1 + WINDOW_CHUNKS; chunk++) expect(ask(window, chunk)).toEqual([chunk & 0xff, 1024])
  expect(reads).toEqual([
    [1, 1],
    [2, WINDOW_CHUNKS],
  ])
  expect(ask(window, 2 + WINDOW_CHUNKS)).toEqual([2, 1024])
  expect(reads).toHaveLength(3)
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
