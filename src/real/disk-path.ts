// Keeps paths inside a folder: those that leave it by '..', by being absolute, or through a symbolic link are refused.
// It must not know what is done with the path afterwards.
import { lstat, realpath } from 'node:fs'
import { join, sep } from 'node:path'
import type { SystemError } from '../host/errors.ts'
import { systemError } from './system-error.ts'

/** What is inside the root: `absolute` has no symbolic link left in it, except in parts that do not exist. */
export interface ContainedPath {
  readonly absolute: string
  /** Parts of it, from the end, that do not exist yet. */
  readonly missing: number
}

type ResolveCallback = (error: SystemError | null, path: ContainedPath) => void

const NOWHERE: ContainedPath = { absolute: '', missing: 0 }

/** The parts of a path below the root, '.' and '..' worked in; null when it leaves the root on its way. */
export function pathParts(path: string): string[] | null {
  if (path.startsWith('/') || path.includes('\0')) return null
  // Where the system takes a backslash for a separator, it must not smuggle in parts that nobody looks at.
  if (sep === '\\' && path.includes(sep)) return null
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts
}

/**
 * The place that a path means, links followed. `realRoot` must be a real path itself. Errors: `EACCES` outside of the
 * root, `ENOENT` for an empty path, and what the system says (`ENOTDIR`, `ELOOP`…). Parts that are missing are no error.
 */
export function resolveTarget(realRoot: string, path: string, syscall: string, callback: ResolveCallback): void {
  const parts = pathParts(path)
  if (parts === null) process.nextTick(callback, refused(syscall, path), NOWHERE)
  else if (path === '') process.nextTick(callback, noSuchFile(syscall, path), NOWHERE)
  else climb(realRoot, parts, parts.length, (error, found) => callback(error && named(error, syscall, path), found))
}

/** The place of a name itself: only the folders above it are followed. The root has no name: `EACCES`. */
export function resolveName(realRoot: string, path: string, syscall: string, callback: ResolveCallback): void {
  const parts = pathParts(path)
  const last = parts?.pop()
  if (parts === null || last === undefined) {
    const error = path === '' ? noSuchFile(syscall, path) : refused(syscall, path)
    process.nextTick(callback, error, NOWHERE)
    return
  }
  climb(realRoot, parts, parts.length, (error, folder) => {
    callback(error && named(error, syscall, path), { absolute: join(folder.absolute, last), missing: folder.missing })
  })
}

/** An error of the system as the program may see it: with the path it gave, not the machine's. */
export function named(error: SystemError, syscall: string, path: string): SystemError {
  const reason = /^[A-Z]+: ([^,]+),/.exec(error.message)?.[1] ?? 'failed'
  return systemError({ code: error.code ?? 'EIO', syscall, reason, path })
}

/** Looks for the deepest part that exists and checks where it really is. */
function climb(realRoot: string, parts: readonly string[], existing: number, callback: ResolveCallback): void {
  const candidate = join(realRoot, ...parts.slice(0, existing))
  realpath.native(candidate, (error, real) => {
    if (error === null) {
      const inside = real === realRoot || real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)
      if (!inside) callback(refused('realpath', candidate), NOWHERE)
      else callback(null, { absolute: join(real, ...parts.slice(existing)), missing: parts.length - existing })
      return
    }
    if (error.code !== 'ENOENT' || existing === 0) {
      callback(error, NOWHERE)
      return
    }
    lstat(candidate, (absent, stats) => {
      if (absent !== null) climb(realRoot, parts, existing - 1, callback)
      // A link whose target does not exist could make a file anywhere.
      else if (stats.isSymbolicLink()) callback(refused('realpath', candidate), NOWHERE)
      // It was made between the two looks.
      else climb(realRoot, parts, existing, callback)
    })
  })
}

function refused(syscall: string, path: string): SystemError {
  return systemError({ code: 'EACCES', syscall, reason: 'permission denied', path })
}

function noSuchFile(syscall: string, path: string): SystemError {
  return systemError({ code: 'ENOENT', syscall, reason: 'no such file or directory', path })
}
