// Where in the stream from supplier to requester the bytes of a block travel: for scenarios that damage one on its way.
import { FRAME_OVERHEAD_BYTES } from '../frames.ts'
import { BLOCK_BYTES, BLOCK_COUNT } from './generated-file.ts'

/** The 'file-start' message with its frame: file 1, from 2, blocks 2, pause 4. */
const FILE_START_BYTES = FRAME_OVERHEAD_BYTES + 9
/** What stands before the payload in a 'block' message: the frame, file 1, block 2. */
const BLOCK_HEADER_BYTES = FRAME_OVERHEAD_BYTES + 3
const BLOCK_MESSAGE_BYTES = BLOCK_HEADER_BYTES + BLOCK_BYTES

export interface PassOptions {
  /** The block that the request began at. Default 0. */
  readonly from?: number
  /** 0 (the default): the first time that the file is sent on this connection; 1: the first time after a negative ACK. */
  readonly pass?: number
}

/** Stream offset, from 0, of byte `byte` (0..999) of the payload of block `block` (0..19). */
export function blockPayloadOffset(block: number, byte: number, { from = 0, pass = 0 }: PassOptions = {}): number {
  const firstPassBytes = FILE_START_BYTES + (BLOCK_COUNT - from) * BLOCK_MESSAGE_BYTES
  const laterPassBytes = FILE_START_BYTES + BLOCK_COUNT * BLOCK_MESSAGE_BYTES
  const passStart = pass === 0 ? 0 : firstPassBytes + (pass - 1) * laterPassBytes
  const firstBlock = pass === 0 ? from : 0
  return passStart + FILE_START_BYTES + (block - firstBlock) * BLOCK_MESSAGE_BYTES + BLOCK_HEADER_BYTES + byte
}
