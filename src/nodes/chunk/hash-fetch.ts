// Gets a file's list of chunk hashes from one peer, in parts, and checks it against the hash the tracker gave for it.
import type { Crypto } from '../../host/crypto.ts'
import { HASH_BYTES, MAX_HASHES_ASKED } from '../../wire/chunk-frames.ts'
import { listHash } from './hash-list.ts'

/** Parts asked for at a time. */
const PARTS_IN_FLIGHT = 4

export type HashFetchState = 'more' | 'right' | 'wrong'

export class HashFetch {
  /** The list; only what `take` called 'right' may be used. */
  readonly hashes: Uint8Array
  readonly #crypto: Crypto
  readonly #hash: string
  readonly #ask: (first: number, count: number) => void
  #nextFirst = 1
  #dueFirst = 1

  /** `ask` sends the request for one part. */
  constructor(crypto: Crypto, hash: string, chunks: number, ask: (first: number, count: number) => void) {
    this.#crypto = crypto
    this.#hash = hash
    this.#ask = ask
    this.hashes = new Uint8Array(chunks * HASH_BYTES)
    for (let part = 0; part < PARTS_IN_FLIGHT; part++) this.#askNext()
  }

  /** The next part came: they come in the order they were asked for. */
  take(first: number, bytes: Uint8Array): HashFetchState {
    const chunks = this.hashes.length / HASH_BYTES
    const due = Math.min(MAX_HASHES_ASKED, chunks - this.#dueFirst + 1)
    if (first !== this.#dueFirst || bytes.length !== due * HASH_BYTES) return 'wrong'
    this.hashes.set(bytes, (first - 1) * HASH_BYTES)
    this.#dueFirst += due
    if (this.#dueFirst <= chunks) {
      this.#askNext()
      return 'more'
    }
    return listHash(this.#crypto, this.hashes) === this.#hash ? 'right' : 'wrong'
  }

  #askNext(): void {
    const count = Math.min(MAX_HASHES_ASKED, this.hashes.length / HASH_BYTES - this.#nextFirst + 1)
    if (count < 1) return
    this.#ask(this.#nextFirst, count)
    this.#nextFirst += count
  }
}
