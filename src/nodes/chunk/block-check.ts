// What a block of chunks that came from somewhere is worth: which of its chunks were missing here and are what the list of
// hashes says. It knows neither who sent them nor what becomes of them.
import type { Crypto } from '../../host/crypto.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import { HASH_BYTES, MAX_BLOCK_CHUNKS } from '../../wire/chunk-frames.ts'
import type { ChunkRange, ChunkRanges } from '../../wire/chunk-ranges.ts'
import type { ChunkSet } from '../../wire/chunk-set.ts'
import { appendHashes } from './hash-list.ts'

export interface BlockVerdict {
  /** Missing here, and right. */
  readonly right: ChunkRanges
  readonly rightCount: number
  /** Missing here still. */
  readonly wrong: readonly number[]
}

export class BlockCheck {
  readonly #crypto: Crypto
  readonly #hashes = new Uint8Array(MAX_BLOCK_CHUNKS * HASH_BYTES)

  constructor(crypto: Crypto) {
    this.#crypto = crypto
  }

  /** `bytes` are the chunks from `first` on, at most `MAX_BLOCK_CHUNKS`. Without `hashes` what is missing is taken as right. */
  check(have: ChunkSet, hashes: Uint8Array | null, first: number, bytes: Uint8Array): BlockVerdict {
    const end = first + Math.ceil(bytes.length / CHUNK_BYTES)
    if (hashes !== null) appendHashes(this.#crypto, bytes, this.#hashes, 0)
    const right: ChunkRange[] = []
    const wrong: number[] = []
    let rightCount = 0
    for (let chunk = first; chunk < end; chunk++) {
      const begin = chunk
      while (chunk < end && !have.has(chunk) && (hashes === null || this.#isAsListed(hashes, chunk, first))) chunk++
      if (chunk > begin) {
        right.push([begin, chunk - 1])
        rightCount += chunk - begin
      }
      if (chunk < end && !have.has(chunk)) wrong.push(chunk)
    }
    return { right, rightCount, wrong }
  }

  #isAsListed(hashes: Uint8Array, chunk: number, first: number): boolean {
    const own = (chunk - first) * HASH_BYTES
    const listed = (chunk - 1) * HASH_BYTES
    for (let index = 0; index < HASH_BYTES; index++) {
      if (this.#hashes[own + index] !== hashes[listed + index]) return false
    }
    return true
  }
}

/** The verdict on a block of a wrong length: nothing in it can be told apart. */
export function uselessBlock(have: ChunkSet, first: number, count: number): BlockVerdict {
  const wrong: number[] = []
  for (let chunk = first; chunk < first + count; chunk++) if (!have.has(chunk)) wrong.push(chunk)
  return { right: [], rightCount: 0, wrong }
}
