// `peer get`: fetches one whole file into a folder, serves what it has meanwhile, and leaves or stays as a seeder.
// 1. listen; 2. ask the tracker until it knows the file; 3. open what an earlier try left; 4. fetch; 5. give the file its name;
// 6. announce it and stay, or unregister and exit. Once a second it looks after everything that takes time.
import type { Timer } from '../../host/clock.ts'
import type { Host } from '../../host/host.ts'
import type { Program, StartProgram } from '../../host/program.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import { MAX_DEAD_REPORTED } from '../../wire/chunk-requests.ts'
import type { LocationsReply } from '../../wire/chunk-replies.ts'
import type { PeerAddress } from '../../wire/peer-key.ts'
import { printable } from '../../wire/printable.ts'
import { fileNameFault } from '../../wire/safe-file-name.ts'
import { Download } from './download.ts'
import { DOWNLOAD, type DownloadOptions, TICK_MS } from './download-options.ts'
import { describeDiskError } from '../common/durable-file.ts'
import { findEarlierFile } from './earlier-file.ts'
import { describeNetworkError } from './exchange.ts'
import { type FileFacts, learnFacts, peersOf } from './file-size.ts'
import { PEER_LIMITS } from './limits.ts'
import { Neighbours } from './neighbours.ts'
import { PartialFile } from './partial-file.ts'
import {
  FEW_SOURCES,
  LEAVE_TIMEOUT_MS,
  MAX_FETCHED_BYTES,
  PATIENCE_MS,
  type PeerGetOptions,
  REMIND_MS,
  SAVE_TICKS,
  UNKNOWN_MS,
} from './peer-get-options.ts'
import { PeerListener } from './peer-listener.ts'
import { Progress } from './progress.ts'
import type { SharedFile } from './shared-file.ts'
import { TrackerClient, type TrackerReply } from './tracker-client.ts'
import { TrackerContact } from './tracker-contact.ts'

export function peerGet(options: PeerGetOptions): StartProgram {
  return (host) => new PeerGet(host, options)
}

class PeerGet implements Program {
  readonly #host: Host
  readonly #options: PeerGetOptions
  readonly #folder: string
  readonly #numbers: DownloadOptions
  readonly #client: TrackerClient
  readonly #contact: TrackerContact
  readonly #listener: PeerListener
  readonly #progress: Progress
  readonly #startedMs: number
  #lPort = 0
  #timer: Timer | undefined
  #state: 'locating' | 'opening' | 'fetching' | 'finishing' | 'seeding' | 'left' = 'locating'
  #file: PartialFile | null = null
  #download: Download | null = null
  /** What is served: the file, whether half or whole. */
  #shared: SharedFile | null = null
  #seeding: Neighbours | null = null
  #ticks = 0
  #receivedBefore = 0
  #isTrackerSilent = false
  #lastKnownMs: number

