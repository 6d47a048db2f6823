// A file that is being fetched: chunks at their places in a temporary file, and beside it a note of which ones are safe.
// The note is written after the chunks are synced, so it never promises too much; at the end the file gets its name.
import type { Host } from '../../host/host.ts'
import { CHUNK_BYTES, chunkCount, chunkOffset, chunkSpanBytes } from '../../wire/chunk-arithmetic.ts'
import { MAX_BLOCK_CHUNKS } from '../../wire/chunk-frames.ts'
import { type ChunkRanges, countChunks, normalizeRanges, piecesOf } from '../../wire/chunk-ranges.ts'
import { ChunkSet } from '../../wire/chunk-set.ts'
import { PRIVATE_FOLDER } from '../../wire/safe-file-name.ts'
import { readFully, writeAll, writeFileDurably } from '../common/durable-file.ts'
import { BlockCheck } from './block-check.ts'
import { type HashList, newHashList } from './hash-list.ts'
import type { SharedFile } from './shared-file.ts'

/**
 * Bytes written after which the disk is told to begin with them. Left to the end, most of a large file waits for the disk
 * then, when nothing else is left to do.
 */
export const SYNC_BYTES = 16 * 1_048_576

const utf8 = new TextEncoder()
const lenientUtf8 = new TextDecoder()

type SyncCallback = (error: Error | null) => void

export class PartialFile implements SharedFile {
  readonly name: string
  readonly sizeBytes: number
  readonly hash: string | null
  hashes: HashList | null = null
  readonly have: ChunkSet
  readonly isBinaryServed = true
  readonly #host: Host
  readonly #folder: string
  #fd = -1
  #isSaving = false
  #savedCount = -1
  #unsyncedBytes = 0
  #isSyncing = false
  #syncError: Error | null = null
  /** Who waits for a sync that begins after the one that is under way. */
  readonly #awaitsSync: SyncCallback[] = []
  /** What an earlier try left and nobody has checked yet. */
  #kept: ChunkRanges = []

  /** `folder`: where the file will stand. */
  constructor(host: Host, folder: string, name: string, sizeBytes: number, hash: string | null) {
    this.name = name
    this.sizeBytes = sizeBytes
    this.hash = hash
    this.have = new ChunkSet(chunkCount(sizeBytes))
    this.#host = host
    this.#folder = folder
  }

  get path(): string {
    return `${this.#folder}/${this.name}`
  }

