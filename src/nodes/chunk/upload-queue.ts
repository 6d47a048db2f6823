// What one neighbour has asked for, in order: reads it and writes it to the connection, no faster than that takes it.
// 1. A large request is read from disk right into its frame; while that travels, the next one is read.
// 2. Small ones are answered out of a window of the file in memory, which is read ahead as long as they go on where the
//    last one ended; all the answers of one turn travel together.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { CHUNK_BYTES, chunkSpanBytes } from '../../wire/chunk-arithmetic.ts'
import {
  encodeFrame,
  HASH_BYTES,
  MAX_BLOCK_CHUNKS,
  MAX_HASHES_ASKED,
  PAYLOAD_OFFSET,
  writeHead,
} from '../../wire/chunk-frames.ts'
import { FileWindow } from './file-window.ts'
import type { FramePool } from './frame-pool.ts'
import type { HashList } from './hash-list.ts'
import type { SharedFile } from './shared-file.ts'

/** Requests that may wait: more are a breach of the protocol, because nobody has that many in flight. */
export const MAX_QUEUED_REQUESTS = 64
/** Requests of so many chunks are answered out of the window. */
const SMALL_CHUNKS = 4
/** Small answers that travel together: those to as many requests of one chunk as may wait, with one write. */
const BATCH_BYTES = MAX_QUEUED_REQUESTS * (PAYLOAD_OFFSET + CHUNK_BYTES)
/** Bytes that may wait in the connection while the next block is read. */
const READ_AHEAD_BYTES = MAX_BLOCK_CHUNKS * CHUNK_BYTES

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
  readonly #window: FileWindow
  readonly #queue: UploadRequest[] = []
  #isReading = false
  #batch: Uint8Array | null = null
  #batchedBytes = 0

  constructor(host: Host, socket: Socket, file: SharedFile, frames: FramePool) {
    this.#host = host
    this.#socket = socket
    this.#file = file
    this.#frames = frames
    this.#window = new FileWindow(file)
    socket.on('drain', () => this.run())
  }

  /** False: too many wait already. `run` answers. */
  add(request: UploadRequest): boolean {
    if (this.#queue.length >= MAX_QUEUED_REQUESTS) return false
    this.#queue.push(request)
    return true
  }

  /** Answers what waits, as far as disk and connection go along. */
  run(): void {
    while (!this.#isReading && this.#socket.writableLength <= READ_AHEAD_BYTES && !this.#isGone()) {
      const request = this.#queue.shift()
      if (request === undefined) break
      if (request.kind === 'hashes-request') this.#sendHashes(request)
      else this.#sendChunks(request)
    }
    this.#flush()
  }

  #sendChunks(request: UploadRequest): void {
    const { first, count } = request
    const { have, name } = this.#file
    const last = first + count - 1
    if (count < 1 || count > MAX_BLOCK_CHUNKS) return this.#refuse(first, count, `${count} chunks at once`)
    if (first < 1 || last > have.chunks) {
      return this.#refuse(first, count, `chunk ${last} is out of range: "${name}" has ${have.chunks}`)
    }
    if (!have.hasAll(first, last)) return this.#refuse(first, count, `I do not have chunks ${first} to ${last}`)
    if (count > SMALL_CHUNKS) this.#sendBlock(request)
    else this.#sendSmall(request)
  }

  #sendBlock({ first, count }: UploadRequest): void {
    const bytes = chunkSpanBytes(this.#file.sizeBytes, first, count)
    const frame = this.#frames.take(PAYLOAD_OFFSET + bytes)
    writeHead('data', frame, 0, first, bytes)
    this.#flush()
    this.#isReading = true
    this.#file.read(first, count, frame, PAYLOAD_OFFSET, (error) => {
      this.#isReading = false
      if (this.#isGone()) return
      if (error !== null) this.#refuse(first, count, 'the chunks cannot be read')
      else {
        this.#send(frame, frame)
        this.#reportSent(first, count, bytes)
      }
      this.run()
    })
  }

  #sendSmall(request: UploadRequest): void {
    const { first, count } = request
    const payload = this.#window.bytesOf(first, count)
    if (payload !== null) {
      this.#append(first, payload)
      return this.#reportSent(first, count, payload.length)
    }
    this.#flush()
    this.#isReading = true
    this.#window.read(first, count, (error) => {
      this.#isReading = false
      if (this.#isGone()) return
      if (error !== null) this.#refuse(first, count, 'the chunks cannot be read')
      else this.#queue.unshift(request)
      this.run()
    })
  }

  #append(first: number, payload: Uint8Array): void {
    const size = PAYLOAD_OFFSET + payload.length
    if (this.#batch !== null && this.#batchedBytes + size > this.#batch.length) this.#flush()
    this.#batch ??= this.#frames.take(BATCH_BYTES)
    writeHead('data', this.#batch, this.#batchedBytes, first, payload.length)
    this.#batch.set(payload, this.#batchedBytes + PAYLOAD_OFFSET)
    this.#batchedBytes += size
    if (this.#host.buggify('chunk answer alone', 0.2)) this.#flush()
  }

  #flush(): void {
    if (this.#batch === null) return
    const [batch, bytes] = [this.#batch, this.#batchedBytes]
    this.#batch = null
    this.#batchedBytes = 0
    this.#send(batch.subarray(0, bytes), batch)
  }

  /** `memory` is free again when the system has taken the bytes. */
  #send(bytes: Uint8Array, memory: Uint8Array): void {
    this.#socket.write(bytes, (error) => {
      if (error) return
      this.#frames.give(memory)
      if (this.#queue.length > 0) this.run()
    })
  }

  #sendHashes(request: UploadRequest): void {
    const { first, count } = request
    const { hashes, have } = this.#file
    const isInRange = first >= 1 && count >= 1 && count <= MAX_HASHES_ASKED && first + count - 1 <= have.chunks
    if (hashes === null || !isInRange) return this.#refuse(first, count, 'I do not have these hashes')
    this.#flush()
    if (!hashes.isLoaded(first, count)) return this.#loadHashes(hashes, request)
    const frame = this.#frames.take(PAYLOAD_OFFSET + count * HASH_BYTES)
    writeHead('hashes', frame, 0, first, count * HASH_BYTES)
    hashes.copy(first, count, frame.subarray(PAYLOAD_OFFSET))
    // For a short list a callback is not worth it.
    if (hashes.isInMemory) this.#socket.write(frame)
    else this.#socket.write(frame, () => this.#frames.give(frame))
  }

  #loadHashes(hashes: HashList, request: UploadRequest): void {
    const { first, count } = request
    this.#isReading = true
    hashes.load(first, count, (error) => {
      this.#isReading = false
      if (this.#isGone()) return
      if (error !== null) this.#refuse(first, count, 'these hashes cannot be read')
      else this.#queue.unshift(request)
      this.run()
    })
  }

  /** The other end left, or this one did. */
  #isGone(): boolean {
    return this.#socket.destroyed || this.#socket.writableEnded
  }

  #refuse(first: number, count: number, reason: string): void {
    this.#flush()
    this.#socket.write(encodeFrame({ kind: 'refuse', first, count, reason }))
  }

  #reportSent(first: number, count: number, bytes: number): void {
    this.#host.report('chunk-sent', { file: this.#file.name, chunk: first, bytes, count })
  }
}
