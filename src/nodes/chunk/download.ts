// Fetches one file from many peers: asks for rare chunks first, checks each against its hash, writes it, and tells others.
// 1. With a hash known, the list of chunk hashes comes first, from any neighbour that holds it.
// 2. Every source is kept busy: a few requests in flight each, no chunk asked for twice until the end.
// 3. A wrong chunk is thrown away and asked for again; who sends too many is left.
// 4. Without a list (only old peers are there) the whole is checked at the end.
import type { Host } from '../../host/host.ts'
import { CHUNK_BYTES, chunkSpanBytes } from '../../wire/chunk-arithmetic.ts'
import type { ChunkRange } from '../../wire/chunk-ranges.ts'
import { BlockCheck, type BlockVerdict, uselessBlock } from './block-check.ts'
import { ChunkPicker } from './chunk-picker.ts'
import { DOWNLOAD, type DownloadOptions } from './download-options.ts'
import { describeDiskError } from '../common/durable-file.ts'
import type { HashList } from './hash-list.ts'
import { HashSearch } from './hash-search.ts'
import { Neighbours } from './neighbours.ts'
import { News } from './news.ts'
import type { PartialFile } from './partial-file.ts'
import type { Source } from './source.ts'
import { WholeCheck } from './whole-check.ts'

/** Bytes being written above which nothing more is asked for: the disk is slower than the network. */
const MAX_UNWRITTEN_BYTES = 2 * 1_048_576

export interface DownloadEvents {
  /** A chunk came that was missing. */
  onProgress(): void
  /** Everything is here and right. Not on the disk under its name yet. */
  onComplete(): void
  onFailed(reason: string): void
}

