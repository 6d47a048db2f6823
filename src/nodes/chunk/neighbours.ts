// The peers that one file is exchanged with: goes to some, lets some come, tells them what this end has, and leaves those that
// stall or misbehave. Which chunks to ask for is not its business.
// How a connection begins: message 5 for a chunk that the peer should have, with the wish for the binary form beside it. An
// old peer does not see the wish and answers with the chunk; a new one agrees, and the connection stays.
import type { Host } from '../../host/host.ts'
import type { Socket } from '../../host/socket.ts'
import { MAX_BLOCK_CHUNKS } from '../../wire/chunk-frames.ts'
import { decodeChunkOrBinary } from '../../wire/chunk-replies.ts'
import type { ChunkRanges } from '../../wire/chunk-ranges.ts'
import { ChunkSet } from '../../wire/chunk-set.ts'
import type { JsonDocument } from '../../wire/json-document.ts'
import { parsePeerKey, type PeerAddress } from '../../wire/peer-key.ts'
import { type Address, AddressBook } from './address-book.ts'
import type { DownloadOptions } from './download-options.ts'
import { exchange } from './exchange.ts'
import { FramePool } from './frame-pool.ts'
import { MAX_CHUNK_REPLY_BYTES, REPLY_TIMEOUT_MS } from './limits.ts'
import { PeerSession } from './peer-session.ts'
import { chunkBytes, PlainSender } from './plain-sender.ts'
import type { SharedFile } from './shared-file.ts'
import { Source } from './source.ts'

export interface NeighbourEvents {
  /** It has these chunks now; they are in `source.has` already, and each was not before. */
  onHave?(source: Source, ranges: ChunkRanges): void
  /** `release` gives the bytes back, once nobody reads them any more. */
  onData?(source: Source, first: number, bytes: Uint8Array, release: () => void): void
  onHashes?(source: Source, first: number, bytes: Uint8Array): void
  onStatus?(source: Source): void
  onRefused?(source: Source, first: number, count: number): void
  /** The last one of a source; what was pending of it will not come. */
  onGone?(source: Source, reason: string): void
}

export class Neighbours {
  readonly sources = new Set<Source>()
  readonly book: AddressBook
  readonly #host: Host
  readonly #file: SharedFile
  readonly #listenPort: () => number
  readonly #options: DownloadOptions
  readonly #events: NeighbourEvents
  readonly #frames: FramePool
  readonly #sessions = new Map<Source, PeerSession>()
  /** Connections on their way, and how to give them up. */
  readonly #dialling = new Map<string, () => void>()
  #isClosed = false

  constructor(
    host: Host,
    file: SharedFile,
    listenPort: () => number,
    options: DownloadOptions,
    events: NeighbourEvents,
  ) {
    this.#host = host
    this.#file = file
    this.#listenPort = listenPort
    this.#options = options
    this.#events = events
    this.book = new AddressBook(host.random)
    this.#frames = options.frames ?? new FramePool()
  }

