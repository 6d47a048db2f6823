// The hashes that chunks are checked against: SHA-256 of each chunk, and the file's hash, which is the SHA-256 of all those
// one after the other. So 32 bytes at the tracker vouch for a list that any peer may hand out.
import type { Crypto } from '../../host/crypto.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import { HASH_BYTES } from '../../wire/chunk-frames.ts'

/** Hashes the chunks in `bytes`, which begin at a chunk's begin, into `hashes` from the `skip`th (from 0) on. */
export function appendHashes(crypto: Crypto, bytes: Uint8Array, hashes: Uint8Array, skip: number): void {
  crypto.sha256Pieces(bytes, CHUNK_BYTES, hashes, skip * HASH_BYTES)
}

/** The file's hash. */
export function listHash(crypto: Crypto, hashes: Uint8Array): string {
  return crypto.hash('sha256', hashes)
}

/** Lists that several peers of a process hold: those of one file are the same bytes, so one of them is enough. */
export class HashLists {
  readonly #byFileHash = new Map<string, Uint8Array>()

  /** The one that came first for this file's hash. `hashes` were checked against it; nobody may change them. */
  shared(fileHash: string, hashes: Uint8Array): Uint8Array {
    const known = this.#byFileHash.get(fileHash)
    if (known !== undefined) return known
    this.#byFileHash.set(fileHash, hashes)
    return hashes
  }
}
