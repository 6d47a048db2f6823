// Digests for the hosts of a virtual network: pure functions, so Node's own.
import { createHash, hash } from 'node:crypto'
import type { Crypto } from '../host/crypto.ts'

export const virtualCrypto: Crypto = {
  hash: (algorithm, bytes) => hash(algorithm, bytes, 'hex'),
  sha256Pieces(bytes, pieceBytes, into, offset) {
    for (let begin = 0, at = offset; begin < bytes.length; begin += pieceBytes, at += 32) {
      into.set(hash('sha256', bytes.subarray(begin, begin + pieceBytes), 'buffer'), at)
    }
  },
  createHash(algorithm) {
    const running = createHash(algorithm)
    return {
      update: (bytes) => void running.update(bytes),
      digest: () => running.digest('hex'),
    }
  },
}
