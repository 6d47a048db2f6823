// Digests by node:crypto. `crypto.hash` takes half the time of `createHash` for what is in memory already; many pieces of
// equal length go through the lanes of a vector.
import { createHash, hash } from 'node:crypto'
import type { Crypto, HashAlgorithm, Hasher } from '../host/crypto.ts'
import { sha256Pieces } from '../host/digest/sha256-pieces.ts'

export const realCrypto: Crypto = {
  hash(algorithm: HashAlgorithm, bytes: Uint8Array): string {
    return hash(algorithm, bytes, 'hex')
  },

  sha256Pieces(bytes: Uint8Array, pieceBytes: number, into: Uint8Array, offset: number): void {
    sha256Pieces(bytes, pieceBytes, into, offset, (piece) => hash('sha256', piece, 'buffer'))
  },

  createHash(algorithm: HashAlgorithm): Hasher {
    const hasher = createHash(algorithm)
    return {
      update(bytes) {
        hasher.update(bytes)
      },
      digest() {
        return hasher.digest('hex')
      },
    }
  },
}
