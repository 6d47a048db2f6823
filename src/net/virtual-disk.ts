// The face of `node:fs` on a host's disk store. Every call takes a little virtual time, so that callbacks never come early.
import type { Disk, DiskCallback, FileStats, OpenFlags } from '../host/disk.ts'
import type { DiskErrorCode, SystemError } from '../host/errors.ts'
import { Call } from './call.ts'
import { type DiskStore, normalizePath } from './disk-store.ts'
import { type DiskCall, failureOf } from './faults/disk-operation.ts'
import type { Nanos } from './nanos.ts'
import type { Closeable, Process } from './process.ts'
import type { StoredFile } from './stored-file.ts'
import { diskError } from './system-error.ts'

/** Of the order of a good SSD: 20 µs a call, 2 GB/s, 0.5 ms for a sync. */
const CALL_TIME: Nanos = 20_000
const NANOS_PER_BYTE = 0.5
const SYNC_TIME: Nanos = 500_000

interface OpenFile {
  /** A folder can be opened too, to be synced. */
  readonly file: StoredFile | 'folder'
  /** Under which it was opened. */
  readonly path: string
  readonly readable: boolean
  readonly writable: boolean
  readonly appends: boolean
  /** Where a write without a position goes. */
  end: number
}

/** What went wrong, or what came out. */
type Outcome<T> = { readonly error: SystemError } | { readonly value: T }

export class VirtualDisk implements Disk, Closeable {
  readonly #process: Process
  readonly #store: DiskStore
  readonly #open = new Map<number, OpenFile>()
  /** The first three are taken on every Unix. */
  #nextDescriptor = 3

  constructor(process: Process, store: DiskStore) {
    this.#process = process
    process.open.add(this)
    this.#store = store
  }

  abandon(): void {
    this.#open.clear()
  }

