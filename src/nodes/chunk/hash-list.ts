// The hashes that chunks are checked against: SHA-256 of each chunk, and the file's hash, which is the SHA-256 of all those
// one after the other. So 32 bytes at the tracker vouch for a list that any peer may hand out.
import type { Crypto } from '../../host/crypto.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import { HASH_BYTES } from '../../wire/chunk-frames.ts'

/** Hashes the chunks in `bytes`, which begin at a chunk's begin, into `hashes` from the `skip`th (from 0) on. */
export function appendHashes(crypto: Crypto, bytes: Uint8Array, hashes: Uint8Array, skip: number): void {
  for (let at = 0, index = skip; at < bytes.length; at += CHUNK_BYTES, index++) {
    writeHex(crypto.hash('sha256', bytes.subarray(at, at + CHUNK_BYTES)), hashes, index * HASH_BYTES)
  }
}

/** The file's hash. */
export function listHash(crypto: Crypto, hashes: Uint8Array): string {
  return crypto.hash('sha256', hashes)
}

/** Whether `chunkBytes` are what the list says of `chunk`. */
export function isChunkRight(crypto: Crypto, hashes: Uint8Array, chunk: number, chunkBytes: Uint8Array): boolean {
  const hex = crypto.hash('sha256', chunkBytes)
  const at = (chunk - 1) * HASH_BYTES
  for (let index = 0; index < HASH_BYTES; index++) {
    if (hexByte(hex, index) !== hashes[at + index]) return false
  }
  return true
}

function writeHex(hex: string, into: Uint8Array, offset: number): void {
  for (let index = 0; index < hex.length / 2; index++) into[offset + index] = hexByte(hex, index)
}

/** The value of the `index`th pair of lower-case hex digits. */
function hexByte(hex: string, index: number): number {
  return (hexDigit(hex.charCodeAt(2 * index)) << 4) | hexDigit(hex.charCodeAt(2 * index + 1))
}

function hexDigit(code: number): number {
  return code < 0x3a ? code - 0x30 : code - 0x57
}