  get #temporaryPath(): string {
    return `${this.#folder}/${PRIVATE_FOLDER}/${this.name}.part`
  }

  get #notePath(): string {
    return `${this.#folder}/${PRIVATE_FOLDER}/${this.name}.state`
  }

  /** Makes the temporary file, or goes on with that of an earlier try for the same size and hash. */
  open(callback: (error: Error | null) => void): void {
    const { disk } = this.#host
    disk.mkdir(`${this.#folder}/${PRIVATE_FOLDER}`, (mkdirError) => {
      if (mkdirError !== null) return callback(mkdirError)
      disk.readFile(this.#notePath, (noteError, note) => {
        const kept = noteError === null ? this.#readNote(lenientUtf8.decode(note)) : []
        disk.open(this.#temporaryPath, kept.length > 0 ? 'r+' : 'w+', (openError, fd) => {
          if (openError === null) {
            this.#fd = fd
            this.#kept = kept
            // Without a hash there is nothing to check it against.
            if (this.hash === null) this.trustKept()
            // Its whole length at once: chunks come in any order, and a disk that has no room says so before, not after.
            return disk.ftruncate(fd, this.sizeBytes, callback)
          }
          // The note is there but its file is not: begin anew.
          if (openError.code !== 'ENOENT' || kept.length === 0) return callback(openError)
          disk.unlink(this.#notePath, () => this.open(callback))
        })
      })
    })
  }

  #readNote(text: string): ChunkRanges {
    try {
      const note = JSON.parse(text) as { size?: unknown; hash?: unknown; chunks?: unknown }
      if (note.size !== this.sizeBytes || note.hash !== this.hash || !Array.isArray(note.chunks)) return []
      const ranges = normalizeRanges(note.chunks as number[][], this.have.chunks)
      return ranges.ok ? ranges.value : []
    } catch {
      return []
    }
  }

  read(first: number, count: number, into: Uint8Array, offset: number, callback: (error: Error | null) => void): void {
    const length = chunkSpanBytes(this.sizeBytes, first, count)
    readFully(this.#host.disk, this.#fd, into, offset, length, chunkOffset(first), callback)
  }

  write(first: number, bytes: Uint8Array, callback: (error: Error | null) => void): void {
    writeAll(this.#host.disk, this.#fd, bytes, chunkOffset(first), (error) => {
      this.#unsyncedBytes += bytes.length
      if (this.#unsyncedBytes >= SYNC_BYTES && !this.#isSyncing && this.#fd !== -1) this.#sync(() => undefined)
      callback(error ?? this.#syncError)
    })
  }

  /**
   * All syncs of the file, one at a time. The system tells once that one failed, and a later one may succeed without the bytes:
   * so a failure lasts, and whoever asks after it hears of it too.
   */
  #sync(callback: SyncCallback): void {
    if (this.#isSyncing) return void this.#awaitsSync.push(callback)
    this.#isSyncing = true
    this.#unsyncedBytes = 0
    this.#host.disk.fsync(this.#fd, (error) => {
      this.#isSyncing = false
      this.#syncError ??= error
      const waiting = this.#awaitsSync.splice(0)
      callback(this.#syncError)
      if (waiting.length > 0) this.#sync((nextError) => waiting.forEach((waits) => waits(nextError)))
    })
  }

  /** Chunks that an earlier try left; they count as missing until they are checked. */
  get keptCount(): number {
    return countChunks(this.#kept)
  }

  /** Takes what an earlier try left as it is. */
  trustKept(): void {
    this.have.addRanges(this.#kept)
    this.#kept = []
    this.#savedCount = this.have.count
  }

  /** Checks what an earlier try left against `hashes`, and takes what is right. */
  verifyKept(callback: (wrongChunks: number) => void): void {
    const { hashes } = this
    const check = new BlockCheck(this.#host.crypto)
    const pieces = this.#kept.flatMap((range) => piecesOf(range, MAX_BLOCK_CHUNKS))
    const buffer = new Uint8Array(MAX_BLOCK_CHUNKS * CHUNK_BYTES)
    let wrong = 0
    const step = (index: number) => {
      const piece = pieces[index]
      if (piece === undefined || hashes === null) {
        this.#kept = []
        return callback(wrong)
      }
      const [first, last] = piece
      const count = last - first + 1
      this.read(first, count, buffer, 0, (error) => {
        const bytes = buffer.subarray(0, error === null ? chunkSpanBytes(this.sizeBytes, first, count) : 0)
        check.check(this.have, hashes, first, bytes, (_unreadable, { right, rightCount }) => {
          this.have.addRanges(right)
          wrong += count - rightCount
          step(index + 1)
        })
      })
    }
    step(0)
  }

  /** Makes what is here safe from a crash. Does nothing when it is already, or while an earlier call is at it. */
  save(callback: () => void): void {
    const { count } = this.have
    // As long as the earlier note is not checked, it is the better one.
    const isSafe = this.#kept.length > 0 || count === this.#savedCount
    if (isSafe || this.#isSaving || this.#syncError !== null || this.#fd === -1) return callback()
    this.#isSaving = true
    const note = { size: this.sizeBytes, hash: this.hash, chunks: this.have.ranges() }
    this.#sync((syncError) => {
      const done = () => {
        this.#isSaving = false
        callback()
      }
      if (syncError !== null) return done()
      writeFileDurably(this.#host.disk, this.#notePath, utf8.encode(JSON.stringify(note)), (writeError) => {
        if (writeError === null) this.#savedCount = count
        done()
      })
    })
  }

  /** All chunks are here: syncs the file and gives it its name. It can still be read. */
  finish(callback: (error: Error | null) => void): void {
    const { disk } = this.#host
    this.#sync((syncError) => {
      if (syncError !== null) return callback(syncError)
      disk.rename(this.#temporaryPath, this.path, (renameError) => {
        if (renameError !== null) return callback(renameError)
        // The name must survive a crash too.
        this.#sync((nameError) => {
          if (nameError !== null) return callback(nameError)
          disk.unlink(this.#notePath, () => callback(null))
        })
      })
    })
  }

  /** Lets go of every chunk: they turned out to be another file's. */
  clear(): void {
    for (const [first, last] of this.have.ranges()) {
      for (let chunk = first; chunk <= last; chunk++) this.have.delete(chunk)
    }
  }

  /** An empty list for its hashes. */
  newHashList(): HashList {
    return newHashList(this.#host, this.have.chunks, this.#folder, this.name)
  }

  close(): void {
    this.hashes?.close()
    if (this.#fd !== -1) this.#host.disk.close(this.#fd, () => undefined)
    this.#fd = -1
  }
}
