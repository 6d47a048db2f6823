// Fetches one file from many peers: asks for rare chunks first, checks each against its hash, writes it, and tells others.
// 1. With a hash known, the list of chunk hashes comes first, from any neighbour that holds it.
// 2. Every source is kept busy: a few requests in flight each, no chunk asked for twice until the end.
// 3. A wrong chunk is thrown away and asked for again; who sends too many is left.
// 4. Without a list (only old peers are there) the whole is checked at the end.
import type { Timer } from '../../host/clock.ts'
import type { Host } from '../../host/host.ts'
import { CHUNK_BYTES, chunkSpanBytes } from '../../wire/chunk-arithmetic.ts'
import { rangesOf } from '../../wire/chunk-ranges.ts'
import { ChunkPicker } from './chunk-picker.ts'
import { DOWNLOAD, type DownloadOptions } from './download-options.ts'
import { describeDiskError } from '../common/durable-file.ts'
import { HashFetch } from './hash-fetch.ts'
import { isChunkRight, listHash } from './hash-list.ts'
import { Neighbours } from './neighbours.ts'
import type { PartialFile } from './partial-file.ts'
import { hashChunks } from './shared-file.ts'
import type { Source } from './source.ts'

/** Writes in flight, in blocks, above which nothing more is asked for: the disk is slower than the network. */
const MAX_WRITES = 32
/** Times a file that turns out wrong as a whole is fetched anew. */
const MAX_WHOLE_TRIES = 3

export interface DownloadEvents {
  /** A chunk came that was missing. */
  onProgress(): void
  /** Everything is here and right. Not on the disk under its name yet. */
  onComplete(): void
  onFailed(reason: string): void
}

export class Download {
  readonly neighbours: Neighbours
  /** When something useful came last. */
  lastProgressMs: number
  readonly #host: Host
  readonly #file: PartialFile
  readonly #options: DownloadOptions
  readonly #events: DownloadEvents
  readonly #picker: ChunkPicker
  readonly #startedMs: number
  #hashFetch: { readonly from: Source; readonly fetch: HashFetch } | null = null
  /** Resumed chunks are being checked: nothing is asked for meanwhile. */
  #isVerifying = false
  #isUnchecked = false
  #isDone = false
  #wholeTries = 0
  #writes = 0
  #untold: number[] = []
  #tellTimer: Timer | undefined

