// Digests for the hosts of a virtual network: pure functions, so Node's own.
import { createHash, hash } from 'node:crypto'
import type { Crypto } from '../host/crypto.ts'

export const virtualCrypto: Crypto = {
  hash: (algorithm, bytes) => hash(algorithm, bytes, 'hex'),
  createHash(algorithm) {
    const running = createHash(algorithm)
    return {
      update: (bytes) => void running.update(bytes),
      digest: () => running.digest('hex'),
    }
  },
}
