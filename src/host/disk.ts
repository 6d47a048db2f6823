// A host's disk: the callback functions of `node:fs` that nodes use, below the host's own folder.
// What was written is only safe from a crash once `fsync` has called back: the virtual disk loses the rest.
import type { SystemError } from './errors.ts'

export interface FileStats {
  readonly size: number
  isFile(): boolean
  isDirectory(): boolean
}

/** 'r' reads, 'r+' reads and writes an existing file, 'w' makes or empties it, 'wx' only makes, 'a' appends. */
export type OpenFlags = 'r' | 'r+' | 'w' | 'w+' | 'wx' | 'a'

export type DiskCallback = (error: SystemError | null) => void

/**
 * Paths are relative to the host's folder, with '/' between the parts. A path that would leave the folder fails with
 * `EACCES`. Every callback comes later, never before the call returns. Error codes: `DiskErrorCode`.
 */
export interface Disk {
  open(path: string, flags: OpenFlags, callback: (error: SystemError | null, fd: number) => void): void
  /** Reads up to `length` bytes at `position` into `buffer` at `offset`; 0 bytes means the end of the file. */
  read(
    fd: number,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
    callback: (error: SystemError | null, bytesRead: number) => void,
  ): void
  /** `position` null: at the end of what was written so far through this descriptor. May write less than asked. */
  write(
    fd: number,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
    callback: (error: SystemError | null, bytesWritten: number) => void,
  ): void
  /** Afterwards the file's bytes, and all names changed before, survive a crash. */
  fsync(fd: number, callback: DiskCallback): void
  ftruncate(fd: number, lengthBytes: number, callback: DiskCallback): void
  close(fd: number, callback: DiskCallback): void
  readFile(path: string, callback: (error: SystemError | null, bytes: Uint8Array) => void): void
  /** Not durable until synced: see `writeFileDurably`. */
  writeFile(path: string, data: Uint8Array | string, callback: DiskCallback): void
  stat(path: string, callback: (error: SystemError | null, stats: FileStats) => void): void
  /** Replaces `to` in one step. */
  rename(from: string, to: string, callback: DiskCallback): void
  unlink(path: string, callback: DiskCallback): void
  /** Makes the folder and those above it; an existing one is fine. */
  mkdir(path: string, callback: DiskCallback): void
  /** Names in the folder, sorted. */
  readdir(path: string, callback: (error: SystemError | null, names: string[]) => void): void
}
