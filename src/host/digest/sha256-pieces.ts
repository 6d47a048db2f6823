// The SHA-256 of many pieces of equal length, the quickest way there is: four at a time where the processor has vectors, and
// one by one, by the digest of Node that a backing lends, what is left.
import { LANES, Sha256Lanes } from './sha256-lanes.ts'

const HASH_BYTES = 32

/** Made when it is needed first; null where the processor has no vectors. It keeps nothing from one call to the next. */
let madeLanes: Sha256Lanes | null | undefined

/** As `Crypto.sha256Pieces`; `sha256` is the digest of one piece. */
export function sha256Pieces(
  bytes: Uint8Array,
  pieceBytes: number,
  into: Uint8Array,
  offset: number,
  sha256: (piece: Uint8Array) => Uint8Array,
): void {
  const inLanes = Math.floor(bytes.length / pieceBytes / LANES) * LANES
  const lanes = inLanes === 0 ? null : lanesFor(pieceBytes)
  lanes?.hash(bytes, pieceBytes, inLanes, into, offset)
  for (let piece = lanes === null ? 0 : inLanes; piece * pieceBytes < bytes.length; piece++) {
    const begin = piece * pieceBytes
    into.set(sha256(bytes.subarray(begin, begin + pieceBytes)), offset + piece * HASH_BYTES)
  }
}

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
