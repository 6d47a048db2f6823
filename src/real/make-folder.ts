// `mkdir -p`, one level after the other: Node's own never ends where the system says ENOENT although the folder above is
// there, as in /proc.
import { mkdir, mkdirSync, stat, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SystemError } from '../host/errors.ts'

/** `topmost`: the first folder that was missing; undefined when none was. */
type MadeCallback = (error: SystemError | null, topmost?: string) => void

/** A folder that is there already is none to make. */
export function makeFolder(path: string, callback: MadeCallback): void {
  mkdir(path, (error) => {
    if (error === null) callback(null, path)
    else if (error.code === 'EEXIST') stat(path, (_, stats) => callback(stats?.isDirectory() === true ? null : error))
    else if (error.code !== 'ENOENT') callback(error)
    else stat(dirname(path), (missing) => (missing === null ? callback(error) : makeAbove(path, callback)))
  })
}

function makeAbove(path: string, callback: MadeCallback): void {
  makeFolder(dirname(path), (error, topmost) => {
    if (error !== null) callback(error)
    else makeFolder(path, (lastError) => callback(lastError, topmost ?? path))
  })
}

/** Throws what the system says when it cannot be made. */
export function makeFolderSync(path: string): void {
  if (isFolder(path)) return
  if (dirname(path) !== path) makeFolderSync(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another program may have made it meanwhile.
    if (!isFolder(path)) throw error
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
