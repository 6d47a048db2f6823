// Files cut into chunks: how many there are, where each begins, how long it is. Chunks are numbered from 1.

/** Bytes of every chunk but the last (the seeds: 69,630 bytes are 68 chunks). */
export const CHUNK_BYTES = 1024

/** The largest file the protocol can name: 1 TiB, so that chunk numbers fit 32 bits with room to spare. */
export const MAX_FILE_BYTES = 2 ** 40

/** 0 bytes have no chunks. */
export function chunkCount(sizeBytes: number): number {
  return Math.ceil(sizeBytes / CHUNK_BYTES)
}

/** Where chunk `chunk` begins in the file. */
export function chunkOffset(chunk: number): number {
  return (chunk - 1) * CHUNK_BYTES
}

/** Bytes of `count` chunks from `first` on in a file of `sizeBytes`. */
export function chunkSpanBytes(sizeBytes: number, first: number, count = 1): number {
  return Math.max(0, Math.min(sizeBytes, chunkOffset(first + count)) - chunkOffset(first))
}
