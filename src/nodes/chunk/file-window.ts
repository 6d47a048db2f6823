// A part of a shared file in memory, for small requests: one read from disk serves many of them. It reads ahead only when
// somebody goes on where the last request ended.
import { CHUNK_BYTES, chunkSpanBytes } from '../../wire/chunk-arithmetic.ts'
import type { SharedFile } from './shared-file.ts'

/** Chunks read ahead: 256 KiB. */
export const WINDOW_CHUNKS = 256

export class FileWindow {
  readonly #file: SharedFile
  #memory: Uint8Array | null = null
  #first = 0
  /** Chunks in it. */
  #count = 0
  /** What follows the last request. */
  #next = 0

  constructor(file: SharedFile) {
    this.#file = file
  }

  /** A view that is valid until the next `read`; null when the chunks are not all here. */
  bytesOf(first: number, count: number): Uint8Array | null {
    if (this.#memory === null || first < this.#first || first + count > this.#first + this.#count) return null
    this.#next = first + count
    const at = (first - this.#first) * CHUNK_BYTES
    return this.#memory.subarray(at, at + chunkSpanBytes(this.#file.sizeBytes, first, count))
  }

  /** Gets chunks that the file has into the window. Not again before it has called back. */
  read(first: number, count: number, callback: (error: Error | null) => void): void {
    const ahead = first === this.#next ? this.#ahead(first, count) : count
    this.#memory ??= new Uint8Array(Math.min(WINDOW_CHUNKS, this.#file.have.chunks) * CHUNK_BYTES)
    this.#count = 0
    this.#file.read(first, ahead, this.#memory, 0, (error) => {
      if (error === null) {
        this.#first = first
        this.#count = ahead
      }
      callback(error)
    })
  }

  /** Of a file that is being fetched itself, what it does not have must not be read: it is not there yet. */
  #ahead(first: number, count: number): number {
    const most = Math.min(WINDOW_CHUNKS, this.#file.have.chunks - first + 1)
    return most > count && this.#file.have.hasAll(first, first + most - 1) ? most : count
  }
}
