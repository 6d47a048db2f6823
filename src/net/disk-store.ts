// What is on a host's disk: files, folders, and which of it would survive a crash now.
// As on a journaling file system: `sync` makes a file's bytes durable, and with them every change of names before it.
import type { DiskErrorCode } from '../host/errors.ts'
import type { DiskConditions } from './faults/disk-conditions.ts'
import type { Tear } from './faults/tear.ts'
import { SharedPages } from './shared-pages.ts'
import { StoredFile } from './stored-file.ts'

/** Of which a crash has left more than what was synced, and maybe less than what was written. */
export interface TornFile {
  readonly path: string
  readonly sizeBytes: number
}

type Entry = StoredFile | 'folder'

export class DiskStore {
  readonly #entries = new Map<string, Entry>([['', 'folder']])
  #undo: (() => void)[] = []
  /** What faults have made of the disk; null: nothing. */
  conditions: DiskConditions | null = null
  /** Told of each operation that fails because of them. */
  onError: ((operation: string, code: DiskErrorCode) => void) | null = null
  readonly #pages: SharedPages

  /** `pages`: those of all disks of the world. */
  constructor(pages = new SharedPages()) {
    this.#pages = pages
  }

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
    const file = new StoredFile(this.#pages)
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
    const before = this.#undo.length
    const entry = this.#entries.get(from)
    if (entry === 'folder') {
      for (const path of [...this.#entries.keys()]) {
        if (path.startsWith(`${from}/`)) this.#move(path, to + path.slice(from.length))
      }
    }
    this.#move(from, to)
    // One change, that survives a power cut whole or not at all.
    const steps = this.#undo.splice(before).reverse()
    this.#undo.push(() => {
      for (const undo of steps) undo()
    })
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

  /** Of all files. O(files). */
  get usedBytes(): number {
    let used = 0
    for (const file of this.#allFiles()) used += file.size
    return used
  }

  /** So many of `bytes` more fit on the disk. */
  roomFor(bytes: number): number {
    if (this.conditions === null || bytes <= 0) return bytes
    return Math.min(bytes, Math.max(0, this.conditions.capacityBytes - this.usedBytes))
  }

  /** Null: only the names. */
  sync(file: StoredFile | null): void {
    file?.sync()
    this.#undo = []
  }

  syncAll(): void {
    for (const file of this.#allFiles()) file.sync()
    this.#undo = []
  }

  /** Power is lost: back to what was synced, or with a tear to a part of the rest. Returns the files that were torn. */
  crash(tear: Tear | null = null): TornFile[] {
    const journaled = tear === null ? 0 : tear.names(this.#undo.length)
    for (const undo of this.#undo.slice(journaled).reverse()) undo()
    this.#undo = []
    const torn: TornFile[] = []
    for (const [path, entry] of this.#entries) {
      if (entry !== 'folder' && entry.crash(tear)) torn.push({ path, sizeBytes: entry.size })
    }
    return torn
  }

  *#allFiles(): Generator<StoredFile> {
    for (const entry of this.#entries.values()) if (entry !== 'folder') yield entry
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
