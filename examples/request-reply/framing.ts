// Frames on a stream: four bytes of length, most significant first, then that much JSON. Knows no socket.

/** Longer frames are no frames of ours. */
export const MAX_FRAME_BYTES = 64 * 1024

const LENGTH_BYTES = 4

export function frame(value: unknown): Uint8Array {
  const body = new TextEncoder().encode(JSON.stringify(value))
  const bytes = new Uint8Array(LENGTH_BYTES + body.length)
  new DataView(bytes.buffer).setUint32(0, body.length)
  bytes.set(body, LENGTH_BYTES)
  return bytes
}

/** Puts frames together again, however the stream was cut. */
export class FrameReader {
  #bytes = new Uint8Array()

  /** The values of the frames that are now complete. Throws for what is no frame. */
  push(bytes: Uint8Array): unknown[] {
    const joined = new Uint8Array(this.#bytes.length + bytes.length)
    joined.set(this.#bytes)
    joined.set(bytes, this.#bytes.length)
    const values: unknown[] = []
    let at = 0
    while (joined.length - at >= LENGTH_BYTES) {
      const length = new DataView(joined.buffer, at).getUint32(0)
      if (length > MAX_FRAME_BYTES) throw new RangeError(`a frame of ${length} bytes`)
      const end = at + LENGTH_BYTES + length
      if (end > joined.length) break
      values.push(JSON.parse(new TextDecoder().decode(joined.subarray(at + LENGTH_BYTES, end))))
      at = end
    }
    this.#bytes = joined.slice(at)
    return values
  }
}
