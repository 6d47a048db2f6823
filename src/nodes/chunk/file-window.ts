// A part of a shared file in memory, for small requests: one read from disk serves many of them. When somebody goes on where
// the last request ended it reads ahead, and what follows is on its way while this part is given out.
import { CHUNK_BYTES, chunkSpanBytes } from '../../wire/chunk-arithmetic.ts'
import type { SharedFile } from './shared-file.ts'

/** Chunks read ahead: 256 KiB. */
export const WINDOW_CHUNKS = 256

type ReadCallback = (error: Error | null) => void

class Part {
  first = 0
  count = 0
  #memory: Uint8Array | null = null

  /** The first chunk behind it. */
  get end(): number {
    return this.first + this.count
  }

  memoryFor(file: SharedFile): Uint8Array {
    this.#memory ??= new Uint8Array(Math.min(WINDOW_CHUNKS, file.have.chunks) * CHUNK_BYTES)
    return this.#memory
  }

  holds(first: number, count: number): boolean {
    return first >= this.first && first + count <= this.end
  }
}

export class FileWindow {
  readonly #file: SharedFile
  #here = new Part()
  /** What follows, as soon as it is read. */
  #next = new Part()
  #isReadingOn = false
  /** Goes on when what follows is read, or cannot be. */
  #waiting: (() => void) | null = null
  /** What follows the last request. */
  #expected = 0

  constructor(file: SharedFile) {
    this.#file = file
  }

  /** A view that is valid until the next call; null when the chunks are not all here. */
  bytesOf(first: number, count: number): Uint8Array | null {
    if (!this.#here.holds(first, count) && this.#next.holds(first, count)) {
      const done = this.#here
      this.#here = this.#next
      this.#next = done
    }
    if (!this.#here.holds(first, count)) return null
    this.#expected = first + count
    if (this.#here.count > count) this.#readOn()
    const at = (first - this.#here.first) * CHUNK_BYTES
    return this.#here.memoryFor(this.#file).subarray(at, at + chunkSpanBytes(this.#file.sizeBytes, first, count))
  }

  /** Gets chunks that the file has into the window. Not again before it has called back. */
  read(first: number, count: number, callback: ReadCallback): void {
    if (!this.#isReadingOn) return this.#read(first, count, callback)
    this.#waiting = () => (this.#next.holds(first, count) ? callback(null) : this.#read(first, count, callback))
  }

  #read(first: number, count: number, callback: ReadCallback): void {
    const ahead = first === this.#expected ? this.#readable(first) : 0
    this.#fill(this.#here, first, Math.max(ahead, count), callback)
  }

  #readOn(): void {
    const first = this.#here.end
    if (this.#isReadingOn || this.#next.first === first) return
    const count = this.#readable(first)
    if (count === 0) return
    this.#isReadingOn = true
    this.#fill(this.#next, first, count, () => {
      this.#isReadingOn = false
      const waiting = this.#waiting
      this.#waiting = null
      waiting?.()
    })
  }

  #fill(part: Part, first: number, count: number, callback: ReadCallback): void {
    part.count = 0
    this.#file.read(first, count, part.memoryFor(this.#file), 0, (error) => {
      if (error === null) {
        part.first = first
        part.count = count
      }
      callback(error)
    })
  }

  /** Of a file that is being fetched itself, what it does not have must not be read: it is not there yet. */
  #readable(first: number): number {
    const count = Math.min(WINDOW_CHUNKS, this.#file.have.chunks - first + 1)
    return count > 0 && this.#file.have.hasAll(first, first + count - 1) ? count : 0
  }
}
