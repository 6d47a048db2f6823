// The windows of a list of hashes that is too long for memory: all in a file without a name, those that were used last in
// memory too. It does not know what is in them.
import type { Crypto } from '../../host/crypto.ts'
import type { ScratchFile } from '../common/scratch-file.ts'

/** Windows in memory: some for each source that chunks come from, and for who asks for hashes. */
const MAX_RECENT = 16

type LoadCallback = (error: Error | null) => void

export class HashWindows {
  readonly #crypto: Crypto
  readonly #scratch: ScratchFile
  readonly #windowBytes: number
  /** By number, from 0; the one that was not used for longest first. */
  readonly #recent = new Map<number, Uint8Array>()
  /** Who waits for a window that is being read. */
  readonly #reading = new Map<number, LoadCallback[]>()
  /** SHA-256 and length of each window: what a disk gives back is not always what it was given. */
  readonly #written: { readonly hash: string; readonly bytes: number }[] = []
  /** Memory that is used again: left to the garbage collector, it would pile up for as long as a whole list. */
  readonly #spare: Uint8Array[] = []

  /** Every window but the last has `windowBytes`. */
  constructor(crypto: Crypto, scratch: ScratchFile, windowBytes: number) {
    this.#crypto = crypto
    this.#scratch = scratch
    this.#windowBytes = windowBytes
  }

  /** Memory for a window. */
  take(): Uint8Array {
    return this.#spare.pop() ?? new Uint8Array(this.#windowBytes)
  }

  /** What `take` gave, as much of it as is used, becomes that window. After an error it is still the caller's. */
  write(number: number, window: Uint8Array, callback: LoadCallback): void {
    this.#scratch.write(number * this.#windowBytes, window, (error) => {
      if (error === null) {
        this.#written[number] = { hash: this.#crypto.hash('sha256', window), bytes: window.length }
        this.#letGo(window)
      }
      callback(error)
    })
  }

  /** Undefined when it is not in memory. */
  at(number: number): Uint8Array | undefined {
    const window = this.#recent.get(number)
    if (window === undefined) return undefined
    this.#recent.delete(number)
    this.#recent.set(number, window)
    return window
  }

  /** Gets a window into memory. */
  load(number: number, callback: LoadCallback): void {
    const reading = this.#reading.get(number)
    if (reading !== undefined) return void reading.push(callback)
    const callbacks = [callback]
    this.#reading.set(number, callbacks)
    const { hash, bytes } = this.#written[number] ?? { hash: '', bytes: 0 }
    const window = this.take().subarray(0, bytes)
    this.#scratch.read(number * this.#windowBytes, window, (readError) => {
      const isSame = readError !== null || this.#crypto.hash('sha256', window) === hash
      const error = isSame ? readError : new Error('the disk has changed what was written to it')
      if (error === null) this.#keep(number, window)
      else this.#letGo(window)
      this.#reading.delete(number)
      for (const each of callbacks) each(error)
    })
  }

  close(): void {
    this.#scratch.close()
  }

  #keep(number: number, window: Uint8Array): void {
    this.#recent.set(number, window)
    if (this.#recent.size <= MAX_RECENT) return
    const [oldest] = this.#recent
    if (oldest === undefined) return
    this.#recent.delete(oldest[0])
    this.#letGo(oldest[1])
  }

  #letGo(window: Uint8Array): void {
    this.#spare.push(new Uint8Array(window.buffer))
  }
}
