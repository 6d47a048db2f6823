// A file without a name, for what is too much for memory and need not outlive the program: made when it is first written to,
// and gone when it is closed or the program ends, however that ends.
import type { Disk } from '../../host/disk.ts'
import { readFully, writeAll } from './durable-file.ts'

type ScratchCallback = (error: Error | null) => void

export class ScratchFile {
  readonly #disk: Disk
  readonly #folder: string
  readonly #name: string
  #fd = -1
  #isClosed = false
  /** Who waits for it to be open. */
  readonly #waiting: ScratchCallback[] = []

  /** `folder` is made when it is missing. `name`: for the moment between making the file and taking its name away. */
  constructor(disk: Disk, folder: string, name: string) {
    this.#disk = disk
    this.#folder = folder
    this.#name = name
  }

  /** `bytes` must not change before it has called back. */
  write(position: number, bytes: Uint8Array, callback: ScratchCallback): void {
    this.#whenOpen((error) => {
      if (error !== null) return callback(error)
      writeAll(this.#disk, this.#fd, bytes, position, callback)
    })
  }

  /** Fills `into` with what was written there. */
  read(position: number, into: Uint8Array, callback: ScratchCallback): void {
    readFully(this.#disk, this.#fd, into, 0, into.length, position, callback)
  }

  close(): void {
    this.#isClosed = true
    if (this.#fd !== -1) this.#disk.close(this.#fd, () => undefined)
    this.#fd = -1
  }

  #whenOpen(then: ScratchCallback): void {
    if (this.#fd !== -1) return then(null)
    this.#waiting.push(then)
    if (this.#waiting.length === 1) this.#open()
  }

  #open(): void {
    const path = `${this.#folder}/${this.#name}`
    this.#disk.mkdir(this.#folder, (mkdirError) => {
      if (mkdirError !== null) return this.#opened(mkdirError, -1)
      this.#disk.open(path, 'w+', (openError, fd) => {
        if (openError !== null) return this.#opened(openError, -1)
        // Where a name cannot be taken from an open file it stays, and the next one of that name takes its place.
        this.#disk.unlink(path, () => this.#opened(null, fd))
      })
    })
  }

  #opened(error: Error | null, fd: number): void {
    this.#fd = fd
    if (this.#isClosed) this.close()
    const fault = error ?? (this.#isClosed ? new Error('it was closed') : null)
    for (const then of this.#waiting.splice(0)) then(fault)
  }
}
