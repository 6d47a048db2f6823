// SHA-256 of many pieces of equal length, four at a time. Node hashes one after the other, and without the SHA instructions
// of newer processors that takes most of the time of a large transfer; the four lanes of a vector do it in half. Nothing
// here knows what the pieces are.
import { CONSTANTS_AT, MEMORY_PAGES, PADDING_AT, ROUNDS, sha256Module, VECTOR_BYTES } from './sha256-module.ts'

export const LANES = 4
const HASH_BYTES = 32
const BLOCK_BYTES = 64
const STATE_WORDS = 8
const PAGE_BYTES = 65_536
const STATE_AT = PADDING_AT + ROUNDS * VECTOR_BYTES
const INPUT_AT = 4096
/** Pieces may be as long as fits four times: more would need more memory than is good for the processor's caches. */
const INPUT_BYTES = MEMORY_PAGES * PAGE_BYTES - INPUT_AT

type HashFour = (from: number, pieceBytes: number, blocks: number, into: number) => void

interface Exports {
  readonly hash: HashFour
  readonly memory: { readonly buffer: ArrayBuffer }
}

/** What is needed of WebAssembly: Node's types leave it to those of the browsers. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Exports }
}

// oxlint-disable-next-line no-restricted-globals -- it computes, and reaches nothing
const wasm = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly

export class Sha256Lanes {
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #hash: HashFour
  /** What the padding in memory is for. */
  #paddedFor = 0

  /** Throws when the processor has no vectors. */
  constructor() {
    const { exports } = new wasm.Instance(new wasm.Module(sha256Module(roots(STATE_WORDS, 2n))))
    this.#hash = exports.hash
    this.#bytes = new Uint8Array(exports.memory.buffer)
    this.#words = new Uint32Array(exports.memory.buffer)
    this.#spread(ROUND_CONSTANTS, CONSTANTS_AT)
  }

  /** Whether pieces of this length can be hashed here. */
  takes(pieceBytes: number): boolean {
    return pieceBytes > 0 && pieceBytes % BLOCK_BYTES === 0 && pieceBytes * LANES <= INPUT_BYTES
  }

  /** Hashes the first `pieces` pieces, a multiple of `LANES`, into `into` from `offset` on, 32 bytes each. */
  hash(bytes: Uint8Array, pieceBytes: number, pieces: number, into: Uint8Array, offset: number): void {
    if (this.#paddedFor !== pieceBytes) this.#pad(pieceBytes)
    const digests = new DataView(into.buffer, into.byteOffset + offset, pieces * HASH_BYTES)
    const atOnce = Math.floor(INPUT_BYTES / (LANES * pieceBytes)) * LANES
    for (let begin = 0; begin < pieces; begin += atOnce) {
      const end = Math.min(pieces, begin + atOnce)
      this.#bytes.set(bytes.subarray(begin * pieceBytes, end * pieceBytes), INPUT_AT)
      for (let piece = begin; piece < end; piece += LANES) {
        const from = INPUT_AT + (piece - begin) * pieceBytes
        this.#hash(from, pieceBytes, pieceBytes / BLOCK_BYTES, STATE_AT)
        this.#writeDigests(digests, piece)
      }
    }
  }

  #writeDigests(digests: DataView, firstPiece: number): void {
    for (let word = 0; word < STATE_WORDS; word++) {
      for (let lane = 0; lane < LANES; lane++) {
        const value = this.#words[STATE_AT / 4 + word * LANES + lane] as number
        digests.setUint32((firstPiece + lane) * HASH_BYTES + word * 4, value)
      }
    }
  }

  /** The block behind a piece: a one bit, zeros, and its length in bits; with the constants of the rounds added already. */
  #pad(pieceBytes: number): void {
    const words = new Uint32Array(ROUNDS)
    words[0] = 0x80000000
    words[15] = pieceBytes * 8
    for (let round = 16; round < ROUNDS; round++) {
      const [far, near] = [words[round - 15] as number, words[round - 2] as number]
      const mixedFar = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3)
      const mixedNear = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10)
      words[round] = (words[round - 16] as number) + mixedFar + (words[round - 7] as number) + mixedNear
    }
    this.#spread(
      ROUND_CONSTANTS.map((constant, round) => constant + (words[round] as number)),
      PADDING_AT,
    )
    this.#paddedFor = pieceBytes
  }

  /** Each word into all lanes of a vector. */
  #spread(words: readonly number[], byteOffset: number): void {
    words.forEach((word, index) => {
      const begin = byteOffset / 4 + index * LANES
      this.#words.fill(word, begin, begin + LANES)
    })
  }
}

function rotated(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

/** The first 32 bits behind the point of the square (`degree` 2) or cube roots of the first primes: FIPS 180-4 §4.2.2, §5.3.3. */
function roots(count: number, degree: 2n | 3n): number[] {
  const words: number[] = []
  for (let candidate = 2n; words.length < count; candidate++) {
    if (!isPrime(candidate)) continue
    const scaled = candidate << (32n * degree)
    let root = 0n
    for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= scaled) root += bit
    words.push(Number(BigInt.asUintN(32, root)))
  }
  return words
}

function isPrime(candidate: bigint): boolean {
  for (let divisor = 2n; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0n) return false
  return true
}

const ROUND_CONSTANTS: readonly number[] = roots(ROUNDS, 3n)
