// Folders whose names have changed since they were last synced: on a real disk a file is only found again after a power
// cut when its folder was synced, too.
import { close, fsync, open } from 'node:fs'
import { dirname, sep } from 'node:path'
import type { SystemError } from '../host/errors.ts'

export class DirtyFolders {
  /** Folder → the change that made it dirty last. */
  readonly #changes = new Map<string, number>()
  #changeCount = 0

  /** A name in the folder was made, removed or replaced. */
  add(folder: string): void {
    this.#changes.set(folder, ++this.#changeCount)
  }

  /** Every folder from that of `path` up to that of `topmost`: all of them got a new name. */
  addUpTo(path: string, topmost: string): void {
    for (let made = path; made.length >= topmost.length; made = dirname(made)) this.add(dirname(made))
  }

  /** Folders below `from` are found below `to` from now on. */
  moved(from: string, to: string): void {
    // A copy: what is set again would otherwise come up once more, for ever when a folder is renamed to itself.
    for (const [folder, change] of [...this.#changes]) {
      if (folder !== from && !folder.startsWith(from + sep)) continue
      this.#changes.delete(folder)
      this.#changes.set(to + folder.slice(from.length), change)
    }
  }

  /** Syncs all that are dirty now, one after the other. A folder stays dirty until it is synced, so two may overlap. */
  sync(callback: (error: SystemError | null) => void): void {
    const pending = [...this.#changes]
    const next = (): void => {
      const entry = pending.pop()
      if (entry === undefined) {
        callback(null)
        return
      }
      const [folder, change] = entry
      syncFolder(folder, (error) => {
        if (error !== null) {
          callback(error)
          return
        }
        if (this.#changes.get(folder) === change) this.#changes.delete(folder)
        next()
      })
    }
    next()
  }
}

function syncFolder(folder: string, callback: (error: SystemError | null) => void): void {
  open(folder, 'r', (openError, fd) => {
    if (openError !== null) {
      // A folder that is gone has no names left to keep.
      callback(openError.code === 'ENOENT' ? null : openError)
      return
    }
    fsync(fd, (syncError) => close(fd, () => callback(syncError)))
  })
}
