// One peer that chunks come from, whatever form it speaks: what it has, what it was asked for, how it behaved.
import type { Clock } from '../../host/clock.ts'
import { MAX_BLOCK_CHUNKS } from '../../wire/chunk-frames.ts'
import { ChunkSet } from '../../wire/chunk-set.ts'

/** Wrong chunks before a source is given up: a single one may be the network's fault. */
export const MAX_WRONG_CHUNKS = 3
/** Chunks of a request to a source whose speed is not known yet. */
const FIRST_REQUEST_CHUNKS = 64
const LEAST_REQUEST_CHUNKS = 16
/** Requests grow while their answers take less than this, and shrink when they take more than the other. */
const QUICK_MS = 500
const SLOW_MS = 2_000
/** A source may send one wrong chunk for so many right ones, beyond the first few. */
const RIGHT_PER_WRONG = 8

export interface PendingRequest {
  readonly first: number
  readonly count: number
  readonly sinceMs: number
}

/** Sends a request in the form that the peer speaks. */
export interface RequestSender {
  /** Chunks of one request at most. */
  readonly maxChunks: number
  /** Requests in flight at most. */
  readonly maxRequests: number
  request(first: number, count: number): void
  close(): void
}

export class Source {
  /** Its address for people and the tracker; null for one that came to us and did not say where it listens. */
  readonly key: string | null
  /** True when we went to it. */
  readonly isOutgoing: boolean
  readonly has: ChunkSet
  readonly sender: RequestSender
  readonly pending = new Map<number, PendingRequest>()
  holdsHashes = false
  lastProgressMs: number
  lastSentMs: number
  isClosed = false
  readonly #clock: Clock
  #requestChunks = FIRST_REQUEST_CHUNKS
  #rightChunks = 0
  #wrongChunks = 0

  constructor(clock: Clock, key: string | null, isOutgoing: boolean, chunks: number, sender: RequestSender) {
    this.#clock = clock
    this.key = key
    this.isOutgoing = isOutgoing
    this.has = new ChunkSet(chunks)
    this.sender = sender
    this.lastProgressMs = clock.monotonicNow()
    this.lastSentMs = this.lastProgressMs
  }

  /** Chunks to ask for at once: large blocks cost little, but from a slow source each of them would take too long. */
  get maxChunks(): number {
    return Math.min(this.#requestChunks, this.sender.maxChunks)
  }

  /** Who it is, for reports. */
  get label(): string {
    return this.key ?? 'a neighbour'
  }

  get hasRoom(): boolean {
    return !this.isClosed && this.pending.size < this.sender.maxRequests
  }

  /** True when it sends so much that is wrong that it is better left alone. */
  get isBad(): boolean {
    return this.#wrongChunks >= MAX_WRONG_CHUNKS && this.#wrongChunks * RIGHT_PER_WRONG > this.#rightChunks
  }

  request(first: number, count: number): void {
    const nowMs = this.#clock.monotonicNow()
    // The clock of a stall starts when there is something to wait for.
    if (this.pending.size === 0) this.lastProgressMs = nowMs
    this.lastSentMs = nowMs
    this.pending.set(first, { first, count, sinceMs: nowMs })
    this.sender.request(first, count)
  }

  /** Null when nothing like this was asked for. */
  settle(first: number): PendingRequest | null {
    const request = this.pending.get(first) ?? null
    this.pending.delete(first)
    if (request !== null) this.#adapt(request)
    return request
  }

  #adapt({ count, sinceMs }: PendingRequest): void {
    const tookMs = this.#clock.monotonicNow() - sinceMs
    if (tookMs > SLOW_MS) this.#requestChunks = Math.max(LEAST_REQUEST_CHUNKS, this.#requestChunks / 2)
    else if (tookMs < QUICK_MS && count >= this.#requestChunks) {
      this.#requestChunks = Math.min(MAX_BLOCK_CHUNKS, this.#requestChunks * 2)
    }
  }

  count(rightChunks: number, wrongChunks: number): void {
    this.#rightChunks += rightChunks
    this.#wrongChunks += wrongChunks
  }

  progressed(): void {
    this.lastProgressMs = this.#clock.monotonicNow()
  }
}