  constructor(host: Host, options: PeerGetOptions) {
    this.#host = host
    this.#options = options
    this.#folder = options.out ?? '.'
    this.#numbers = { ...DOWNLOAD, ...options }
    this.#client = new TrackerClient(host, {
      host: options.trackerHost,
      port: options.trackerPort,
    } satisfies PeerAddress)
    this.#contact = new TrackerContact(host, this.#client, this.#numbers)
    this.#progress = new Progress(host.terminal, printable(options.file))
    this.#startedMs = host.clock.monotonicNow()
    this.#lastKnownMs = this.#startedMs
    this.#listener = new PeerListener(
      host,
      { ...PEER_LIMITS, ...options },
      {
        find: (name) => (name === this.#options.file ? this.#shared : null),
        admits: (_file, key, ownKey) => this.#neighbours?.admits(key, ownKey) ?? false,
        onNeighbour: (_file, socket, rest, key) => this.#neighbours?.accept(socket, rest, key),
      },
    )
    const fault = fileNameFault(options.file)
    if (fault !== null) this.#fail(fault)
    else this.#listen()
  }

  interrupt(): void {
    if (this.#state === 'left') return
    const code = this.#state === 'seeding' ? 0 : 130
    this.#progress.clear()
    this.#download?.close()
    if (this.#file === null) this.#leave(code)
    else this.#file.save(() => this.#leave(code))
  }

  get #neighbours(): Neighbours | null {
    return this.#seeding ?? this.#download?.neighbours ?? null
  }

  #listen(): void {
    this.#listener.listen(this.#options.port, (errorCode, port) => {
      if (errorCode !== null) {
        const why = errorCode === 'EADDRINUSE' ? 'it is in use' : describeNetworkError(errorCode)
        return this.#fail(`cannot listen on port ${this.#options.port}: ${why}`)
      }
      this.#lPort = port
      this.#timer = this.#host.clock.setInterval(() => this.#tick(), TICK_MS)
      this.#locate()
    })
  }

  #tick(): void {
    const nowMs = this.#host.clock.monotonicNow()
    this.#ticks++
    if (this.#state === 'seeding') return this.#announce(this.#ticks % (REMIND_MS / TICK_MS) === 0)
    if (this.#download !== null) {
      this.#download.tick()
      if (this.#ticks % SAVE_TICKS === 0) this.#file?.save(() => undefined)
      this.#announce()
    }
    this.#showProgress()
    if (this.#wantsPeers(nowMs) && this.#contact.mayLocate) this.#locate()
    const lastMs = this.#download?.lastProgressMs ?? this.#lastKnownMs
    const patienceMs = this.#options.patienceMs ?? PATIENCE_MS
    if (nowMs - lastMs > patienceMs && this.#state !== 'finishing') {
      this.#giveUp(`nothing new has come for ${Math.round(patienceMs / 1_000)} s`)
    }
  }

  // The tracker

  #wantsPeers(nowMs: number): boolean {
    if (this.#state === 'locating') return true
    if (this.#state !== 'fetching' || this.#download === null) return false
    const isIdle = nowMs - this.#download.lastProgressMs > this.#numbers.stallMs / 2
    return isIdle || this.#download.neighbours.sources.size < FEW_SOURCES
  }

  #locate(): void {
    const dead = this.#download?.neighbours.book.takeDead(MAX_DEAD_REPORTED) ?? []
    this.#contact.locate(this.#options.file, this.#lPort, dead, (reply) => {
      if (this.#state === 'left' || this.#state === 'seeding') return
      this.#noteTracker(reply)
      if (!reply.ok) return
      if (this.#download !== null) this.#addPeers(reply.value)
      else if (this.#state === 'locating') this.#located(reply.value)
    })
  }

  #noteTracker(reply: TrackerReply<LocationsReply>): void {
    if (!reply.ok && !this.#isTrackerSilent) {
      this.#print(`The tracker is no help: ${printable(reply.reason)}; trying again`)
    } else if (reply.ok && this.#isTrackerSilent) this.#print('The tracker is back')
    this.#isTrackerSilent = !reply.ok
  }

  #located(reply: LocationsReply): void {
    const nowMs = this.#host.clock.monotonicNow()
    if (reply.size === undefined && Object.keys(reply.peers).length === 0) {
      const isLate = nowMs - this.#startedMs >= (this.#options.unknownMs ?? UNKNOWN_MS)
      if (isLate) this.#fail(`nobody shares "${printable(this.#options.file)}"`)
      return
    }
    this.#state = 'opening'
    learnFacts(this.#host, reply, this.#numbers.stallMs, (facts) => {
      if (this.#state !== 'opening') return
      if (facts === null) this.#state = 'locating'
      else if (facts.sizeBytes > (this.#options.maxFileBytes ?? MAX_FETCHED_BYTES)) {
        this.#fail(`"${printable(this.#options.file)}" has ${facts.sizeBytes} bytes: more than the limit`)
      } else this.#lookForWhole(facts, reply)
    })
  }

  #addPeers(reply: LocationsReply): void {
    this.#download?.neighbours.addPeers(peersOf(reply))
    this.#download?.neighbours.dialMore()
  }

  #announce(isDue = false): void {
    if (this.#shared !== null) this.#contact.announce(this.#shared, this.#lPort, isDue)
  }

  // The file

  get #path(): string {
    return `${this.#folder}/${this.#options.file}`
  }

  #lookForWhole(facts: FileFacts, reply: LocationsReply): void {
    findEarlierFile(this.#host, this.#folder, this.#options.file, facts, (fault, file) => {
      if (fault !== null) return this.#fail(fault)
      if (file === null) return this.#open(facts, reply)
      this.#print(`${printable(file.name)} is here already: ${file.sizeBytes} bytes`)
      this.#host.report('file-complete', { file: file.name, bytes: file.sizeBytes, hash: file.hash ?? '' })
      this.#shared = file
      this.#complete(file)
    })
  }

  #open(facts: FileFacts, reply: LocationsReply): void {
    const file = new PartialFile(this.#host, this.#folder, this.#options.file, facts.sizeBytes, facts.hash)
    file.open((error) => {
      if (error !== null) return this.#fail(`cannot write "${this.#path}": ${describeDiskError(error)}`)
      const kept = Math.max(file.keptCount, file.have.count)
      if (kept > 0) {
        this.#print(`Going on: ${kept} of ${file.have.chunks} chunks are here`)
        this.#host.report('resumed', { file: file.name, count: kept })
      }
      if (facts.hash === null) this.#print('Nobody gave a hash of this file: its chunks are not checked')
      this.#file = file
      this.#shared = file
      this.#receivedBefore = kept
      this.#state = 'fetching'
      this.#download = new Download(this.#host, file, () => this.#lPort, this.#options, {
        onProgress: () => this.#contact.reset(),
        onComplete: () => this.#finish(file),
        onFailed: (reason) => this.#fail(reason),
      })
      this.#addPeers(reply)
      this.#download.start()
    })
  }

  #finish(file: PartialFile): void {
    this.#state = 'finishing'
    file.finish((error) => {
      this.#progress.clear()
      if (error !== null) return this.#fail(`cannot finish "${this.#path}": ${describeDiskError(error)}`)
      this.#host.report('file-complete', { file: file.name, bytes: file.sizeBytes, hash: file.hash ?? '' })
      const ms = this.#host.clock.monotonicNow() - this.#startedMs
      this.#host.report('get-complete', { file: file.name, ms })
      this.#print(`${printable(file.name)} is complete: ${file.sizeBytes} bytes in ${(ms / 1_000).toFixed(1)} s`)
      this.#complete(file)
    })
  }

  #complete(file: SharedFile): void {
    if (this.#options.seed !== true) return this.#leave(0)
    this.#state = 'seeding'
    if (this.#download === null) {
      this.#seeding = new Neighbours(this.#host, file, () => this.#lPort, this.#numbers, {})
    } else this.#download.neighbours.dropComplete()
    this.#contact.announceSoon()
    this.#announce(true)
    this.#print(`Serving ${printable(file.name)} on port ${this.#lPort}: Ctrl-C ends it`)
  }

  // The end

  #showProgress(): void {
    const file = this.#file
    if (file === null || this.#state !== 'fetching') return
    const seconds = (this.#host.clock.monotonicNow() - this.#startedMs) / 1_000
    const fetched = Math.max(0, file.have.count - this.#receivedBefore)
    const bytesPerSecond = (fetched * CHUNK_BYTES) / Math.max(seconds, 0.001)
    const peers = this.#download?.neighbours.sources.size ?? 0
    this.#progress.show({ chunks: file.have.chunks, received: file.have.count, peers, bytesPerSecond })
  }

  #giveUp(why: string): void {
    const file = this.#file
    if (file === null) return this.#fail(why)
    const kept = Math.max(file.keptCount, file.have.count)
    this.#download?.close()
    file.save(() => this.#fail(`${why}; ${kept} of ${file.have.chunks} chunks are kept for the next try`))
  }

  #fail(reason: string): void {
    if (this.#state === 'left') return
    this.#progress.clear()
    this.#print(`Cannot get ${printable(this.#options.file)}: ${reason}`)
    this.#host.report('get-failed', { file: this.#options.file, reason })
    this.#leave(1)
  }

  #leave(code: number): void {
    if (this.#state === 'left') return
    this.#state = 'left'
    this.#host.clock.clearInterval(this.#timer)
    const exit = () => {
      this.#download?.close()
      this.#seeding?.close()
      this.#listener.close()
      this.#shared?.close()
      this.#host.exit(code)
    }
    // Only a peer that the tracker may know has to take its leave.
    if (this.#lPort === 0) exit()
    else this.#client.unregister(this.#lPort, LEAVE_TIMEOUT_MS, exit)
  }

  #print(line: string): void {
    this.#host.terminal.write(`${line}\n`)
  }
}