interface Block {
  readonly source: Source
  readonly first: number
  readonly count: number
  readonly bytes: Uint8Array
  /** False: an old peer sent it by itself. */
  readonly isAsked: boolean
  /** Gives the bytes back. */
  release(): void
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
  readonly #check: BlockCheck
  readonly #hashSearch: HashSearch
  readonly #wholeCheck: WholeCheck
  readonly #startedMs: number
  readonly #news: News
  /** Resumed chunks are being checked: nothing is asked for meanwhile. */
  #isVerifying = false
  #isUnchecked = false
  #isDone = false
  #unwrittenBytes = 0

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
    this.#wholeCheck = new WholeCheck(host, file)
    this.#check = new BlockCheck(host.crypto, this.#picker.blockChunks)
    this.#startedMs = host.clock.monotonicNow()
    this.#news = new News(host.clock, this.#options.haveDelayMs, (ranges) => this.neighbours.tellHave(ranges))
    this.lastProgressMs = this.#startedMs
    this.#isUnchecked = file.hash === null
    this.neighbours = new Neighbours(host, file, listenPort, this.#options, {
      onStatus: () => this.#searchHashes(),
      onHashes: (source, first, bytes) => this.#hashSearch.take(source, first, bytes),
      onHave: (source, ranges) => {
        for (const range of ranges) this.#picker.noteHolding(range, 1)
        this.#fill(source)
      },
      onData: (source, first, bytes, release) => this.#takeData(source, first, bytes, release),
      onRefused: (source, first, count) => this.#refused(source, first, count),
      onGone: (source) => this.#gone(source),
    })
    this.#hashSearch = new HashSearch(host, file, this.neighbours, this.#options, (hashes) => this.#setHashes(hashes))
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
    this.#hashSearch.lookAfter(nowMs)
    this.#searchHashes()
    for (const source of this.neighbours.sources) {
      this.#fill(source)
      if (source.pending.size === 0) this.#askAgain(source, nowMs)
    }
  }

  close(): void {
    this.#isDone = true
    this.#news.stop()
    this.neighbours.close()
  }

  get #mayAsk(): boolean {
    return !this.#isDone && !this.#isVerifying && (this.#file.hashes !== null || this.#isUnchecked)
  }

  // The list of hashes

  #searchHashes(): void {
    if (!this.#isDone) this.#hashSearch.ask()
  }

  #setHashes(hashes: HashList): void {
    this.#file.hashes = this.#options.hashLists?.shared(hashes) ?? hashes
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
    const isAnyPlain = [...this.neighbours.sources].some(({ sender, has }) => sender.maxChunks === 1 && has.count > 0)
    if (!isAnyPlain || this.#hashSearch.isUnderWay) return
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
    while (this.#mayAsk && source.hasRoom && this.#unwrittenBytes < MAX_UNWRITTEN_BYTES) {
      const range = this.#picker.pick(source.has, source.maxChunks)
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
    const range = isAnyOld ? this.#picker.pickAgain(source.has, source.maxChunks) : null
    if (range !== null) source.request(range[0], range[1] - range[0] + 1)
  }

  #refused(source: Source, first: number, count: number): void {
    if (!source.pending.has(first) && this.#hashSearch.refused(source)) return
    const request = source.settle(first)
    if (request === null) return
    this.#picker.release(first, request.count)
    for (let chunk = first; chunk < first + Math.min(count, request.count); chunk++) {
      if (!source.has.has(chunk)) continue
      source.has.delete(chunk)
      this.#picker.noteHolding([chunk, chunk], -1)
    }
    this.#fillAll()
  }

  #gone(source: Source): void {
    this.#hashSearch.gone(source)
    this.#picker.noteGone(source.has)
    for (const { first, count } of source.pending.values()) this.#picker.release(first, count)
    source.pending.clear()
    if (this.#isDone) return
    this.#hashSearch.ask()
    this.#fillAll()
  }

  // Taking

  #takeData(source: Source, first: number, bytes: Uint8Array, release: () => void): void {
    const request = source.settle(first)
    // The first chunk of an old peer comes without a request of the picker.
    const count = request?.count ?? 1
    const isUnasked = request === null && (source.sender.maxChunks !== 1 || !this.#mayAsk)
    if (isUnasked || this.#isDone) return
    const { have, hashes, sizeBytes } = this.#file
    const isWhole = first + count - 1 <= have.chunks && bytes.length === chunkSpanBytes(sizeBytes, first, count)
    const block = { source, first, count, bytes, isAsked: request !== null, release }
    if (!isWhole) return this.#takeBlock(block, uselessBlock(have, first, count), count)
    this.#check.check(have, hashes, first, bytes, (error, verdict) => {
      if (this.#isDone) return
      if (error === null) return this.#takeBlock(block, verdict, verdict.wrong.length)
      this.#fail(`cannot read the hashes of "${this.#file.path}": ${describeDiskError(error)}`)
    })
  }

  #takeBlock(block: Block, verdict: BlockVerdict, wrongCount: number): void {
    const { source, first, count, isAsked, release } = block
    source.count(verdict.rightCount, wrongCount)
    for (const chunk of verdict.wrong) {
      this.#host.report('chunk-rejected', { file: this.#file.name, chunk, from: source.label })
    }
    let unwritten = verdict.right.length
    const onWritten = () => {
      if (--unwritten === 0) release()
    }
    for (const range of verdict.right) this.#store(block, range, onWritten)
    if (verdict.right.length === 0) release()
    // Chunks that were right are released once they are written.
    if (isAsked) this.#picker.releaseOthers(first, count, verdict.right)
    if (source.isBad) this.neighbours.drop(source, 'it sends wrong chunks', this.#options.banMs)
    else this.#fill(source)
  }

  #store(block: Block, [first, last]: ChunkRange, onWritten: () => void): void {
    const { source } = block
    const count = last - first + 1
    const begin = (first - block.first) * CHUNK_BYTES
    const bytes = block.bytes.subarray(begin, begin + count * CHUNK_BYTES)
    this.#unwrittenBytes += bytes.length
    this.#file.write(first, bytes, (error) => {
      this.#unwrittenBytes -= bytes.length
      onWritten()
      if (this.#isDone) return
      if (error !== null) return this.#fail(`cannot write "${this.#file.path}": ${describeDiskError(error)}`)
      for (let chunk = first; chunk <= last; chunk++) this.#picker.arrived(chunk)
      this.#news.add([first, last])
      if (block.isAsked) this.#picker.release(first, count)
      this.lastProgressMs = this.#host.clock.monotonicNow()
      const details = { chunk: first, bytes: bytes.length, count, from: source.label }
      this.#host.report('chunk-received', { file: this.#file.name, ...details })
      this.#events.onProgress()
      if (!this.#completeIfFull() && !source.isClosed) this.#fill(source)
    })
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
    this.#wholeCheck.run(hash, (verdict) => {
      this.#isVerifying = false
      if (this.#isDone) return
      if (verdict === 'right') return this.#complete()
      if (verdict !== 'again') return this.#fail(verdict.fault)
      this.#file.clear()
      this.#picker.recount()
      this.#fillAll()
    })
  }

  #complete(): void {
    this.#news.flush()
    this.#isDone = true
    this.#events.onComplete()
  }

  #fail(reason: string): void {
    this.close()
    this.#events.onFailed(reason)
  }
}
