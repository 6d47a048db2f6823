// A disk of one file that does all at once, unless it is held, and says how often it was read.
import type { Disk, DiskCallback } from '../../../src/host/disk.ts'
import type { SystemError } from '../../../src/host/errors.ts'

const FD = 3

export class MemoryDisk implements Partial<Disk> {
  readonly names: string[] = []
  openCount = 0
  reads = 0
  roomBytes = Number.POSITIVE_INFINITY
  /** Nothing calls back before `letGo`. */
  isHeld = false
  readonly #waiting: (() => void)[] = []
  #bytes = new Uint8Array(0)

  /** As a node takes it: what is missing is not used. */
  get asDisk(): Disk {
    return this as unknown as Disk
  }

  mkdir(_path: string, callback: DiskCallback): void {
    this.#then(() => callback(null))
  }

  open(path: string, _flags: string, callback: (error: SystemError | null, fd: number) => void): void {
    this.names.push(path)
    this.openCount++
    this.#then(() => callback(null, FD))
  }

  unlink(path: string, callback: DiskCallback): void {
    this.names.splice(this.names.indexOf(path), 1)
    this.#then(() => callback(null))
  }

  write(
    _fd: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
    callback: (error: SystemError | null, written: number) => void,
  ): void {
    const end = (position ?? 0) + length
    if (end > this.roomBytes) return this.#then(() => callback(errorOf('ENOSPC'), 0))
    if (end > this.#bytes.length) {
      const longer = new Uint8Array(end)
      longer.set(this.#bytes)
      this.#bytes = longer
    }
    this.#bytes.set(bytes.subarray(offset, offset + length), position ?? 0)
    this.#then(() => callback(null, length))
  }

  read(
    _fd: number,
    into: Uint8Array,
    offset: number,
    length: number,
    position: number,
    callback: (error: SystemError | null, read: number) => void,
  ): void {
    this.reads++
    const bytes = this.#bytes.subarray(position, position + length)
    into.set(bytes, offset)
    this.#then(() => callback(null, bytes.length))
  }

  close(_fd: number, callback: DiskCallback): void {
    this.openCount--
    this.#then(() => callback(null))
  }

  flip(at: number): void {
    this.#bytes[at] = (this.#bytes[at] as number) ^ 1
  }

  letGo(): void {
    this.isHeld = false
    for (const call of this.#waiting.splice(0)) call()
  }

  #then(call: () => void): void {
    if (this.isHeld) this.#waiting.push(call)
    else call()
  }
}

function errorOf(code: 'ENOSPC'): SystemError {
  return Object.assign(new Error(code), { code }) as SystemError
}
