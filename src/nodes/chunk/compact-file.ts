// The file that the console writes when a user fetches single chunks: the chunks it has, in order, one behind the other. A note
// beside it says which they are, so that they can still be told apart after a restart.
import type { Host } from '../../host/host.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import { ChunkSet } from '../../wire/chunk-set.ts'
import { PRIVATE_FOLDER } from '../../wire/safe-file-name.ts'
import { writeFileDurably } from '../common/durable-file.ts'
import type { SharedFile } from './shared-file.ts'

/** The file is rewritten for each chunk, so a large one is not for the console. */
export const MAX_COMPACT_BYTES = 64 * 1_048_576

const utf8 = new TextEncoder()
const lenientUtf8 = new TextDecoder()

export class CompactFile implements SharedFile {
  readonly name: string
  readonly hash = null
  readonly hashes = null
  readonly isBinaryServed = false
  readonly #host: Host
  readonly #folder: string
  /** In order, as in the file. */
  #chunks: number[] = []
  /** The file's own bytes: they are needed whole for each chunk that is added. */
  #bytes: Uint8Array = new Uint8Array(0)

  /** Empty until `load` or `add`. */
  constructor(host: Host, folder: string, name: string) {
    this.name = name
    this.#host = host
    this.#folder = folder
  }

  /** As far as it is known: up to the end of the last chunk that is here. */
  get sizeBytes(): number {
    const last = this.#chunks.at(-1)
    if (last === undefined) return 0
    return (last - 1) * CHUNK_BYTES + this.#bytes.length - (this.#chunks.length - 1) * CHUNK_BYTES
  }

  get have(): ChunkSet {
    const have = new ChunkSet(this.#chunks.at(-1) ?? 0)
    for (const chunk of this.#chunks) have.add(chunk)
    return have
  }

  has(chunk: number): boolean {
    return this.#chunks.includes(chunk)
  }

  get #path(): string {
    return `${this.#folder}/${this.name}`
  }

  get #notePath(): string {
    return `${this.#folder}/${PRIVATE_FOLDER}/${this.name}.chunks`
  }

  /** Takes up what is on the disk. Calls back with an error when a file is there that is not one of ours. */
  load(callback: (error: Error | null) => void): void {
    const { disk } = this.#host
    disk.readFile(this.#path, (fileError, bytes) => {
      if (fileError !== null) return callback(fileError.code === 'ENOENT' ? null : fileError)
      disk.readFile(this.#notePath, (noteError, note) => {
        const chunks = noteError === null ? readNote(lenientUtf8.decode(note), bytes.length) : null
        if (chunks === null) return callback(new Error('it is there already: share it, or move it away'))
        this.#chunks = chunks
        this.#bytes = bytes
        callback(null)
      })
    })
  }

  /** Puts the chunk at its place among the others and writes the file. */
  add(chunk: number, chunkBytes: Uint8Array, callback: (error: Error | null) => void): void {
    const { disk } = this.#host
    if (this.#bytes.length + chunkBytes.length > MAX_COMPACT_BYTES) {
      return callback(new Error('it becomes too large for single chunks: use "peer get"'))
    }
    const chunks = [...this.#chunks, chunk].sort((a, b) => a - b)
    const at = chunks.indexOf(chunk) * CHUNK_BYTES
    // Only the last chunk of a file may be short; before others it would shift them.
    if (chunkBytes.length !== CHUNK_BYTES && at < this.#bytes.length) {
      return callback(new Error(`the chunk has ${chunkBytes.length} bytes instead of ${CHUNK_BYTES}`))
    }
    if (this.#bytes.length % CHUNK_BYTES !== 0 && at >= this.#bytes.length) {
      return callback(new Error('a chunk behind the last one makes no sense'))
    }
    const bytes = new Uint8Array(this.#bytes.length + chunkBytes.length)
    bytes.set(this.#bytes.subarray(0, at))
    bytes.set(chunkBytes, at)
    bytes.set(this.#bytes.subarray(at), at + chunkBytes.length)
    disk.mkdir(`${this.#folder}/${PRIVATE_FOLDER}`, (mkdirError) => {
      if (mkdirError !== null) return callback(mkdirError)
      writeFileDurably(disk, this.#path, bytes, (writeError) => {
        if (writeError !== null) return callback(writeError)
        this.#chunks = chunks
        this.#bytes = bytes
        const note = utf8.encode(JSON.stringify({ chunks, size: bytes.length }))
        writeFileDurably(disk, this.#notePath, note, callback)
      })
    })
  }

  read(first: number, count: number, into: Uint8Array, offset: number, callback: (error: Error | null) => void): void {
    const at = this.#chunks.indexOf(first) * CHUNK_BYTES
    into.set(this.#bytes.subarray(at, at + count * CHUNK_BYTES), offset)
    callback(null)
  }

  close(): void {}
}

/** The chunks that a note names when it fits a file of so many bytes. */
function readNote(text: string, fileBytes: number): number[] | null {
  try {
    const note = JSON.parse(text) as { chunks?: unknown; size?: unknown }
    const isFit = note.size === fileBytes && Array.isArray(note.chunks)
    const chunks = isFit ? (note.chunks as unknown[]) : []
    const isSound = chunks.every((chunk) => Number.isSafeInteger(chunk) && (chunk as number) >= 1)
    return isSound && chunks.length === Math.ceil(fileBytes / CHUNK_BYTES) ? (chunks as number[]) : null
  } catch {
    return null
  }
}
