// The SHA-256 of an open file, read piece by piece: a file may be larger than memory.
import type { Host } from '../../host/host.ts'
import { readFully } from '../common/durable-file.ts'

const PIECE_BYTES = 1_048_576

/** Lower-case hex. `isWanted` is asked before each piece; when it says no, that is an error. */
export function hashFile(
  host: Host,
  fd: number,
  sizeBytes: number,
  isWanted: () => boolean,
  callback: (error: Error | null, sha256: string) => void,
): void {
  const hasher = host.crypto.createHash('sha256')
  const buffer = new Uint8Array(Math.min(PIECE_BYTES, sizeBytes))
  const step = (at: number) => {
    if (!isWanted()) return callback(new Error('nobody waits for the hash any more'), '')
    if (at === sizeBytes) return callback(null, hasher.digest())
    const length = Math.min(buffer.length, sizeBytes - at)
    readFully(host.disk, fd, buffer, 0, length, at, (error) => {
      if (error !== null) return callback(error, '')
      hasher.update(buffer.subarray(0, length))
      step(at + length)
    })
  }
  step(0)
}
