// What a block of chunks that came from somewhere is worth: which of its chunks were missing here and are what the list of
// hashes says. It knows neither who sent them nor what becomes of them.
import type { Crypto } from '../../host/crypto.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import { HASH_BYTES, MAX_BLOCK_CHUNKS } from '../../wire/chunk-frames.ts'
import type { ChunkRange, ChunkRanges } from '../../wire/chunk-ranges.ts'
import type { ChunkSet } from '../../wire/chunk-set.ts'
import { appendHashes, type HashList } from './hash-list.ts'

const HASH_WORDS = HASH_BYTES / 4

export interface BlockVerdict {
  /** Missing here, and right. */
  readonly right: ChunkRanges
  readonly rightCount: number
  /** Missing here still. */
  readonly wrong: readonly number[]
}

export class BlockCheck {
  readonly #crypto: Crypto
  /** Of the block, as it came and as it should be; compared word by word. */
  readonly #hashes: Uint8Array
  readonly #listed: Uint8Array
  readonly #words: Uint32Array
  readonly #listedWords: Uint32Array

  /** For blocks of at most so many chunks. */
  constructor(crypto: Crypto, blockChunks = MAX_BLOCK_CHUNKS) {
    this.#crypto = crypto
    this.#hashes = new Uint8Array(blockChunks * HASH_BYTES)
    this.#listed = new Uint8Array(blockChunks * HASH_BYTES)
    this.#words = new Uint32Array(this.#hashes.buffer)
    this.#listedWords = new Uint32Array(this.#listed.buffer)
  }

  /**
   * `bytes` are the chunks from `first` on. Without `hashes` what is missing is taken as right. Calls back at once unless the
   * hashes have to be read from disk first; an error is that they cannot be.
   */
  check(
    have: ChunkSet,
    hashes: HashList | null,
    first: number,
    bytes: Uint8Array,
    callback: (error: Error | null, verdict: BlockVerdict) => void,
  ): void {
    const count = Math.ceil(bytes.length / CHUNK_BYTES)
    if (hashes === null) return callback(null, this.#sort(have, false, first, count))
    hashes.load(first, count, (error) => {
      if (error !== null) return callback(error, uselessBlock(have, first, count))
      appendHashes(this.#crypto, bytes, this.#hashes, 0)
      hashes.copy(first, count, this.#listed)
      callback(null, this.#sort(have, true, first, count))
    })
  }

  #sort(have: ChunkSet, isHashed: boolean, first: number, count: number): BlockVerdict {
    const end = first + count
    const right: ChunkRange[] = []
    const wrong: number[] = []
    let rightCount = 0
    for (let chunk = first; chunk < end; chunk++) {
      const begin = chunk
      while (chunk < end && !have.has(chunk) && (!isHashed || this.#isAsListed(chunk - first))) chunk++
      if (chunk > begin) {
        right.push([begin, chunk - 1])
        rightCount += chunk - begin
      }
      if (chunk < end && !have.has(chunk)) wrong.push(chunk)
    }
    return { right, rightCount, wrong }
  }

  #isAsListed(index: number): boolean {
    for (let word = index * HASH_WORDS; word < (index + 1) * HASH_WORDS; word++) {
      if (this.#words[word] !== this.#listedWords[word]) return false
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
