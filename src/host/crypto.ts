// Digests behind the contract, so that nodes need no node:crypto.

export type HashAlgorithm = 'sha1' | 'sha256'

/** A digest taken piece by piece. */
export interface Hasher {
  update(bytes: Uint8Array): void
  /** Lower-case hex. The hasher must not be used afterwards. */
  digest(): string
}

export interface Crypto {
  /** Lower-case hex digest: 40 digits of SHA-1, 64 of SHA-256. */
  hash(algorithm: HashAlgorithm, bytes: Uint8Array): string
  /**
   * The SHA-256 of each piece of `pieceBytes` of `bytes`, the last of which may be shorter: 32 bytes each, one after the
   * other, into `into` from `offset` on. For many pieces much cheaper than a `hash` for each.
   */
  sha256Pieces(bytes: Uint8Array, pieceBytes: number, into: Uint8Array, offset: number): void
  createHash(algorithm: HashAlgorithm): Hasher
}
