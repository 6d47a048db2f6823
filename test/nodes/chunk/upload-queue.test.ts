// Small requests that come together.
import { expect, test } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import type { Socket } from '../../../src/host/socket.ts'
import { FramePool } from '../../../src/nodes/chunk/frame-pool.ts'
import type { SharedFile } from '../../../src/nodes/chunk/shared-file.ts'
import { MAX_QUEUED_REQUESTS, UploadQueue } from '../../../src/nodes/chunk/upload-queue.ts'
import { PAYLOAD_OFFSET } from '../../../src/wire/chunk-frames.ts'
import { ChunkSet } from '../../../src/wire/chunk-set.ts'

const CHUNKS = 128

test('as many requests of one chunk as may wait are answered with one write', () => {
  const have = new ChunkSet(CHUNKS)
  have.addRanges([[1, CHUNKS]])
  const written: number[] = []
  const socket = {
    on: () => socket,
    write: (bytes: Uint8Array) => written.push(bytes.length) > 0,
    writableLength: 0,
  } as Partial<Socket> as Socket
  const file = {
    have,
    sizeBytes: CHUNKS * 1024,
    read: (_first, _count, _into, _offset, callback) => callback(null),
  } as Partial<SharedFile> as SharedFile
  const host = { buggify: () => false, report: () => undefined } as Partial<Host> as Host
  const queue = new UploadQueue(host, socket, file, new FramePool())
  // The first two tell that requests go on in order, and are read ahead of.
  for (const first of [1, 2]) {
    queue.add({ kind: 'request', first, count: 1 })
    queue.run()
  }
  written.length = 0
  for (let one = 0; one < MAX_QUEUED_REQUESTS; one++) {
    expect(queue.add({ kind: 'request', first: 3 + one, count: 1 })).toBe(true)
  }
  expect(queue.add({ kind: 'request', first: 1, count: 1 })).toBe(false)
  queue.run()
  expect(written).toEqual([MAX_QUEUED_REQUESTS * (PAYLOAD_OFFSET + 1024)])
})
