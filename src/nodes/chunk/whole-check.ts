// The check of a file that was fetched without a list of hashes: only as a whole can it be told from another one.
import type { Host } from '../../host/host.ts'
import { describeDiskError } from '../common/durable-file.ts'
import type { PartialFile } from './partial-file.ts'
import { hashChunks } from './shared-file.ts'

/** Times a file that turns out wrong is fetched anew. */
const MAX_WHOLE_TRIES = 3

export class WholeCheck {
  readonly #host: Host
  readonly #file: PartialFile
  #tries = 0

  constructor(host: Host, file: PartialFile) {
    this.#host = host
    this.#file = file
  }

  /** Reads all of it. 'again': it is another file, and worth another try. */
  run(hash: string, callback: (verdict: 'right' | 'again' | { readonly fault: string }) => void): void {
    const hashes = this.#file.newHashList()
    hashChunks(this.#host, this.#file, hashes, (error) => {
      if (error === null && hashes.fileHash() === hash) {
        this.#file.hashes = hashes
        return callback('right')
      }
      hashes.close()
      if (error !== null) return callback({ fault: `cannot read "${this.#file.path}": ${describeDiskError(error)}` })
      this.#host.report('file-rejected', { file: this.#file.name })
      this.#tries++
      callback(this.#tries < MAX_WHOLE_TRIES ? 'again' : { fault: 'what the peers sent is not what the hash says' })
    })
  }
}
