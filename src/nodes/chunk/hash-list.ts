// The hashes that chunks are checked against: SHA-256 of each chunk, and the file's hash, which is the SHA-256 of all those
// one after the other. So 32 bytes at the tracker vouch for a list that any peer may hand out.
// A list is built from its begin to its end, in windows. A short one stays in memory; the windows of a long one are in a file,
// so that what a peer needs does not grow with what it shares.
import type { Crypto, Hasher } from '../../host/crypto.ts'
import type { Host } from '../../host/host.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import { HASH_BYTES, MAX_HASHES_ASKED } from '../../wire/chunk-frames.ts'
import { PRIVATE_FOLDER } from '../../wire/safe-file-name.ts'
import { ScratchFile } from '../common/scratch-file.ts'
import { HashWindows } from './hash-windows.ts'

/** Hashes of one window, 64 KiB: as many as one request may ask for. */
export const WINDOW_HASHES = MAX_HASHES_ASKED
const WINDOW_BYTES = WINDOW_HASHES * HASH_BYTES
/** Hashes of a list that stays in memory: 2 MiB of them, for a file of 64 MiB. */
export const MAX_HASHES_HELD = 32 * WINDOW_HASHES

/** Hashes the chunks in `bytes`, which begin at a chunk's begin, into `hashes` from the `skip`th (from 0) on. */
export function appendHashes(crypto: Crypto, bytes: Uint8Array, hashes: Uint8Array, skip: number): void {
  crypto.sha256Pieces(bytes, CHUNK_BYTES, hashes, skip * HASH_BYTES)
}

/** An empty list for so many chunks. `folder` and `name`: of the file that they are of, beside which a long one makes its own. */
export function newHashList(host: Host, chunks: number, folder: string, name: string): HashList {
  if (chunks <= MAX_HASHES_HELD) return new HashList(host.crypto, chunks, null)
  const scratch = new ScratchFile(host.disk, `${folder}/${PRIVATE_FOLDER}`, `${name}.hashes`)
  return new HashList(host.crypto, chunks, new HashWindows(host.crypto, scratch, WINDOW_BYTES))
}

export class HashList {
  /** Hashes it has when it is whole. */
  readonly chunks: number
  readonly #hasher: Hasher
  #fileHash: string | null = null
  #appended = 0
  #stored = 0
  /** The window that is being filled. */
  #filling: Uint8Array | null = null
  /** Windows that are nowhere else, by their number from 0. */
  readonly #held = new Map<number, Uint8Array>()
  readonly #onDisk: HashWindows | null

  constructor(crypto: Crypto, chunks: number, onDisk: HashWindows | null) {
    this.chunks = chunks
    this.#hasher = crypto.createHash('sha256')
    this.#onDisk = onDisk
  }

  get isInMemory(): boolean {
    return this.#onDisk === null
  }

  get isWhole(): boolean {
    return this.#stored === this.chunks
  }

  /** The file's hash, of a list that is whole. */
  fileHash(): string {
    this.#fileHash ??= this.#hasher.digest()
    return this.#fileHash
  }

  /**
   * The next hashes, none beyond the window that they begin in. Calls back when they are stored; more may be appended before.
   * A disk that does not take them costs memory and nothing else.
   */
  append(hashes: Uint8Array, callback: () => void): void {
    const number = windowOf(this.#appended + 1)
    const begin = number * WINDOW_HASHES
    const size = Math.min(WINDOW_HASHES, this.chunks - begin)
    const window = this.#filling ?? this.#onDisk?.take() ?? new Uint8Array(size * HASH_BYTES)
    window.set(hashes, (this.#appended - begin) * HASH_BYTES)
    this.#hasher.update(hashes)
    this.#appended += hashes.length / HASH_BYTES
    const isFull = this.#appended === begin + size
    this.#filling = isFull ? null : window
    if (!isFull) return callback()
    this.#store(number, window.subarray(0, size * HASH_BYTES), callback)
  }

  #store(number: number, window: Uint8Array, callback: () => void): void {
    const stored = (isOnDisk: boolean) => {
      if (!isOnDisk) this.#held.set(number, window)
      this.#stored += window.length / HASH_BYTES
      callback()
    }
    if (this.#onDisk === null) stored(false)
    else this.#onDisk.write(number, window, (error) => stored(error === null))
  }

  /** Whether these hashes are in memory. */
  isLoaded(first: number, count: number): boolean {
    for (let number = windowOf(first); number <= windowOf(first + count - 1); number++) {
      if (this.#windowAt(number) === undefined) return false
    }
    return true
  }

  /**
   * Gets hashes, no more than a window holds, into memory, where they stay until the callback returns. Calls back at once when
   * they are there.
   */
  load(first: number, count: number, callback: (error: Error | null) => void): void {
    const end = windowOf(first + count - 1)
    const step = (number: number): void => {
      if (number > end) return callback(null)
      if (this.#onDisk === null || this.#windowAt(number) !== undefined) return step(number + 1)
      this.#onDisk.load(number, (error) => (error === null ? step(number + 1) : callback(error)))
    }
    step(windowOf(first))
  }

  /** Copies hashes that are loaded to the begin of `into`. */
  copy(first: number, count: number, into: Uint8Array): void {
    const end = first - 1 + count
    for (let at = first - 1; at < end; ) {
      const number = Math.floor(at / WINDOW_HASHES)
      const begin = number * WINDOW_HASHES
      const until = Math.min(end, begin + WINDOW_HASHES)
      const window = this.#windowAt(number)
      if (window === undefined) throw new Error(`the hash of chunk ${at + 1} is not loaded`)
      into.set(window.subarray((at - begin) * HASH_BYTES, (until - begin) * HASH_BYTES), (at - first + 1) * HASH_BYTES)
      at = until
    }
  }

  close(): void {
    this.#onDisk?.close()
  }

  #windowAt(number: number): Uint8Array | undefined {
    return this.#held.get(number) ?? this.#onDisk?.at(number)
  }
}

/** The number of the window, from 0, that the hash of a chunk is in. */
function windowOf(chunk: number): number {
  return Math.floor((chunk - 1) / WINDOW_HASHES)
}

/** Lists that several peers of a process hold: those of one file are the same bytes, so one of them is enough. */
export class HashLists {
  readonly #byFileHash = new Map<string, HashList>()

  /** The one that came first for this file. One on disk belongs to its holder alone. */
  shared(list: HashList): HashList {
    if (!list.isInMemory) return list
    const known = this.#byFileHash.get(list.fileHash())
    if (known !== undefined) return known
    this.#byFileHash.set(list.fileHash(), list)
    return list
  }
}
