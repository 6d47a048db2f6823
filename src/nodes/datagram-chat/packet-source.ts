// The packets of an open file, read from disk a block at a time and only a few blocks held: a file may be larger than memory.
import type { Host } from '../../host/host.ts'
import { encodePacket, PACKET_BYTES, payloadBytes } from '../../wire/datagram-chat/packet.ts'
import { readFully } from '../common/durable-file.ts'
import { BLOCK_PACKETS, HELD_BLOCKS } from './limits.ts'

const BLOCK_BYTES = BLOCK_PACKETS * PACKET_BYTES

export interface PacketSourceOptions {
  readonly fd: number
  readonly sizeBytes: number
  /** Sequence numbers as text. */
  readonly decimal: boolean
  /** A block is here: `take` may give now what it did not before. */
  onLoaded(): void
  onError(error: Error): void
}

export class PacketSource {
  readonly #host: Host
  readonly #options: PacketSourceOptions
  /** By block number, the longest unused first. */
  readonly #blocks = new Map<number, Uint8Array>()
  readonly #loading = new Set<number>()
  #isClosed = false

  constructor(host: Host, options: PacketSourceOptions) {
    this.#host = host
    this.#options = options
  }

  /** The datagram of packet `sequence`, or null while it is read from disk. */
  take(sequence: number): Uint8Array | null {
    const number = Math.floor(sequence / BLOCK_PACKETS)
    const block = this.#blocks.get(number)
    if (block === undefined) {
      this.#load(number)
      return null
    }
    // Whoever sends in order finds the next block here already.
    if (sequence % BLOCK_PACKETS === 0) {
      this.#blocks.delete(number)
      this.#blocks.set(number, block)
      this.#load(number + 1)
    }
    const offset = (sequence % BLOCK_PACKETS) * PACKET_BYTES
    const length = payloadBytes(this.#options.sizeBytes, sequence)
    return encodePacket(sequence, block.subarray(offset, offset + length), this.#options.decimal)
  }

  /** Reads nothing more, and closes the file. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#blocks.clear()
    if (this.#loading.size === 0) this.#closeFile()
  }

  #load(number: number): void {
    const start = number * BLOCK_BYTES
    const { fd, sizeBytes } = this.#options
    if (this.#isClosed || start >= sizeBytes || this.#blocks.has(number) || this.#loading.has(number)) return
    const block = new Uint8Array(Math.min(BLOCK_BYTES, sizeBytes - start))
    this.#loading.add(number)
    readFully(this.#host.disk, fd, block, 0, block.length, start, (error) => {
      this.#loading.delete(number)
      if (this.#isClosed) {
        // Not before: the number of a closed descriptor may be another file's by now.
        if (this.#loading.size === 0) this.#closeFile()
        return
      }
      if (error !== null) return this.#options.onError(error)
      this.#blocks.set(number, block)
      for (const oldest of this.#blocks.keys()) {
        if (this.#blocks.size <= HELD_BLOCKS) break
        this.#blocks.delete(oldest)
      }
      this.#options.onLoaded()
    })
  }

  #closeFile(): void {
    this.#host.disk.close(this.#options.fd, () => undefined)
  }
}