  constructor(
    host: Host,
    file: PartialFile,
    listenPort: () => number,
    options: Partial<DownloadOptions>,
    events: DownloadEvents,
  ) {
    this.#host = host
    this.#file = file
    this.#options = { ...DOWNLOAD, ...options }
    this.#events = events
    this.#picker = new ChunkPicker(file.have, host.random)
    this.#startedMs = host.clock.monotonicNow()
    this.lastProgressMs = this.#startedMs
    this.#isUnchecked = file.hash === null
    this.neighbours = new Neighbours(host, file, listenPort, this.#options, {
      onStatus: () => this.#fetchHashes(),
      onHashes: (source, first, bytes) => this.#takeHashes(source, first, bytes),
      onHave: (source, chunks) => {
        for (const chunk of chunks) this.#picker.noteHolding(chunk, 1)
        this.#fill(source)
      },
      onData: (source, first, bytes, release) => this.#takeData(source, first, bytes, release),
      onRefused: (source, first, count) => this.#refused(source, first, count),
      onGone: (source) => this.#gone(source),
    })
  }

  /** Nothing may be missing: an empty file, or an unchecked one that was whole when the last try was cut off. */
  start(): void {
    this.#completeIfFull()
  }

  /** Once a second. */
  tick(): void {
    if (this.#isDone) return
    this.neighbours.lookAfter()
    this.neighbours.dialMore()
    const nowMs = this.#host.clock.monotonicNow()
    const mayWait = nowMs - this.#startedMs < this.#options.hashPatienceMs
    if (this.#file.hashes === null && !this.#isUnchecked && !mayWait) this.#goUnchecked()
    if (this.#hashFetch !== null && nowMs - this.#hashFetch.from.lastProgressMs > this.#options.stallMs) {
      this.neighbours.drop(this.#hashFetch.from, 'it does not send the hashes', this.#options.stallMs)
    }
    this.#fetchHashes()
    for (const source of this.neighbours.sources) {
      this.#fill(source)
      if (source.pending.size === 0) this.#askAgain(source, nowMs)
    }
  }

  close(): void {
    this.#isDone = true
    this.#host.clock.clearTimeout(this.#tellTimer)
    this.neighbours.close()
  }

  get #mayAsk(): boolean {
    return !this.#isDone && !this.#isVerifying && (this.#file.hashes !== null || this.#isUnchecked)
  }

  // The list of hashes

  #fetchHashes(): void {
    if (this.#file.hashes !== null || this.#file.hash === null || this.#hashFetch !== null || this.#isDone) return
    for (const source of this.neighbours.sources) {
      if (!source.holdsHashes || source.isClosed) continue
      source.progressed()
      const ask = (first: number, count: number) => this.neighbours.requestHashes(source, first, count)
      this.#hashFetch = {
        from: source,
        fetch: new HashFetch(this.#host.crypto, this.#file.hash, this.#file.have.chunks, ask),
      }
      return
    }
  }

  #takeHashes(source: Source, first: number, bytes: Uint8Array): void {
    if (this.#hashFetch?.from !== source) return
    const { fetch } = this.#hashFetch
    const state = fetch.take(first, bytes)
    if (state === 'more') return
    this.#hashFetch = null
    if (state === 'wrong') {
      this.#host.report('hashes-rejected', { file: this.#file.name, from: source.key ?? 'a neighbour' })
      this.neighbours.drop(source, 'its list of hashes is wrong', this.#options.busyRetryMs)
      return this.#fetchHashes()
    }
    this.#setHashes(fetch.hashes)
  }

  #setHashes(hashes: Uint8Array): void {
    this.#file.hashes = hashes
    this.#isUnchecked = false
    this.lastProgressMs = this.#host.clock.monotonicNow()
    this.neighbours.tellStatus()
    if (this.#file.keptCount === 0) return this.#fillAll()
    this.#isVerifying = true
    this.#file.verifyKept((wrongChunks) => {
      this.#isVerifying = false
      if (wrongChunks > 0) {
        this.#host.report('kept-chunks-rejected', { file: this.#file.name, count: wrongChunks })
      }
      this.#picker.recount()
      this.neighbours.tellHave(this.#file.have.ranges())
      if (!this.#completeIfFull()) this.#fillAll()
    })
  }

  /** Nobody hands out the list: better unchecked chunks now and one check at the end than nothing. */
  #goUnchecked(): void {
    const isAnyPlain = [...this.neighbours.sources].some(
      (source) => source.sender.maxChunks === 1 && source.has.count > 0,
    )
    if (!isAnyPlain || this.#hashFetch !== null) return
    this.#isUnchecked = true
    this.#file.trustKept()
    this.#picker.recount()
    if (!this.#completeIfFull()) this.#fillAll()
  }

  // Asking

  #fillAll(): void {
    for (const source of this.neighbours.sources) this.#fill(source)
  }

  #fill(source: Source): void {
    while (this.#mayAsk && source.hasRoom && this.#writes < MAX_WRITES) {
      const range = this.#picker.pick(source.has, source.sender.maxChunks)
      if (range === null) return
      source.request(range[0], range[1] - range[0] + 1)
    }
  }

  /** Its neighbours' slowest request holds up the end: somebody idle may try as well. */
  #askAgain(source: Source, nowMs: number): void {
    if (!this.#mayAsk || !source.hasRoom) return
    const isAnyOld = [...this.neighbours.sources].some((other) => {
      const [oldest] = other.pending.values()
      return other !== source && oldest !== undefined && nowMs - oldest.sinceMs > this.#options.askAgainMs
    })
    const range = isAnyOld ? this.#picker.pickAgain(source.has, source.sender.maxChunks) : null
    if (range !== null) source.request(range[0], range[1] - range[0] + 1)
  }

  #refused(source: Source, first: number, count: number): void {
    if (this.#hashFetch?.from === source && !source.pending.has(first)) {
      // It cannot give the hashes after all.
      source.holdsHashes = false
      this.#hashFetch = null
      return this.#fetchHashes()
    }
    const request = source.settle(first)
    if (request === null) return
    this.#picker.release(first, request.count)
    for (let chunk = first; chunk < first + Math.min(count, request.count); chunk++) {
      if (!source.has.has(chunk)) continue
      source.has.delete(chunk)
      this.#picker.noteHolding(chunk, -1)
    }
    this.#fillAll()
  }

  #gone(source: Source): void {
    if (this.#hashFetch?.from === source) this.#hashFetch = null
    this.#picker.noteGone(source.has)
    for (const { first, count } of source.pending.values()) this.#picker.release(first, count)
    source.pending.clear()
    if (this.#isDone) return
    this.#fetchHashes()
    this.#fillAll()
  }

  // Taking

  #takeData(source: Source, first: number, bytes: Uint8Array, release: () => void): void {
    const request = source.settle(first)
    // The first chunk of an old peer comes without a request of the picker.
    const count = request?.count ?? 1
    const isUnasked = request === null && (source.sender.maxChunks !== 1 || !this.#mayAsk)
    if (isUnasked || this.#isDone) return
    const isWhole =
      first + count - 1 <= this.#file.have.chunks && bytes.length === chunkSpanBytes(this.#file.sizeBytes, first, count)
    const right = isWhole ? this.#rightChunks(first, count, bytes) : []
    const wrong = isWhole ? count - right.length - this.#countHeld(first, count) : count
    source.count(right.length, wrong)
    if (wrong > 0) this.#rejected(source, first, count, right)
    const pieces = rangesOf(right)
    let unwritten = pieces.length
    const onWritten = () => {
      if (--unwritten === 0) release()
    }
    for (const [from, to] of pieces) {
      const piece = bytes.subarray((from - first) * CHUNK_BYTES, Math.min(bytes.length, (to - first + 1) * CHUNK_BYTES))
      this.#store(source, from, to - from + 1, piece, request !== null, onWritten)
    }
    // Chunks that were right are released once they are written.
    if (request !== null) {
      const rightSet = new Set(right)
      for (let chunk = first; chunk < first + count; chunk++) if (!rightSet.has(chunk)) this.#picker.release(chunk, 1)
    }
    if (source.isBad) this.neighbours.drop(source, 'it sends wrong chunks', this.#options.banMs)
    else this.#fill(source)
  }

  /** Chunks of the block that are missing here and are what they should be. */
  #rightChunks(first: number, count: number, bytes: Uint8Array): number[] {
    const { hashes, have } = this.#file
    const right: number[] = []
    for (let chunk = first; chunk < first + count; chunk++) {
      if (have.has(chunk)) continue
      const at = (chunk - first) * CHUNK_BYTES
      const piece = bytes.subarray(at, at + CHUNK_BYTES)
      if (hashes === null || isChunkRight(this.#host.crypto, hashes, chunk, piece)) right.push(chunk)
    }
    return right
  }

  #countHeld(first: number, count: number): number {
    let held = 0
    for (let chunk = first; chunk < first + count; chunk++) if (this.#file.have.has(chunk)) held++
    return held
  }

  #rejected(source: Source, first: number, count: number, right: readonly number[]): void {
    const rightSet = new Set(right)
    for (let chunk = first; chunk < first + count; chunk++) {
      if (rightSet.has(chunk) || this.#file.have.has(chunk)) continue
      this.#host.report('chunk-rejected', { file: this.#file.name, chunk, from: source.key ?? 'a neighbour' })
    }
  }

  #store(
    source: Source,
    first: number,
    count: number,
    bytes: Uint8Array,
    isReleased: boolean,
    onWritten: () => void,
  ): void {
    this.#writes++
    this.#file.write(first, bytes, (error) => {
      this.#writes--
      onWritten()
      if (this.#isDone) return
      if (error !== null) return this.#fail(`cannot write "${this.#file.path}": ${describeDiskError(error)}`)
      for (let chunk = first; chunk < first + count; chunk++) {
        if (!this.#file.have.has(chunk)) this.#untold.push(chunk)
        this.#picker.arrived(chunk)
      }
      if (isReleased) this.#picker.release(first, count)
      this.lastProgressMs = this.#host.clock.monotonicNow()
      const from = source.key ?? 'a neighbour'
      this.#host.report('chunk-received', { file: this.#file.name, chunk: first, bytes: bytes.length, count, from })
      this.#tellTimer ??= this.#host.clock.setTimeout(() => this.#tell(), this.#options.haveDelayMs)
      this.#events.onProgress()
      if (!this.#completeIfFull() && !source.isClosed) this.#fill(source)
    })
  }

  #tell(): void {
    this.#tellTimer = undefined
    const ranges = rangesOf(this.#untold)
    this.#untold = []
    this.neighbours.tellHave(ranges)
  }

  // The end

  #completeIfFull(): boolean {
    if (!this.#file.have.isFull || this.#isVerifying || this.#isDone) return false
    if (this.#file.hashes !== null || this.#file.hash === null) this.#complete()
    else if (this.#isUnchecked || this.#file.have.chunks === 0) this.#checkWhole(this.#file.hash)
    return true
  }

  #checkWhole(hash: string): void {
    this.#isVerifying = true
    const { sizeBytes } = this.#file
    const read: PartialFile['read'] = (first, count, into, offset, done) =>
      this.#file.read(first, count, into, offset, done)
    hashChunks(this.#host, { sizeBytes, read }, (error, hashes) => {
      this.#isVerifying = false
      if (this.#isDone) return
      if (error !== null) return this.#fail(`cannot read "${this.#file.path}": ${describeDiskError(error)}`)
      if (listHash(this.#host.crypto, hashes) === hash) {
        this.#file.hashes = hashes
        return this.#complete()
      }
      this.#host.report('file-rejected', { file: this.#file.name })
      this.#wholeTries++
      if (this.#wholeTries >= MAX_WHOLE_TRIES) return this.#fail('what the peers sent is not what the hash says')
      this.#file.clear()
      this.#picker.recount()
      this.#fillAll()
    })
  }

  #complete(): void {
    this.#host.clock.clearTimeout(this.#tellTimer)
    this.#tell()
    this.#isDone = true
    this.#events.onComplete()
  }

  #fail(reason: string): void {
    this.close()
    this.#events.onFailed(reason)
  }
}
