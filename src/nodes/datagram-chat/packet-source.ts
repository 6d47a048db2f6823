// The packets of an open file, read from disk a block at a time, and few blocks held: a file may be larger than memory. Blocks
// are held for as long as reports on them are under way, so that what was lost need not be read again.
import type { Host } from '../../host/host.ts'
import { encodePackets, PACKET_BYTES } from '../../wire/datagram-chat/packet.ts'
import { readFully } from '../common/durable-file.ts'
import { BLOCK_PACKETS, HELD_BLOCKS, HELD_BLOCKS_MS, MAX_HELD_BLOCKS } from './limits.ts'

const BLOCK_BYTES = BLOCK_PACKETS * PACKET_BYTES
/** Whoever sends in order finds so many blocks here already. */
const BLOCKS_AHEAD = 2

export interface PacketSourceOptions {
  readonly fd: number
  readonly sizeBytes: number
  /** Sequence numbers as text. */
  readonly decimal: boolean
  /** A block is here: `take` may give now what it did not before. */
  onLoaded(): void
  onError(error: Error): void
}

interface Block {
  readonly packets: readonly Uint8Array[]
  usedAtMs: number
}

export class PacketSource {
  readonly #host: Host
  readonly #options: PacketSourceOptions
  /** By block number, the longest unused first. */
  readonly #blocks = new Map<number, Block>()
  readonly #loading = new Set<number>()
  /** Room for bytes of the file that become packets. */
  readonly #spares: Uint8Array[] = []
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
    const at = sequence % BLOCK_PACKETS
    if (at === 0) {
      block.usedAtMs = this.#host.clock.monotonicNow()
      this.#blocks.delete(number)
      this.#blocks.set(number, block)
      for (let ahead = 1; ahead <= BLOCKS_AHEAD; ahead++) this.#load(number + ahead)
    }
    return block.packets[at] ?? null
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
    const bytes = this.#spares.pop() ?? new Uint8Array(Math.min(BLOCK_BYTES, sizeBytes))
    const length = Math.min(BLOCK_BYTES, sizeBytes - start)
    this.#loading.add(number)
    readFully(this.#host.disk, fd, bytes, 0, length, start, (error) => {
      this.#loading.delete(number)
      this.#spares.push(bytes)
      if (this.#isClosed) {
        // Not before: the number of a closed descriptor may be another file's by now.
        if (this.#loading.size === 0) this.#closeFile()
        return
      }
      if (error !== null) return this.#options.onError(error)
      this.#hold(number, encodePackets(number * BLOCK_PACKETS, bytes.subarray(0, length), this.#options.decimal))
      this.#options.onLoaded()
    })
  }

  #hold(number: number, packets: readonly Uint8Array[]): void {
    const nowMs = this.#host.clock.monotonicNow()
    this.#blocks.set(number, { packets, usedAtMs: nowMs })
    for (const [oldest, { usedAtMs }] of this.#blocks) {
      const isWanted = this.#blocks.size <= MAX_HELD_BLOCKS && nowMs - usedAtMs <= HELD_BLOCKS_MS
      if (isWanted || this.#blocks.size <= HELD_BLOCKS) break
      this.#blocks.delete(oldest)
    }
  }

  #closeFile(): void {
    this.#host.disk.close(this.#options.fd, () => undefined)
  }
}
