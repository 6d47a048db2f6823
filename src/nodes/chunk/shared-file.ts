// A file that a peer offers to others, whole or in part, and a whole one read from disk.
import type { Host } from '../../host/host.ts'
import { CHUNK_BYTES, chunkCount, chunkOffset, chunkSpanBytes } from '../../wire/chunk-arithmetic.ts'
import { HASH_BYTES } from '../../wire/chunk-frames.ts'
import { ChunkSet } from '../../wire/chunk-set.ts'
import { readFully } from '../common/durable-file.ts'
import { appendHashes, type HashList, newHashList } from './hash-list.ts'

export interface FileContents {
  readonly sizeBytes: number
  /** Reads `count` chunks that are there into `into` at `offset`. */
  read(first: number, count: number, into: Uint8Array, offset: number, callback: (error: Error | null) => void): void
}

/** What serving needs of a file. */
export interface SharedFile extends FileContents {
  readonly name: string
  /** The hash of the list of chunk hashes; null when nobody gave one. */
  readonly hash: string | null
  /** The list of chunk hashes; null while unknown. */
  readonly hashes: HashList | null
  readonly have: ChunkSet
  /** False: it is served in the plain form only, as an old peer does. */
  readonly isBinaryServed: boolean
  close(): void
}

/** Chunks hashed with one read; windows of the list are a multiple of it. */
const HASHED_AT_ONCE = 256

export class CompleteFile implements SharedFile {
  readonly name: string
  readonly sizeBytes: number
  readonly hash: string
  readonly hashes: HashList
  readonly have: ChunkSet
  readonly isBinaryServed = true
  readonly #host: Host
  readonly #fd: number

  constructor(host: Host, name: string, fd: number, sizeBytes: number, hashes: HashList) {
    this.name = name
    this.sizeBytes = sizeBytes
    this.hashes = hashes
    this.hash = hashes.fileHash()
    this.have = new ChunkSet(chunkCount(sizeBytes))
    this.have.addRanges([[1, this.have.chunks]])
    this.#host = host
    this.#fd = fd
  }

  read(first: number, count: number, into: Uint8Array, offset: number, callback: (error: Error | null) => void): void {
    const length = chunkSpanBytes(this.sizeBytes, first, count)
    readFully(this.#host.disk, this.#fd, into, offset, length, chunkOffset(first), callback)
  }

  /** Makes sure that a crash leaves it, and its name. */
  sync(callback: (error: Error | null) => void): void {
    this.#host.disk.fsync(this.#fd, callback)
  }

  close(): void {
    this.hashes.close()
    this.#host.disk.close(this.#fd, () => undefined)
  }
}

/** Opens the file `name` of `folder`, reads it once for its hashes, and keeps it open. */
export function openCompleteFile(
  host: Host,
  folder: string,
  name: string,
  callback: (error: Error | null, file: CompleteFile | null) => void,
): void {
  const path = `${folder}/${name}`
  host.disk.stat(path, (statError, stats) => {
    if (statError !== null) return callback(statError, null)
    if (!stats.isFile()) return callback(new Error('it is not a file'), null)
    host.disk.open(path, 'r', (openError, fd) => {
      if (openError !== null) return callback(openError, null)
      const contents: FileContents = {
        sizeBytes: stats.size,
        read: (first, count, into, offset, done) => {
          const length = chunkSpanBytes(stats.size, first, count)
          readFully(host.disk, fd, into, offset, length, chunkOffset(first), done)
        },
      }
      const hashes = newHashList(host, chunkCount(stats.size), folder, name)
      hashChunks(host, contents, hashes, (hashError) => {
        if (hashError === null) return callback(null, new CompleteFile(host, name, fd, stats.size, hashes))
        hashes.close()
        host.disk.close(fd, () => callback(hashError, null))
      })
    })
  })
}

/** Fills an empty list with the hashes of all chunks. */
export function hashChunks(
  host: Host,
  contents: FileContents,
  list: HashList,
  callback: (error: Error | null) => void,
): void {
  const { sizeBytes } = contents
  const hashes = new Uint8Array(HASHED_AT_ONCE * HASH_BYTES)
  const buffer = new Uint8Array(Math.min(sizeBytes, HASHED_AT_ONCE * CHUNK_BYTES))
  const chunks = chunkCount(sizeBytes)
  const step = (first: number) => {
    if (first > chunks) return callback(null)
    const count = Math.min(HASHED_AT_ONCE, chunks - first + 1)
    contents.read(first, count, buffer, 0, (error) => {
      if (error !== null) return callback(error)
      appendHashes(host.crypto, buffer.subarray(0, chunkSpanBytes(sizeBytes, first, count)), hashes, 0)
      list.append(hashes.subarray(0, count * HASH_BYTES), () => step(first + count))
    })
  }
  step(1)
}
