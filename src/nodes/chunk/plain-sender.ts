// Asks an old peer for chunks: message 5 over a new connection for each, a few at a time.
import type { Host } from '../../host/host.ts'
import { decodeChunkData } from '../../wire/chunk-data.ts'
import { type ChunkReply, decodeChunkReply, type Reply } from '../../wire/chunk-replies.ts'
import { type Decoded, refused } from '../../wire/decoded.ts'
import type { PeerAddress } from '../../wire/peer-key.ts'
import { exchange } from './exchange.ts'
import { MAX_CHUNK_REPLY_BYTES } from './limits.ts'
import type { RequestSender } from './source.ts'

/** Connections to one old peer at a time. */
export const PLAIN_CONNECTIONS = 4

export interface PlainEvents {
  onChunk(chunk: number, bytes: Uint8Array): void
  /** `unreachable`: nobody answered at all. */
  onFailed(chunk: number, reason: string, unreachable: boolean): void
}

export class PlainSender implements RequestSender {
  readonly maxChunks = 1
  readonly maxRequests = PLAIN_CONNECTIONS
  readonly #host: Host
  readonly #address: PeerAddress
  readonly #fileName: string
  readonly #timeoutMs: number
  readonly #events: PlainEvents
  readonly #cancels = new Map<number, () => void>()

  constructor(host: Host, address: PeerAddress, fileName: string, timeoutMs: number, events: PlainEvents) {
    this.#host = host
    this.#address = address
    this.#fileName = fileName
    this.#timeoutMs = timeoutMs
    this.#events = events
  }

  request(first: number): void {
    const cancel = fetchChunk(this.#host, this.#address, this.#fileName, first, this.#timeoutMs, (result) => {
      this.#cancels.delete(first)
      if (result.ok) this.#events.onChunk(first, result.value)
      else this.#events.onFailed(first, result.reason, result.unreachable)
    })
    this.#cancels.set(first, cancel)
  }

  close(): void {
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
  }
}

export type FetchedChunk = Decoded<Uint8Array> & { readonly unreachable: boolean }

/** Message 5 in its plain form. Returns how to give it up. */
export function fetchChunk(
  host: Host,
  to: PeerAddress,
  fileName: string,
  chunk: number,
  timeoutMs: number,
  callback: (result: FetchedChunk) => void,
): () => void {
  const request = JSON.stringify({ message: 5, fileName, chunk, peer: [to.host, String(to.port)] })
  return exchange(host, { to, request, maxReplyBytes: MAX_CHUNK_REPLY_BYTES, timeoutMs }, (outcome) => {
    if (outcome.kind === 'failed') return callback({ ...refused(outcome.reason), unreachable: outcome.unreachable })
    callback({ ...chunkBytes(decodeChunkReply(outcome.document.value), fileName, chunk), unreachable: false })
  })
}

/** The chunk in a reply, when it is the one that was asked for. */
export function chunkBytes(reply: Reply<ChunkReply>, fileName: string, chunk: number): Decoded<Uint8Array> {
  if (!reply.ok) return reply
  if (reply.value.fileName !== fileName || reply.value.chunk !== chunk) {
    return refused(`it answered with chunk ${reply.value.chunk} of "${reply.value.fileName}"`)
  }
  return decodeChunkData(reply.value)
}
