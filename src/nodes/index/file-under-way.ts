// The bytes of a file that is being received, block by block and in order. Knows no connection.
import type { Crypto } from '../../host/crypto.ts'
import { BLOCK_BYTES, BLOCK_COUNT, FILE_BYTES } from '../../wire/index/generated-file.ts'

export class FileUnderWay {
  readonly #bytes = new Uint8Array(FILE_BYTES)
  #blocks = 0

  /** Blocks here, which are the first ones; also the number of the next. */
  get blocks(): number {
    return this.#blocks
  }

  get isWhole(): boolean {
    return this.#blocks === BLOCK_COUNT
  }

  /** Takes the next block; copies it. */
  append(payload: Uint8Array): void {
    this.#bytes.set(payload, this.#blocks * BLOCK_BYTES)
    this.#blocks++
  }

  clear(): void {
    this.#blocks = 0
  }

  /** The SHA-1 of all of it. */
  hash(crypto: Crypto): string {
    return crypto.hash('sha1', this.#bytes)
  }
}
