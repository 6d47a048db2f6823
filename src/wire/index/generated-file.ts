// The 64 files of the index swarm. None lies on a disk: each is generated from its index, always the same.
import { fillWithJavaRandom } from '../java-random.ts'

/** Files are numbered 0..63. */
export const FILE_COUNT = 64
export const BLOCK_BYTES = 1000
export const BLOCK_COUNT = 20
export const FILE_BYTES = BLOCK_BYTES * BLOCK_COUNT

/** The first `length` bytes of the file. About 20 µs for a whole one. */
export function generateFile(index: number, length: number = FILE_BYTES): Uint8Array {
  const bytes = new Uint8Array(length)
  fillWithJavaRandom(index, bytes)
  return bytes
}

export function isFileIndex(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < FILE_COUNT
}
