// A folder of the machine as a host's disk, by the callback functions of node:fs. Nothing outside of the folder can be
// reached, and no other program's descriptors. It must not know what the files are for.
import fs from 'node:fs'
import { dirname } from 'node:path'
import type { Disk, DiskCallback, FileStats, OpenFlags } from '../host/disk.ts'
import type { SystemError } from '../host/errors.ts'
import { type Descriptor, Descriptors } from './descriptors.ts'
import { DirtyFolders } from './dirty-folders.ts'
import { named, resolveName, resolveTarget } from './disk-path.ts'
import type { Lifetime } from './lifetime.ts'
import { makeFolder } from './make-folder.ts'
import { readWhole } from './read-whole.ts'
import { systemError } from './system-error.ts'

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = fs.constants

const FLAGS: Readonly<Record<OpenFlags, number>> = {
  r: O_RDONLY,
  'r+': O_RDWR,
  w: O_WRONLY | O_CREAT | O_TRUNC,
  'w+': O_RDWR | O_CREAT | O_TRUNC,
  wx: O_WRONLY | O_CREAT | O_EXCL,
  a: O_WRONLY | O_CREAT | O_APPEND,
}
const NEW_FILE_MODE = 0o666
const NO_BYTES = new Uint8Array(0)
const NO_STATS: FileStats = { size: 0, isFile: () => false, isDirectory: () => false }

export class RealDisk implements Disk {
  readonly #root: string
  readonly #lifetime: Lifetime
  readonly #descriptors = new Descriptors()
  readonly #dirty = new DirtyFolders()

  /** `root` must exist. */
  constructor(root: string, lifetime: Lifetime) {
    this.#root = fs.realpathSync.native(root)
    this.#lifetime = lifetime
  }

  /** Descriptors that are open. */
  get openCount(): number {
    return this.#descriptors.size
  }

