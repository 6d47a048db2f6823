// What is on a host's disk: files, folders, and which of it would survive a crash now.
// As on a journaling file system: `sync` makes a file's bytes durable, and with them every change of names before it.
import type { DiskErrorCode } from '../host/errors.ts'

const INITIAL_BYTES = 64

/** A file's content, whatever its name. */
export class StoredFile {
  size = 0
  #bytes = new Uint8Array(0)
  /** What undoes the changes since the last sync, the newest last. */
  #undo: (() => void)[] = []

  read(position: number, length: number): Uint8Array {
    const end = Math.min(this.size, position + length)
    return position >= end ? new Uint8Array(0) : this.#bytes.subarray(position, end)
  }

  /** Writing nothing changes nothing, also beyond the end (POSIX `pwrite`). */
  write(position: number, data: Uint8Array): void {
    if (data.length === 0) return
    const sizeBefore = this.size
    const overwritten = this.read(position, data.length).slice()
    this.#reserve(position + data.length)
    this.#bytes.set(data, position)
    this.size = Math.max(this.size, position + data.length)
    this.#undo.push(() => {
      this.#bytes.fill(0, position, position + data.length)
      this.#bytes.set(overwritten, position)
      this.size = sizeBefore
    })
  }

  truncate(length: number): void {
    const sizeBefore = this.size
    const cut = this.read(length, Math.max(0, sizeBefore - length)).slice()
    this.#reserve(length)
    if (length < sizeBefore) this.#bytes.fill(0, length, sizeBefore)
    this.size = length
    this.#undo.push(() => {
      this.#reserve(sizeBefore)
      this.#bytes.set(cut, length)
      this.size = sizeBefore
    })
  }

  sync(): void {
    this.#undo = []
  }

  crash(): void {
    for (const undo of this.#undo.reverse()) undo()
    this.#undo = []
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(INITIAL_BYTES, size, this.#bytes.length * 2))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}

type Entry = StoredFile | 'folder'

export class DiskStore {
  readonly #entries = new Map<string, Entry>([['', 'folder']])
  readonly #files = new Set<StoredFile>()
  #undo: (() => void)[] = []

  /** Undefined: no such name. '' is the root. */
  entry(path: string): Entry | undefined {
    return this.#entries.get(path)
  }

  /** Why nothing can be made at this path; null when it can. */
  whyNoParent(path: string): DiskErrorCode | null {
    const parent = this.#entries.get(parentOf(path))
    if (parent === undefined) return 'ENOENT'
    return parent === 'folder' ? null : 'ENOTDIR'
  }

  makeFile(path: string): StoredFile {
    const file = new StoredFile()
    this.#files.add(file)
    this.#set(path, file)
    return file
  }

  /** Makes the folder and those above it. False: a file is in the way. */
  makeFolder(path: string): boolean {
    if (path === '') return true
    const entry = this.#entries.get(path)
    if (entry !== undefined) return entry === 'folder'
    if (!this.makeFolder(parentOf(path))) return false
    this.#set(path, 'folder')
    return true
  }

  remove(path: string): void {
    this.#set(path, undefined)
  }

  /** Moves a file, or a folder with what is in it. */
  rename(from: string, to: string): void {
    const entry = this.#entries.get(from)
    if (entry === 'folder') {
      for (const path of [...this.#entries.keys()]) {
        if (path.startsWith(`${from}/`)) this.#move(path, to + path.slice(from.length))
      }
    }
    this.#move(from, to)
  }

  /** Names right below a folder, sorted. */
  names(folder: string): string[] {
    const prefix = folder === '' ? '' : `${folder}/`
    const names: string[] = []
    for (const path of this.#entries.keys()) {
      if (path !== '' && path.startsWith(prefix) && !path.slice(prefix.length).includes('/')) {
        names.push(path.slice(prefix.length))
      }
    }
    return names.sort()
  }

  /** Paths of all files, sorted. */
  filePaths(): string[] {
    return [...this.#entries].flatMap(([path, entry]) => (entry === 'folder' ? [] : [path])).sort()
  }

  /** Null: only the names. */
  sync(file: StoredFile | null): void {
    file?.sync()
    this.#undo = []
  }

  syncAll(): void {
    for (const file of this.#files) file.sync()
    this.#undo = []
  }

  /** Power is lost: back to what was synced. */
  crash(): void {
    for (const undo of this.#undo.reverse()) undo()
    this.#undo = []
    for (const file of this.#files) file.crash()
  }

  #move(from: string, to: string): void {
    const entry = this.#entries.get(from)
    this.#set(from, undefined)
    this.#set(to, entry)
  }

  #set(path: string, entry: Entry | undefined): void {
    const before = this.#entries.get(path)
    this.#undo.push(() => this.#put(path, before))
    this.#put(path, entry)
  }

  #put(path: string, entry: Entry | undefined): void {
    if (entry === undefined) this.#entries.delete(path)
    else this.#entries.set(path, entry)
  }
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

/** 'a/./b' as 'a/b'; the folder itself is ''. A code when there can be no such path or it leaves the folder. */
export function normalizePath(path: string): string | { readonly code: DiskErrorCode } {
  if (path === '') return { code: 'ENOENT' }
  if (path.startsWith('/') || path.includes('\0')) return { code: 'EACCES' }
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return { code: 'EACCES' }
  }
  return parts.join('/')
}
