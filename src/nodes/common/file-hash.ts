// The SHA-256 of a file on disk, piece by piece, so that no file is too large for the memory.
import type { SystemError } from '../../host/errors.ts'
import type { Host } from '../../host/host.ts'

const PIECE_BYTES = 65_536

/** Lower-case hex. Calls back with the disk's error when the file cannot be read to its end. */
export function hashFile(host: Host, path: string, callback: (error: SystemError | null, hash: string) => void): void {
  const { disk } = host
  disk.open(path, 'r', (openError, fd) => {
    if (openError !== null) return callback(openError, '')
    const hasher = host.crypto.createHash('sha256')
    const buffer = new Uint8Array(PIECE_BYTES)
    const step = (position: number) => {
      disk.read(fd, buffer, 0, buffer.length, position, (error, bytesRead) => {
        if (error !== null) return disk.close(fd, () => callback(error, ''))
        if (bytesRead === 0) return disk.close(fd, () => callback(null, hasher.digest()))
        hasher.update(buffer.subarray(0, bytesRead))
        step(position + bytesRead)
      })
    }
    step(0)
  })
}