  open(path: string, flags: OpenFlags, callback: (error: SystemError | null, fd: number) => void): void {
    if (this.#lifetime.ended) return
    this.#openReal(path, flags, 'open', (error, fd) => {
      if (fd >= 0) this.#descriptors.add(fd)
      if (this.#lifetime.ended) this.#descriptors.stop()
      else callback(error, fd)
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
    const descriptor = this.#begin(fd, 'read', (error) => callback(error, 0))
    if (descriptor === null) return
    fs.read(fd, buffer, offset, length, position, (error, bytesRead) => {
      this.#end(descriptor, () => callback(error, bytesRead ?? 0))
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
    const descriptor = this.#begin(fd, 'write', (error) => callback(error, 0))
    if (descriptor === null) return
    fs.write(fd, buffer, offset, length, position, (error, bytesWritten) => {
      this.#end(descriptor, () => callback(error, bytesWritten ?? 0))
    })
  }

  fsync(fd: number, callback: DiskCallback): void {
    const descriptor = this.#begin(fd, 'fsync', callback)
    if (descriptor === null) return
    fs.fsync(fd, (error) => {
      if (error !== null) this.#end(descriptor, () => callback(error))
      else this.#dirty.sync((folderError) => this.#end(descriptor, () => callback(folderError)))
    })
  }

  ftruncate(fd: number, lengthBytes: number, callback: DiskCallback): void {
    const descriptor = this.#begin(fd, 'ftruncate', callback)
    if (descriptor === null) return
    fs.ftruncate(fd, lengthBytes, (error) => this.#end(descriptor, () => callback(error)))
  }

  close(fd: number, callback: DiskCallback): void {
    if (this.#lifetime.ended) return
    const isOpen = this.#descriptors.release(fd, () => {
      fs.close(fd, (error) => this.#unlessEnded(() => callback(error ?? null)))
    })
    if (!isOpen) this.#later(() => callback(badDescriptor('close')))
  }

  readFile(path: string, callback: (error: SystemError | null, bytes: Uint8Array) => void): void {
    if (this.#lifetime.ended) return
    this.#openReal(path, 'r', 'open', (error, fd) => {
      if (error !== null) this.#unlessEnded(() => callback(error, NO_BYTES))
      else
        readWhole(fd, (readError, bytes) => {
          const shown = readError && named(readError, 'read', path)
          fs.close(fd, () => this.#unlessEnded(() => callback(shown, bytes)))
        })
    })
  }

  writeFile(path: string, data: Uint8Array | string, callback: DiskCallback): void {
    if (this.#lifetime.ended) return
    this.#openReal(path, 'w', 'open', (error, fd) => {
      if (error !== null) this.#unlessEnded(() => callback(error))
      else
        fs.writeFile(fd, data, (writeError) => {
          const shown = writeError && named(writeError, 'write', path)
          fs.close(fd, () => this.#unlessEnded(() => callback(shown)))
        })
    })
  }

  stat(path: string, callback: (error: SystemError | null, stats: FileStats) => void): void {
    if (this.#lifetime.ended) return
    resolveTarget(this.#root, path, 'stat', (error, { absolute }) => {
      if (error !== null) this.#unlessEnded(() => callback(error, NO_STATS))
      else
        fs.stat(absolute, (statError, stats) => {
          this.#unlessEnded(() => callback(statError && named(statError, 'stat', path), stats ?? NO_STATS))
        })
    })
  }

  rename(from: string, to: string, callback: DiskCallback): void {
    if (this.#lifetime.ended) return
    resolveName(this.#root, from, 'rename', (fromError, source) => {
      if (fromError !== null) this.#unlessEnded(() => callback(fromError))
      else
        resolveName(this.#root, to, 'rename', (toError, target) => {
          if (toError !== null) this.#unlessEnded(() => callback(toError))
          else this.#renameReal(source.absolute, target.absolute, from, callback)
        })
    })
  }

  unlink(path: string, callback: DiskCallback): void {
    if (this.#lifetime.ended) return
    resolveName(this.#root, path, 'unlink', (error, { absolute }) => {
      if (error !== null) this.#unlessEnded(() => callback(error))
      else
        fs.unlink(absolute, (unlinkError) => {
          if (unlinkError === null) this.#dirty.add(dirname(absolute))
          this.#unlessEnded(() => callback(unlinkError && named(unlinkError, 'unlink', path)))
        })
    })
  }

  mkdir(path: string, callback: DiskCallback): void {
    if (this.#lifetime.ended) return
    resolveTarget(this.#root, path, 'mkdir', (error, { absolute }) => {
      if (error !== null) this.#unlessEnded(() => callback(error))
      else
        makeFolder(absolute, (mkdirError, topmost) => {
          if (topmost !== undefined) this.#dirty.addUpTo(absolute, topmost)
          this.#unlessEnded(() => callback(mkdirError && named(mkdirError, 'mkdir', path)))
        })
    })
  }

  readdir(path: string, callback: (error: SystemError | null, names: string[]) => void): void {
    if (this.#lifetime.ended) return
    resolveTarget(this.#root, path, 'scandir', (error, { absolute }) => {
      if (error !== null) this.#unlessEnded(() => callback(error, []))
      else
        fs.readdir(absolute, (readError, names) => {
          this.#unlessEnded(() => callback(readError && named(readError, 'scandir', path), (names ?? []).sort()))
        })
    })
  }

  stop(): void {
    this.#descriptors.stop()
  }

  #openReal(
    path: string,
    flags: OpenFlags,
    syscall: string,
    callback: (error: SystemError | null, fd: number) => void,
  ): void {
    resolveTarget(this.#root, path, syscall, (error, { absolute, missing }) => {
      if (error !== null) {
        callback(error, -1)
        return
      }
      // The path has no link left: one that appears now was put there to lead us out.
      fs.open(absolute, FLAGS[flags] | O_NOFOLLOW, NEW_FILE_MODE, (openError, fd) => {
        if (openError === null && missing > 0) this.#dirty.add(dirname(absolute))
        callback(openError && named(openError, syscall, path), openError === null ? fd : -1)
      })
    })
  }

  #renameReal(source: string, target: string, shownPath: string, callback: DiskCallback): void {
    fs.rename(source, target, (error) => {
      if (error === null) {
        this.#dirty.moved(source, target)
        this.#dirty.add(dirname(source))
        this.#dirty.add(dirname(target))
      }
      this.#unlessEnded(() => callback(error && named(error, 'rename', shownPath)))
    })
  }

  /** Null: the call is over, because the program has ended or has no such descriptor (which it is told). */
  #begin(fd: number, syscall: string, callback: DiskCallback): Descriptor | null {
    if (this.#lifetime.ended) return null
    const descriptor = this.#descriptors.begin(fd)
    if (descriptor === null) this.#later(() => callback(badDescriptor(syscall)))
    return descriptor
  }

  #end(descriptor: Descriptor, callback: () => void): void {
    this.#descriptors.end(descriptor)
    this.#unlessEnded(callback)
  }

  #later(action: () => void): void {
    process.nextTick(() => this.#unlessEnded(action))
  }

  #unlessEnded(action: () => void): void {
    if (!this.#lifetime.ended) action()
  }
}

function badDescriptor(syscall: string): SystemError {
  const error = systemError({ code: 'EBADF', syscall })
  error.message = `EBADF: bad file descriptor, ${syscall}`
  return error
}