  /**
   * Whether one more may come: two connections to the same peer would be a waste. When two peers go to each other at the
   * same time, the connection of the one with the smaller key stays; `ownKey` is the key that the other knows us by.
   */
  hasRoom(key: string | null, ownKey: string | null = null): boolean {
    if (this.#isClosed || this.sources.size >= this.#options.maxNeighbours) return false
    if (key === null) return true
    if (ownKey !== null && ownKey < key && this.#dialling.has(key)) return false
    for (const source of this.sources) if (source.key === key) return false
    return true
  }

  /**
   * `hasRoom` for a peer that comes to us. One that is here already and comes again may have died meanwhile, and nobody told
   * us: a word on its old connection finds that out, and its next try has room.
   */
  admits(key: string | null, ownKey: string | null): boolean {
    for (const source of this.sources) if (key !== null && source.key === key) this.#sessions.get(source)?.keepAlive()
    return this.hasRoom(key, ownKey)
  }

  /** A peer came to us and the connection is in the binary form. */
  accept(socket: Socket, rest: Uint8Array, key: string | null): void {
    if (key !== null) {
      this.#dialling.get(key)?.()
      this.#dialling.delete(key)
    }
    this.#openSession(socket, rest, key, false)
  }

  /** The tracker named these. */
  addPeers(peers: Readonly<Record<string, ChunkRanges>>): void {
    for (const [key, ranges] of Object.entries(peers)) {
      if (!parsePeerKey(key).ok || (ranges.at(-1)?.[1] ?? 0) > this.#file.have.chunks) continue
      const has = new ChunkSet(this.#file.have.chunks)
      has.addRanges(ranges)
      this.book.add(key, has)
      // An old peer does not tell what it has: the tracker does.
      for (const source of this.sources) {
        if (source.key === key && !this.#sessions.has(source)) this.#noteHave(source, ranges)
      }
    }
  }

  /** Goes to peers until there are enough, or nobody is left to try. */
  dialMore(): void {
    if (this.#file.have.isFull) return
    const outgoing = [...this.sources].filter((source) => source.isOutgoing).length
    let wanted = Math.min(
      this.#options.maxOutgoing - outgoing - this.#dialling.size,
      this.#options.maxNeighbours - this.sources.size - this.#dialling.size,
    )
    for (; wanted > 0 && !this.#isClosed; wanted--) {
      const address = this.book.take(this.#host.clock.monotonicNow(), ({ key }) => this.hasRoom(key))
      if (address === undefined) return
      this.#dial(address)
    }
  }

  tellHave(ranges: ChunkRanges): void {
    for (const [source, session] of this.#sessions) {
      if (!ranges.every(([first, last]) => source.has.hasAll(first, last))) session.sendHave(ranges)
    }
  }

  tellStatus(): void {
    for (const session of this.#sessions.values()) session.sendStatus()
  }

  requestHashes(source: Source, first: number, count: number): void {
    this.#sessions.get(source)?.requestHashes(first, count)
  }

  /** Leaves a source; it may be tried again after `retryMs`. */
  drop(source: Source, reason: string, retryMs: number): void {
    if (source.isClosed) return
    source.isClosed = true
    source.sender.close()
    this.#sessions.delete(source)
    this.sources.delete(source)
    if (source.key !== null) this.book.release(source.key, this.#host.clock.monotonicNow(), retryMs)
    this.#events.onGone?.(source, reason)
  }

  /** Leaves those that have everything, as we do: there is nothing to exchange. */
  dropComplete(): void {
    for (const source of this.sources) if (source.has.isFull) this.drop(source, 'both have everything', 0)
  }

  /** Once in a while: leaves who stalls, keeps silent connections alive. */
  lookAfter(): void {
    const nowMs = this.#host.clock.monotonicNow()
    const { stallMs, requestMs, idleMs } = this.#options
    for (const source of this.sources) {
      const isStalled = source.pending.size > 0 && nowMs - source.lastProgressMs > stallMs
      const [oldest] = source.pending.values()
      const isSlow = oldest !== undefined && nowMs - oldest.sinceMs > requestMs
      if (isStalled || isSlow) this.drop(source, 'it stalled', this.#options.stallMs)
      else if (nowMs - source.lastSentMs > idleMs / 3) {
        source.lastSentMs = nowMs
        this.#sessions.get(source)?.keepAlive()
      }
    }
  }

  close(): void {
    this.#isClosed = true
    for (const cancel of this.#dialling.values()) cancel()
    this.#dialling.clear()
    for (const source of this.sources) this.drop(source, 'we leave', 0)
  }

  #dial(address: Address): void {
    const { key } = address
    const to = parsePeerKey(key)
    if (!to.ok) return
    // A chunk that an old peer would send at once is then one that is of use.
    const chunk = firstWanted(address.has, this.#file.have)
    const request = JSON.stringify({
      message: 5,
      fileName: this.#file.name,
      chunk,
      peer: [to.value.host, String(to.value.port)],
      binary: 1,
      lPort: this.#listenPort(),
    })
    const cancel = exchange(
      this.#host,
      {
        to: to.value,
        request,
        maxReplyBytes: MAX_CHUNK_REPLY_BYTES,
        timeoutMs: REPLY_TIMEOUT_MS,
        keepsOpen: ({ value }) => value.message === 5 && value.binary === 1,
      },
      (outcome) => {
        this.#dialling.delete(key)
        if (outcome.kind === 'reply') this.#answered(address, to.value, chunk, outcome.document, outcome.socket)
        else if (outcome.unreachable) this.book.unreachable(key, this.#host.clock.monotonicNow())
        else this.book.release(key, this.#host.clock.monotonicNow(), this.#options.stallMs)
        this.dialMore()
      },
    )
    this.#dialling.set(key, cancel)
  }

  #answered(address: Address, to: PeerAddress, chunk: number, document: JsonDocument, socket: Socket): void {
    const { key } = address
    this.book.answered(key)
    const reply = decodeChunkOrBinary(document.value)
    if (!reply.ok) {
      if (!socket.destroyed) socket.destroy()
      const delayMs = reply.busy === true ? this.#options.busyRetryMs : this.#options.stallMs
      return this.book.release(key, this.#host.clock.monotonicNow(), delayMs)
    }
    if ('binary' in reply.value) {
      if (this.hasRoom(key)) return this.#openSession(socket, document.rest, key, true)
      socket.destroy()
      return this.book.release(key, this.#host.clock.monotonicNow(), this.#options.busyRetryMs)
    }
    this.#openPlain(address, to, chunk, chunkBytes({ ok: true, value: reply.value }, this.#file.name, chunk))
  }

  #openSession(socket: Socket, rest: Uint8Array, key: string | null, isOutgoing: boolean): void {
    const session = new PeerSession(this.#host, socket, this.#file, this.#frames, this.#options.idleMs, {
      onStatus: (holdsHashes) => {
        source.holdsHashes = holdsHashes
        this.#events.onStatus?.(source)
      },
      onHave: (ranges) => this.#noteHave(source, ranges),
      onData: (first, bytes, release) => this.#events.onData?.(source, first, bytes, release),
      onHashes: (first, bytes) => this.#events.onHashes?.(source, first, bytes),
      onRefused: (first, count) => this.#events.onRefused?.(source, first, count),
      onProgress: () => source.progressed(),
      onClosed: (reason, isBreach) => this.drop(source, reason, isBreach ? this.#options.banMs : this.#options.stallMs),
    })
    const source: Source = new Source(this.#host.clock, key, isOutgoing, this.#file.have.chunks, {
      maxChunks: MAX_BLOCK_CHUNKS,
      maxRequests: this.#host.buggify('chunk one request in flight', 0.5) ? 1 : this.#options.requestsInFlight,
      request: (first, count) => session.request(first, count),
      close: () => session.close(),
    })
    this.sources.add(source)
    this.#sessions.set(source, session)
    session.start(rest)
  }

  /** An old peer: the chunk it sent is the first of many. */
  #openPlain(address: Address, to: PeerAddress, chunk: number, first: ReturnType<typeof chunkBytes>): void {
    const sender = new PlainSender(this.#host, to, this.#file.name, this.#options.stallMs, {
      onChunk: (number, bytes) => {
        source.progressed()
        this.#events.onData?.(source, number, bytes, () => undefined)
      },
      onFailed: (number, reason, unreachable) => {
        this.#events.onRefused?.(source, number, 1)
        if (unreachable) {
          this.drop(source, reason, 0)
          this.book.unreachable(address.key, this.#host.clock.monotonicNow())
        }
      },
    })
    const source: Source = new Source(this.#host.clock, address.key, true, this.#file.have.chunks, sender)
    this.sources.add(source)
    this.#noteHave(source, address.has.ranges())
    if (!first.ok) return this.drop(source, first.reason, this.#options.banMs)
    this.#events.onData?.(source, chunk, first.value, () => undefined)
  }

  #noteHave(source: Source, ranges: ChunkRanges): void {
    const added = ranges.flatMap((range) => source.has.addRange(range))
    if (added.length > 0) this.#events.onHave?.(source, added)
    if (source.has.isFull && this.#file.have.isFull) this.drop(source, 'both have everything', 0)
  }
}

/** A chunk that `has` has and `have` lacks; any number when there is none. */
function firstWanted(has: ChunkSet, have: ChunkSet): number {
  for (let chunk = 1; chunk <= have.chunks; chunk++) if (has.has(chunk) && !have.has(chunk)) return chunk
  return 1
}
