// What a peer asks of its tracker, each over a connection of its own. It does not try again: who asks decides that.
import type { Host } from '../../host/host.ts'
import {
  decodeChunkRegistered,
  decodeFileListReply,
  decodeLocationsReply,
  decodeRegistered,
  decodeUnregistered,
  type FileListReply,
  type LocationsReply,
  type Reply,
} from '../../wire/chunk-replies.ts'
import type { ChunkRanges } from '../../wire/chunk-ranges.ts'
import type { PeerAddress } from '../../wire/peer-key.ts'
import { refused } from '../../wire/decoded.ts'
import { exchange } from './exchange.ts'
import { MAX_TRACKER_REPLY_BYTES, REPLY_TIMEOUT_MS } from './limits.ts'

/** A tracker's reply with the text it came in; `unreachable` when none came at all. */
export type TrackerReply<T> = Reply<T> & { readonly text: string; readonly unreachable: boolean }

export interface AnnouncedFile {
  readonly name: string
  readonly sizeBytes: number
  readonly hash: string | null
}

export class TrackerClient {
  readonly #host: Host
  readonly #address: PeerAddress

  constructor(host: Host, address: PeerAddress) {
    this.#host = host
    this.#address = address
  }

  /** Message 1, with our optional fields: the files' hashes, and that this peer starts anew. */
  register(files: readonly AnnouncedFile[], lPort: number, callback: (reply: TrackerReply<unknown>) => void): void {
    const hashes = Object.fromEntries(files.flatMap(({ name, hash }) => (hash === null ? [] : [[name, hash]])))
    const list = files.map(({ name, sizeBytes }) => [name, sizeBytes])
    this.#ask({ message: 1, files: list, lPort, fresh: 1, hashes }, decodeRegistered, callback)
  }

  /** Message 2, plain. */
  list(callback: (reply: TrackerReply<FileListReply>) => void): void {
    this.#ask({ message: 2 }, decodeFileListReply, callback)
  }

  /** Message 3, plain. */
  locate(fileName: string, callback: (reply: TrackerReply<LocationsReply>) => void): void {
    this.#ask({ message: 3, fileName }, decodeLocationsReply, callback)
  }

  /** Message 3 for a few random peers with ranges; the tracker lists this peer to others from then on. */
  join(
    fileName: string,
    lPort: number,
    maxPeers: number,
    dead: readonly string[],
    callback: (reply: TrackerReply<LocationsReply>) => void,
  ): void {
    const reported = dead.length > 0 ? { dead } : {}
    this.#ask({ message: 3, fileName, maxPeers, ranges: 1, lPort, ...reported }, decodeLocationsReply, callback)
  }

  /** Message 4, plain: one chunk. */
  registerChunk(
    fileName: string,
    chunk: number,
    lPort: number,
    callback: (reply: TrackerReply<unknown>) => void,
  ): void {
    this.#ask({ message: 4, fileName, chunk, lPort }, decodeChunkRegistered, callback)
  }

  /** Message 4 with everything this peer has of a file. */
  announce(
    { name, sizeBytes, hash }: AnnouncedFile,
    chunks: ChunkRanges,
    lPort: number,
    callback: (reply: TrackerReply<unknown>) => void,
  ): void {
    const known = hash === null ? {} : { hash }
    const request = { message: 4, fileName: name, chunks, size: sizeBytes, ...known, lPort }
    this.#ask(request, decodeChunkRegistered, callback)
  }

  /** Message 6. An old tracker does not know it: whatever comes back, the peer is leaving. */
  unregister(lPort: number, timeoutMs: number, callback: (reply: TrackerReply<unknown>) => void): void {
    this.#ask({ message: 6, lPort }, decodeUnregistered, callback, timeoutMs)
  }

  #ask<T>(
    request: object,
    decode: (value: Readonly<Record<string, unknown>>) => Reply<T>,
    callback: (reply: TrackerReply<T>) => void,
    timeoutMs = REPLY_TIMEOUT_MS,
  ): void {
    const options = {
      to: this.#address,
      request: JSON.stringify(request),
      maxReplyBytes: MAX_TRACKER_REPLY_BYTES,
      timeoutMs,
    }
    exchange(this.#host, options, (outcome) => {
      if (outcome.kind === 'reply') {
        const { value, text } = outcome.document
        callback({ ...decode(value), text, unreachable: false })
      } else callback({ ...refused(outcome.reason), text: '', unreachable: outcome.unreachable })
    })
  }
}
