// A stream of bytes in pieces, for readers that must not care how it is cut.

/** Pieces of these sizes, over and over; of no sizes: one. Each is a copy. */
export function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[n % sizes.length] as number)
    pieces.push(bytes.slice(at, at + size))
    at += size
  }
  return pieces
}
