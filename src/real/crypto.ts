// Digests by node:crypto. `crypto.hash` takes half the time of `createHash` for what is in memory already; many pieces of
// equal length go through the lanes of a vector.
import { createHash, hash } from 'node:crypto'
import type { Crypto, HashAlgorithm, Hasher } from '../host/crypto.ts'
import { LANES, Sha256Lanes } from './sha256-lanes.ts'

const HASH_BYTES = 32

export const realCrypto: Crypto = {
  hash(algorithm: HashAlgorithm, bytes: Uint8Array): string {
    return hash(algorithm, bytes, 'hex')
  },

  sha256Pieces(bytes: Uint8Array, pieceBytes: number, into: Uint8Array, offset: number): void {
    const inLanes = Math.floor(bytes.length / pieceBytes / LANES) * LANES
    const lanes = inLanes === 0 ? null : lanesFor(pieceBytes)
    lanes?.hash(bytes, pieceBytes, inLanes, into, offset)
    for (let piece = lanes === null ? 0 : inLanes; piece * pieceBytes < bytes.length; piece++) {
      const begin = piece * pieceBytes
      into.set(hash('sha256', bytes.subarray(begin, begin + pieceBytes), 'buffer'), offset + piece * HASH_BYTES)
    }
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

/** Made when it is needed first; null where the processor has no vectors. */
let madeLanes: Sha256Lanes | null | undefined

function lanesFor(pieceBytes: number): Sha256Lanes | null {
  if (madeLanes === undefined) {
    try {
      madeLanes = new Sha256Lanes()
    } catch {
      madeLanes = null
    }
  }
  return madeLanes?.takes(pieceBytes) === true ? madeLanes : null
}
