// What is in a file on a virtual disk, whatever its name, in pages that never change: a write puts new ones in their place.
// So several files can have a page in common, and a crash brings back the pages that were there at the last sync.
import type { Tear } from './faults/tear.ts'
import { PAGE_BYTES, SharedPages } from './shared-pages.ts'

/** Behind its bytes a page is zeros, up to PAGE_BYTES or to the end of the file. */
type Page = Uint8Array

const ZEROS: Page = new Uint8Array(0)

export class StoredFile {
  size = 0
  readonly #shared: SharedPages
  readonly #pages: Page[] = []
  /** What a crash brings back: so many bytes, and those of their pages that were replaced since the last sync. */
  #syncedSize = 0
  readonly #replaced = new Map<number, Page>()

  constructor(shared = new SharedPages()) {
    this.#shared = shared
  }

  /** A copy of up to `length` bytes: fewer at the end of the file. */
  read(position: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - position)))
    this.readInto(position, bytes)
    return bytes
  }

  /** Fills `into` as far as the file goes; returns how many bytes that are. */
  readInto(position: number, into: Uint8Array): number {
    const count = Math.max(0, Math.min(into.length, this.size - position))
    for (let done = 0; done < count; ) {
      const start = (position + done) % PAGE_BYTES
      const end = Math.min(PAGE_BYTES, start + count - done)
      const bytes = this.#page(pageAt(position + done)).subarray(start, end)
      into.set(bytes, done)
      done += end - start
      if (bytes.length < end - start) into.fill(0, done - (end - start) + bytes.length, done)
    }
    return count
  }

  /** Writing nothing changes nothing, also beyond the end (POSIX `pwrite`). */
  write(position: number, data: Uint8Array): void {
    if (data.length === 0) return
    for (let done = 0; done < data.length; ) {
      const start = (position + done) % PAGE_BYTES
      const piece = data.subarray(done, done + PAGE_BYTES - start)
      this.#writePage(pageAt(position + done), start, piece)
      done += piece.length
    }
    this.size = Math.max(this.size, position + data.length)
  }

  truncate(length: number): void {
    const count = pageAt(length + PAGE_BYTES - 1)
    for (let index = count; index < this.#pages.length; index++) this.#remember(index)
    this.#pages.length = Math.min(this.#pages.length, count)
    const last = this.#page(count - 1)
    const lastBytes = length - (count - 1) * PAGE_BYTES
    if (last.length > lastBytes) this.#replace(count - 1, last.slice(0, lastBytes))
    this.size = length
  }

  sync(): void {
    this.#replaced.clear()
    this.#syncedSize = this.size
  }

  /** Back to what was synced; with a tear some of the rest survives, and it answers whether anything has. */
  crash(tear: Tear | null = null): boolean {
    const written = tear === null ? null : this.read(0, this.size)
    this.#restore()
    if (tear === null || written === null) return false
    const synced = this.read(0, this.size)
    const torn = tear.file(synced, written)
    if (torn === synced) return false
    this.write(0, torn)
    this.truncate(torn.length)
    this.sync()
    return true
  }

  /** Spoils bits of one byte, on the disk as in memory. */
  flip(position: number, mask: number): void {
    const index = pageAt(position)
    const synced = this.#replaced.get(index)
    this.#put(index, flipped(this.#page(index), position % PAGE_BYTES, mask))
    if (synced !== undefined && position < this.#syncedSize) {
      this.#replaced.set(index, flipped(synced, position % PAGE_BYTES, mask))
    }
  }

  #page(index: number): Page {
    return this.#pages[index] ?? ZEROS
  }

  #writePage(index: number, start: number, piece: Uint8Array): void {
    const bytes = piece.length === PAGE_BYTES ? piece : overlaid(this.#page(index), start, piece)
    this.#replace(index, bytes.length === PAGE_BYTES ? this.#shared.pageOf(bytes) : bytes)
  }

  #replace(index: number, page: Page): void {
    this.#remember(index)
    this.#put(index, page)
  }

  /** Before a page changes: keeps it when a crash must bring it back. */
  #remember(index: number): void {
    if (index * PAGE_BYTES < this.#syncedSize && !this.#replaced.has(index))
      this.#replaced.set(index, this.#page(index))
  }

  #put(index: number, page: Page): void {
    while (this.#pages.length < index) this.#pages.push(ZEROS)
    this.#pages[index] = page
  }

  #restore(): void {
    this.#pages.length = Math.min(this.#pages.length, pageAt(this.#syncedSize + PAGE_BYTES - 1))
    for (const [index, page] of this.#replaced) this.#put(index, page)
    this.size = this.#syncedSize
    this.#replaced.clear()
  }
}

function pageAt(position: number): number {
  return Math.floor(position / PAGE_BYTES)
}

/** A copy of the page with `piece` in it from `start` on. */
function overlaid(page: Page, start: number, piece: Uint8Array): Page {
  const bytes = new Uint8Array(Math.max(page.length, start + piece.length))
  bytes.set(page)
  bytes.set(piece, start)
  return bytes
}

function flipped(page: Page, at: number, mask: number): Page {
  const bytes = new Uint8Array(Math.max(page.length, at + 1))
  bytes.set(page)
  bytes[at] = (bytes[at] as number) ^ mask
  return bytes
}
