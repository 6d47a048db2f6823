// One kept-open connection to another peer, for one file, in the binary form. Both ends may ask and both serve: this class
// serves, and hands everything else on. Whose idea the connection was makes no difference.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import {
  encodeFrame,
  type Frame,
  FrameReader,
  hasOwnMemory,
  haveFrames,
  OWN_MEMORY_FROM_BYTES,
} from '../../wire/chunk-frames.ts'
import type { ChunkRanges } from '../../wire/chunk-ranges.ts'
import type { FramePool } from './frame-pool.ts'
import type { SharedFile } from './shared-file.ts'
import { UploadQueue } from './upload-queue.ts'

/** What the other end says, besides its requests. */
export interface SessionEvents {
  onStatus(holdsHashes: boolean): void
  onHave(ranges: ChunkRanges): void
  /** `release` gives the bytes back, once nobody reads them any more. */
  onData(first: number, bytes: Uint8Array, release: () => void): void
  /** `bytes` are valid until it returns. */
  onHashes(first: number, bytes: Uint8Array): void
  onRefused(first: number, count: number, reason: string): void
  /** Bytes came, of whatever kind. */
  onProgress(): void
  /** Once, the last event. `isBreach`: the other end did not keep to the protocol. */
  onClosed(reason: string, isBreach: boolean): void
}

/** A connection that this end has closed may take so long to go away. */
const LEAVE_MS = 10_000

export class PeerSession {
  readonly #socket: Socket
  readonly #file: SharedFile
  readonly #events: SessionEvents
  readonly #uploads: UploadQueue
  readonly #frames: FramePool
  readonly #reader: FrameReader
  #isClosed = false
  readonly #onFrame = (frame: Frame): void => this.#handle(frame)

  /** `socket` is connected and past the JSON of its begin. */
  constructor(host: Host, socket: Socket, file: SharedFile, frames: FramePool, idleMs: number, events: SessionEvents) {
    this.#socket = socket
    this.#file = file
    this.#events = events
    this.#frames = frames
    this.#reader = new FrameReader((sizeBytes) =>
      sizeBytes < OWN_MEMORY_FROM_BYTES ? new Uint8Array(sizeBytes) : frames.take(sizeBytes),
    )
    this.#uploads = new UploadQueue(host, socket, file, frames)
    socket.setNoDelay(true)
    socket.setTimeout(idleMs, () => this.#closed('it was silent for too long', false))
    socket.on('error', (error) => this.#closed(error.code ?? 'the connection broke', false))
    socket.on('end', () => this.#closed('it left', false))
    socket.on('close', () => this.#closed('it left', false))
    socket.on('data', (bytes) => this.#read(bytes))
  }

  /** Says what this end has, then takes `rest`: bytes that came with the JSON. Call it in the turn of the constructor. */
  start(rest: Uint8Array): void {
    this.sendStatus()
    this.sendHave(this.#file.have.ranges())
    if (rest.length > 0) this.#read(rest)
  }

  sendStatus(): void {
    this.#send({ kind: 'status', holdsHashes: this.#file.hashes !== null })
  }

  sendHave(ranges: ChunkRanges): void {
    for (const frame of haveFrames(ranges)) if (!this.#isClosed) this.#socket.write(frame)
  }

  request(first: number, count: number): void {
    this.#send({ kind: 'request', first, count })
  }

  requestHashes(first: number, count: number): void {
    this.#send({ kind: 'hashes-request', first, count })
  }

  keepAlive(): void {
    this.#send({ kind: 'keep-alive' })
  }

  /** Sends what is still to be sent, then closes. No event follows. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket.end()
    // Nobody listens to it any more, so it must not stay for ever if the other end never closes.
    this.#socket.setTimeout(LEAVE_MS, () => this.#socket.destroy())
  }

  #send(frame: Frame): void {
    if (!this.#isClosed) this.#socket.write(encodeFrame(frame))
  }

  #read(bytes: Uint8Array): void {
    if (this.#isClosed) return
    this.#events.onProgress()
    const fault = this.#reader.push(bytes, this.#onFrame)
    if (fault !== null) this.#closed(`it sent ${fault}`, true)
    // All requests that came together are answered together.
    else if (!this.#isClosed) this.#uploads.run()
  }

  #handle(frame: Frame): void {
    if (this.#isClosed) return
    switch (frame.kind) {
      case 'status':
        return this.#events.onStatus(frame.holdsHashes)
      case 'have':
        return this.#handleHave(frame.ranges)
      case 'request':
      case 'hashes-request':
        if (!this.#uploads.add(frame)) this.#closed('it sent too many requests at once', true)
        return
      case 'data':
        return this.#handleData(frame.first, frame.bytes)
      case 'hashes':
        return this.#handleHashes(frame.first, frame.bytes)
      case 'refuse':
        return this.#events.onRefused(frame.first, frame.count, frame.reason)
      case 'keep-alive':
        return
    }
  }

  #handleData(first: number, bytes: Uint8Array): void {
    if (hasOwnMemory(bytes)) this.#events.onData(first, bytes, () => this.#frames.give(bytes))
    else this.#events.onData(first, new Uint8Array(bytes), () => undefined)
  }

  /** Whoever wants them has copied them when this returns. */
  #handleHashes(first: number, bytes: Uint8Array): void {
    this.#events.onHashes(first, bytes)
    if (hasOwnMemory(bytes)) this.#frames.give(bytes)
  }

  #handleHave(ranges: ChunkRanges): void {
    for (const [first, last] of ranges) {
      if (first < 1 || first > last || last > this.#file.have.chunks) {
        return this.#closed(`it says it has chunks ${first} to ${last}`, true)
      }
    }
    this.#events.onHave(ranges)
  }

  #closed(reason: string, isBreach: boolean): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#socket.destroy()
    this.#events.onClosed(reason, isBreach)
  }
}