  open(path: string, flags: OpenFlags, callback: (error: SystemError | null, fd: number) => void): void {
    this.#later('open', path, 0, -1, callback, () => {
      const found = this.#openFile(path, flags)
      if (typeof found === 'string' && found !== 'folder') return { error: diskError(found, 'open', path) }
      const descriptor = this.#nextDescriptor++
      const readable = flags === 'r' || flags.endsWith('+')
      this.#open.set(descriptor, {
        file: found,
        path,
        readable,
        writable: flags !== 'r',
        appends: flags === 'a',
        end: 0,
      })
      return { value: descriptor }
    })
  }

  read(
    fd: number,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
    callback: (error: SystemError | null, bytesRead: number) => void,
  ): void {
    this.#later('read', fd, length, 0, callback, () => {
      const open = this.#open.get(fd)
      if (open === undefined || !open.readable) return { error: diskError('EBADF', 'read') }
      if (open.file === 'folder') return { error: diskError('EISDIR', 'read') }
      return { value: open.file.readInto(position, buffer.subarray(offset, offset + length)) }
    })
  }

  write(
    fd: number,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
    callback: (error: SystemError | null, bytesWritten: number) => void,
  ): void {
    this.#later('write', fd, length, 0, callback, () => {
      const open = this.#open.get(fd)
      if (open === undefined || !open.writable || open.file === 'folder') return { error: diskError('EBADF', 'write') }
      if (length === 0) return { value: 0 }
      const start = open.appends ? open.file.size : (position ?? open.end)
      const written = this.#write(open.file, start, buffer.subarray(offset, offset + length))
      if (written === 0) return { error: diskError('ENOSPC', 'write') }
      if (position === null) open.end = start + written
      return { value: written }
    })
  }

  fsync(fd: number, callback: DiskCallback): void {
    this.#later('fsync', fd, 0, undefined, callback, () => {
      const open = this.#open.get(fd)
      if (open === undefined) return { error: diskError('EBADF', 'fsync') }
      this.#store.sync(open.file === 'folder' ? null : open.file)
      return { value: undefined }
    })
  }

  ftruncate(fd: number, lengthBytes: number, callback: DiskCallback): void {
    this.#later('ftruncate', fd, 0, undefined, callback, () => {
      const open = this.#open.get(fd)
      if (open === undefined) return { error: diskError('EBADF', 'ftruncate') }
      if (!open.writable || open.file === 'folder') return { error: diskError('EINVAL', 'ftruncate') }
      const growth = lengthBytes - open.file.size
      if (this.#store.roomFor(growth) < growth) return this.#full('ftruncate')
      open.file.truncate(lengthBytes)
      return { value: undefined }
    })
  }

  close(fd: number, callback: DiskCallback): void {
    this.#later('close', fd, 0, undefined, callback, () =>
      this.#open.delete(fd) ? { value: undefined } : { error: diskError('EBADF', 'close') },
    )
  }

  readFile(path: string, callback: (error: SystemError | null, bytes: Uint8Array) => void): void {
    this.#later('readFile', path, 0, new Uint8Array(0), callback, () => {
      const found = this.#openFile(path, 'r')
      if (found === 'folder') return { error: diskError('EISDIR', 'read') }
      if (typeof found === 'string') return { error: diskError(found, 'open', path) }
      return { value: Buffer.from(found.read(0, found.size).buffer) }
    })
  }

  writeFile(path: string, data: Uint8Array | string, callback: DiskCallback): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data
    this.#later('writeFile', path, bytes.length, undefined, callback, () => {
      const found = this.#openFile(path, 'w')
      if (found === 'folder') return { error: diskError('EISDIR', 'open', path) }
      if (typeof found === 'string') return { error: diskError(found, 'open', path) }
      if (this.#write(found, 0, bytes) < bytes.length) return { error: diskError('ENOSPC', 'write') }
      return { value: undefined }
    })
  }

  stat(path: string, callback: (error: SystemError | null, stats: FileStats) => void): void {
    this.#later('stat', path, 0, statsOf(0, false), callback, () => {
      const normal = normalizePath(path)
      if (typeof normal !== 'string') return { error: diskError(normal.code, 'stat', path) }
      const entry = this.#store.entry(normal)
      if (entry === undefined) return { error: diskError(this.#whyMissing(normal), 'stat', path) }
      return { value: entry === 'folder' ? statsOf(0, false) : statsOf(entry.size, true) }
    })
  }

  rename(from: string, to: string, callback: DiskCallback): void {
    this.#later('rename', from, 0, undefined, callback, () => {
      const why = this.#rename(from, to)
      return why === null ? { value: undefined } : { error: diskError(why, 'rename', from) }
    })
  }

  unlink(path: string, callback: DiskCallback): void {
    this.#later('unlink', path, 0, undefined, callback, () => {
      const normal = normalizePath(path)
      if (typeof normal !== 'string') return { error: diskError(normal.code, 'unlink', path) }
      if (normal === '') return { error: diskError('EACCES', 'unlink', path) }
      const entry = this.#store.entry(normal)
      if (entry === undefined) return { error: diskError(this.#whyMissing(normal), 'unlink', path) }
      if (entry === 'folder') return { error: diskError('EISDIR', 'unlink', path) }
      this.#store.remove(normal)
      return { value: undefined }
    })
  }

  mkdir(path: string, callback: DiskCallback): void {
    this.#later('mkdir', path, 0, undefined, callback, () => {
      const normal = normalizePath(path)
      if (typeof normal !== 'string') return { error: diskError(normal.code, 'mkdir', path) }
      if (this.#store.makeFolder(normal)) return { value: undefined }
      const code = this.#store.entry(normal) === undefined ? 'ENOTDIR' : 'EEXIST'
      return { error: diskError(code, 'mkdir', path) }
    })
  }

  readdir(path: string, callback: (error: SystemError | null, names: string[]) => void): void {
    this.#later<string[]>('scandir', path, 0, [], callback, () => {
      const normal = normalizePath(path)
      if (typeof normal !== 'string') return { error: diskError(normal.code, 'scandir', path) }
      const entry = this.#store.entry(normal)
      if (entry === undefined) return { error: diskError(this.#whyMissing(normal), 'scandir', path) }
      if (entry !== 'folder') return { error: diskError('ENOTDIR', 'scandir', path) }
      return { value: this.#store.names(normal) }
    })
  }

  /**
   * The operation happens when it is done, in one step: a crash before then leaves no trace of it. `bytes` are those that it
   * moves, as far as they are known before; `target` is the path or the descriptor.
   */
  #later<T>(
    call: DiskCall,
    target: string | number,
    bytes: number,
    nothing: T,
    callback: (error: SystemError | null, value: T) => void,
    operate: () => Outcome<T>,
  ): void {
    const { conditions } = this.#store
    const { scheduler } = this.#process
    const run = () => {
      const failure = this.#store.conditions === null ? null : failureOf(this.#store, call, this.#pathOf(target))
      const outcome = failure === null ? operate() : { error: failure }
      if ('error' in outcome) callback(outcome.error, nothing)
      else callback(null, outcome.value)
    }
    const time = (call === 'fsync' ? SYNC_TIME : CALL_TIME) + Math.round(bytes * NANOS_PER_BYTE)
    const whole =
      conditions === null ? time : conditions.time(scheduler.now, time, this.#bytesMoved(call, target, bytes))
    scheduler.after(whole, new Call(this.#process, run))
  }

  #pathOf(target: string | number): string {
    return typeof target === 'string' ? target : (this.#open.get(target)?.path ?? '')
  }

  /** A file that is read whole has the size that it has. */
  #bytesMoved(call: DiskCall, target: string | number, bytes: number): number {
    if (call !== 'readFile' || typeof target === 'number') return bytes
    const found = this.#openFile(target, 'r')
    return typeof found === 'string' ? 0 : found.size
  }

  /** As much as there is room for; 0: none. Writing nothing needs none. */
  #write(file: StoredFile, start: number, bytes: Uint8Array): number {
    const growth = start + bytes.length - file.size
    const missing = growth - this.#store.roomFor(growth)
    const written = Math.max(0, bytes.length - missing)
    if (written < bytes.length) this.#store.onError?.('write', 'ENOSPC')
    file.write(start, written < bytes.length ? bytes.subarray(0, written) : bytes)
    return written
  }

  #full(call: DiskCall): { readonly error: SystemError } {
    this.#store.onError?.(call, 'ENOSPC')
    return { error: diskError('ENOSPC', call) }
  }

  #openFile(path: string, flags: OpenFlags): StoredFile | 'folder' | DiskErrorCode {
    const normal = normalizePath(path)
    if (typeof normal !== 'string') return normal.code
    const entry = this.#store.entry(normal)
    if (entry === 'folder' && flags === 'r') return entry
    if (entry === 'folder') return flags === 'wx' ? 'EEXIST' : 'EISDIR'
    if (entry !== undefined) {
      if (flags === 'wx') return 'EEXIST'
      if (flags === 'w' || flags === 'w+') entry.truncate(0)
      return entry
    }
    if (flags === 'r' || flags === 'r+') return this.#whyMissing(normal)
    return this.#store.whyNoParent(normal) ?? this.#store.makeFile(normal)
  }

  #whyMissing(path: string): DiskErrorCode {
    return this.#store.whyNoParent(path) === 'ENOTDIR' ? 'ENOTDIR' : 'ENOENT'
  }

  #rename(from: string, to: string): DiskErrorCode | null {
    const source = normalizePath(from)
    const target = normalizePath(to)
    if (typeof source !== 'string') return source.code
    if (typeof target !== 'string') return target.code
    // The host's own folder stays where it is.
    if (source === '' || target === '') return 'EACCES'
    const entry = this.#store.entry(source)
    if (entry === undefined) return this.#whyMissing(source)
    if (source === target) return null
    const noParent = this.#store.whyNoParent(target)
    if (noParent !== null) return noParent
    const inTheWay = this.#store.entry(target)
    if (entry === 'folder' && target.startsWith(`${source}/`)) return 'EINVAL'
    if (inTheWay === 'folder') {
      if (entry !== 'folder') return 'EISDIR'
      if (this.#store.names(target).length > 0) return 'ENOTEMPTY'
    } else if (inTheWay !== undefined && entry === 'folder') {
      return 'ENOTDIR'
    }
    this.#store.rename(source, target)
    return null
  }
}

function statsOf(size: number, isFile: boolean): FileStats {
  return { size, isFile: () => isFile, isDirectory: () => !isFile }
}
