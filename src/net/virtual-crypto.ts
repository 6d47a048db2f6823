// Digests for the hosts of a virtual network: pure functions, so Node's own.
import { createHash, hash } from 'node:crypto'
import type { Crypto } from '../host/crypto.ts'
import { sha256Pieces } from '../host/sha256-pieces.ts'

export const virtualCrypto: Crypto = {
  hash: (algorithm, bytes) => hash(algorithm, bytes, 'hex'),
  sha256Pieces: (bytes, pieceBytes, into, offset) =>
    sha256Pieces(bytes, pieceBytes, into, offset, (piece) => hash('sha256', piece, 'binary')),
  createHash(algorithm) {
    const running = createHash(algorithm)
    return {
      update: (bytes) => void running.update(bytes),
      digest: () => running.digest('hex'),
    }
  },
}
