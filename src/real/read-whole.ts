// Reads an open file from where it stands to its end. `fs.readFile` of a descriptor is no use for that: it swallows what
// the system says (Node 20: reading a folder gives no error and no bytes).
import fs from 'node:fs'
import type { SystemError } from '../host/errors.ts'

/** Bytes asked for at least, so that a file that grows meanwhile is read in few steps. */
const MIN_STEP_BYTES = 65_536

export function readWhole(fd: number, callback: (error: SystemError | null, bytes: Uint8Array) => void): void {
  fs.fstat(fd, (error, stats) => {
    if (error !== null) callback(error, new Uint8Array(0))
    else readOn(fd, [], Math.max(MIN_STEP_BYTES, stats.size), callback)
  })
}

function readOn(
  fd: number,
  chunks: Uint8Array[],
  stepBytes: number,
  callback: (error: SystemError | null, bytes: Uint8Array) => void,
): void {
  const chunk = new Uint8Array(stepBytes)
  fs.read(fd, chunk, 0, stepBytes, null, (error, bytesRead) => {
    if (error !== null) callback(error, new Uint8Array(0))
    else if (bytesRead === 0) callback(null, chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    else {
      chunks.push(chunk.subarray(0, bytesRead))
      readOn(fd, chunks, MIN_STEP_BYTES, callback)
    }
  })
}
