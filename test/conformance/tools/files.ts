// A host's disk with promises, so that behaviours read top to bottom.
import type { DiskCallback, FileStats, OpenFlags } from '../../../src/host/disk.ts'
import type { SystemError } from '../../../src/host/errors.ts'
import type { Host } from '../../../src/host/host.ts'
import { codeOf } from './events.ts'

type Take<T> = (error: SystemError | null, value: T) => void

function promised<T>(start: (callback: Take<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error === null ? resolve(value) : reject(error)))
  })
}

function done(start: (callback: DiskCallback) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error === null ? resolve() : reject(error)))
  })
}

/** The code that the promise rejects with, 'none' when it resolves. */
export function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => 'none', codeOf)
}

export function filesOf({ disk }: Host) {
  const files = {
    open: (path: string, flags: OpenFlags) => promised<number>((take) => disk.open(path, flags, take)),
    read: (fd: number, length: number, position: number) =>
      files.readInto(fd, new Uint8Array(length), 0, length, position),
    /** The bytes read, as text. */
    async readInto(fd: number, buffer: Uint8Array, offset: number, length: number, position: number): Promise<string> {
      const count = await promised<number>((take) => disk.read(fd, buffer, offset, length, position, take))
      return new TextDecoder().decode(buffer.subarray(offset, offset + count))
    },
    write: (fd: number, text: string, position: number | null) => {
      const bytes = new TextEncoder().encode(text)
      return promised<number>((take) => disk.write(fd, bytes, 0, bytes.length, position, take))
    },
    fsync: (fd: number) => done((take) => disk.fsync(fd, take)),
    ftruncate: (fd: number, length: number) => done((take) => disk.ftruncate(fd, length, take)),
    close: (fd: number) => done((take) => disk.close(fd, take)),
    readFile: (path: string) => promised<Uint8Array>((take) => disk.readFile(path, take)),
    text: async (path: string) => new TextDecoder().decode(await files.readFile(path)),
    writeFile: (path: string, data: Uint8Array | string) => done((take) => disk.writeFile(path, data, take)),
    stat: (path: string) => promised<FileStats>((take) => disk.stat(path, take)),
    rename: (from: string, to: string) => done((take) => disk.rename(from, to, take)),
    unlink: (path: string) => done((take) => disk.unlink(path, take)),
    mkdir: (path: string) => done((take) => disk.mkdir(path, take)),
    readdir: (path: string) => promised<string[]>((take) => disk.readdir(path, take)),
  }
  return files
}
