// Writing files so that a crash leaves the old one or the new one, over the disk of the contract.
import type { SystemError } from '../../host/errors.ts'
import type { Disk, DiskCallback } from '../../host/disk.ts'

/** Writes every byte, however few the disk takes at a time. */
export function writeAll(
  disk: Disk,
  fd: number,
  bytes: Uint8Array,
  position: number | null,
  callback: DiskCallback,
): void {
  const step = (offset: number) => {
    const at = position === null ? null : position + offset
    disk.write(fd, bytes, offset, bytes.length - offset, at, (error, written) => {
      if (error !== null) return callback(error)
      if (offset + written >= bytes.length) return callback(null)
      step(offset + written)
    })
  }
  if (bytes.length === 0) callback(null)
  else step(0)
}

/** Reads exactly `length` bytes at `position` into `buffer` at `offset`; fewer in the file is an error too. */
export function readFully(
  disk: Disk,
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
  callback: (error: Error | null) => void,
): void {
  if (length === 0) return callback(null)
  disk.read(fd, buffer, offset, length, position, (error, bytesRead) => {
    if (error !== null) return callback(error)
    if (bytesRead === 0) return callback(new Error('the file is shorter than it was'))
    readFully(disk, fd, buffer, offset + bytesRead, length - bytesRead, position + bytesRead, callback)
  })
}

/**
 * Puts `bytes` at `path` in one step: written beside it, synced, renamed, and the name synced too. `path` may be open
 * elsewhere. Hands over an open descriptor of the new file.
 */
export function replaceFile(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  callback: (error: SystemError | null, fd: number) => void,
): void {
  const temporary = `${path}.new`
  disk.open(temporary, 'w+', (openError, fd) => {
    if (openError !== null) return callback(openError, -1)
    const fail = (error: SystemError) => disk.close(fd, () => disk.unlink(temporary, () => callback(error, -1)))
    // Without a position: whoever appends through the descriptor later goes on behind these bytes.
    writeAll(disk, fd, bytes, null, (writeError) => {
      if (writeError !== null) return fail(writeError)
      disk.fsync(fd, (syncError) => {
        if (syncError !== null) return fail(syncError)
        disk.rename(temporary, path, (renameError) => {
          if (renameError !== null) return fail(renameError)
          // The second sync is for the name: without it a crash may bring the old file back.
          disk.fsync(fd, (nameError) => (nameError === null ? callback(null, fd) : fail(nameError)))
        })
      })
    })
  })
}

/** `replaceFile` for those who do not need the descriptor. */
export function writeFileDurably(disk: Disk, path: string, bytes: Uint8Array, callback: DiskCallback): void {
  replaceFile(disk, path, bytes, (error, fd) => {
    if (error !== null) return callback(error)
    disk.close(fd, callback)
  })
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be used',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk cannot be written to',
  EIO: 'the disk failed',
}

/** An error of the disk in words a user understands. */
export function describeDiskError(error: Error | null): string {
  const code = (error as SystemError | null)?.code
  return WORDS[code ?? ''] ?? error?.message ?? 'why is not known'
}
