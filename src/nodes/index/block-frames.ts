// The blocks of files as they go over the wire, encoded when a file is asked for first and shared by all uploads of it.
import { encodeMessage } from '../../wire/index/encode-message.ts'
import { BLOCK_BYTES, BLOCK_COUNT, generateFile } from '../../wire/index/generated-file.ts'

export class BlockFrames {
  readonly #files = new Map<number, readonly Uint8Array[]>()

  /** Must not be changed: others send them, too. */
  of(file: number): readonly Uint8Array[] {
    const known = this.#files.get(file)
    if (known !== undefined) return known
    const bytes = generateFile(file)
    const frames = Array.from({ length: BLOCK_COUNT }, (_, block) => {
      const payload = bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES)
      return encodeMessage({ type: 'block', file, block, payload })
    })
    this.#files.set(file, frames)
    return frames
  }
}
