// Digests by node:crypto. `crypto.hash` takes half the time of `createHash` for what is in memory already, and as text again
// half of what it takes with a Buffer for each digest.
import { createHash, hash } from 'node:crypto'
import type { Crypto, HashAlgorithm, Hasher } from '../host/crypto.ts'
import { sha256Pieces } from '../host/sha256-pieces.ts'

export const realCrypto: Crypto = {
  hash(algorithm: HashAlgorithm, bytes: Uint8Array): string {
    return hash(algorithm, bytes, 'hex')
  },

  sha256Pieces(bytes: Uint8Array, pieceBytes: number, into: Uint8Array, offset: number): void {
    sha256Pieces(bytes, pieceBytes, into, offset, (piece) => hash('sha256', piece, 'binary'))
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
