// Digests of many pieces of equal length, one after the other. How one is taken is a backing's business.

const HASH_BYTES = 32

/** As `Crypto.sha256Pieces`; `sha256` gives the digest of one piece as text of one character a byte ('binary' in Node). */
export function sha256Pieces(
  bytes: Uint8Array,
  pieceBytes: number,
  into: Uint8Array,
  offset: number,
  sha256: (piece: Uint8Array) => string,
): void {
  const { buffer, byteOffset, length } = bytes
  let at = offset
  for (let begin = 0; begin < length; begin += pieceBytes) {
    // `subarray` takes twice as long to make the same.
    const piece = new Uint8Array(buffer, byteOffset + begin, Math.min(pieceBytes, length - begin))
    const digest = sha256(piece)
    for (let index = 0; index < HASH_BYTES; index++) into[at++] = digest.charCodeAt(index)
  }
}
