// What of a download has arrived, told in portions: to whoever counts, and to the person who waits.
import type { Host } from '../../host/host.ts'
import { TransferProgress } from '../common/transfer-progress.ts'
import { BLOCK_PACKETS } from './limits.ts'

export class Arrivals {
  readonly #host: Host
  readonly #file: string
  readonly #progress: TransferProgress
  #portion = { count: 0, bytes: 0 }
  #bytes = 0

  constructor(host: Host, file: string, sizeBytes: number) {
    this.#host = host
    this.#file = file
    this.#progress = new TransferProgress(host.clock, host.terminal, file, sizeBytes)
  }

  /** A packet is new. */
  add(bytes: number): void {
    this.#portion.count++
    this.#portion.bytes += bytes
    if (this.#portion.count === BLOCK_PACKETS) this.#tell()
  }

  /** Nothing more comes. */
  close(): void {
    if (this.#portion.count > 0) this.#tell()
    this.#progress.clear()
  }

  #tell(): void {
    this.#host.report('chunk-received', { file: this.#file, ...this.#portion })
    this.#bytes += this.#portion.bytes
    this.#portion = { count: 0, bytes: 0 }
    this.#progress.show(this.#bytes)
  }
}
