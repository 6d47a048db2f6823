// What one neighbour has asked for, in order: reads it and writes it to the connection, no faster than that takes it.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { chunkSpanBytes } from '../../wire/chunk-arithmetic.ts'
import {
  emptyDataFrame,
  encodeFrame,
  HASH_BYTES,
  MAX_BLOCK_CHUNKS,
  MAX_HASHES_ASKED,
  PAYLOAD_OFFSET,
} from '../../wire/chunk-frames.ts'
import type { FramePool } from './frame-pool.ts'
import type { SharedFile } from './shared-file.ts'

/** Requests that may wait: more are a breach of the protocol, because nobody has that many in flight. */
export const MAX_QUEUED_REQUESTS = 64

interface UploadRequest {
  readonly kind: 'request' | 'hashes-request'
  readonly first: number
  readonly count: number
}

export class UploadQueue {
  readonly #host: Host
  readonly #socket: Socket
  readonly #file: SharedFile
  readonly #frames: FramePool
  readonly #queue: UploadRequest[] = []
  #isReading = false

  constructor(host: Host, socket: Socket, file: SharedFile, frames: FramePool) {
    this.#host = host
    this.#socket = socket
    this.#file = file
    this.#frames = frames
    socket.on('drain', () => this.#next())
  }

  /** False: too many wait already. */
  add(request: UploadRequest): boolean {
    if (this.#queue.length >= MAX_QUEUED_REQUESTS) return false
    this.#queue.push(request)
    this.#next()
    return true
  }

  #next(): void {
    while (!this.#isReading && !this.#socket.writableNeedDrain && !this.#isGone()) {
      const request = this.#queue.shift()
      if (request === undefined) return
      if (request.kind === 'request') this.#sendBlock(request)
      else this.#sendHashes(request)
    }
  }

  #sendBlock({ first, count }: UploadRequest): void {
    const { have, sizeBytes, name } = this.#file
    const last = first + count - 1
    if (count < 1 || count > MAX_BLOCK_CHUNKS) return this.#refuse(first, count, `${count} chunks at once`)
    if (first < 1 || last > have.chunks) {
      return this.#refuse(first, count, `chunk ${last} is out of range: "${name}" has ${have.chunks}`)
    }
    if (!have.hasAll(first, last)) return this.#refuse(first, count, `I do not have chunks ${first} to ${last}`)
    const bytes = chunkSpanBytes(sizeBytes, first, count)
    const frame = emptyDataFrame(first, this.#frames.take(PAYLOAD_OFFSET + bytes))
    this.#isReading = true
    this.#file.read(first, count, frame, PAYLOAD_OFFSET, (error) => {
      this.#isReading = false
      if (this.#isGone()) return
      if (error !== null) this.#refuse(first, count, 'the chunks cannot be read')
      else {
        this.#socket.write(frame, (writeError) => {
          if (!writeError) this.#frames.give(frame)
        })
        this.#host.report('chunk-sent', { file: name, chunk: first, bytes, count })
      }
      this.#next()
    })
  }

  #sendHashes({ first, count }: UploadRequest): void {
    const { hashes, have } = this.#file
    const isInRange = first >= 1 && count >= 1 && count <= MAX_HASHES_ASKED && first + count - 1 <= have.chunks
    if (hashes === null || !isInRange) return this.#refuse(first, count, 'I do not have these hashes')
    const bytes = hashes.subarray((first - 1) * HASH_BYTES, (first - 1 + count) * HASH_BYTES)
    this.#socket.write(encodeFrame({ kind: 'hashes', first, bytes }))
  }

  /** The other end left, or this one did. */
  #isGone(): boolean {
    return this.#socket.destroyed || this.#socket.writableEnded
  }

  #refuse(first: number, count: number, reason: string): void {
    this.#socket.write(encodeFrame({ kind: 'refuse', first, count, reason }))
  }
}
