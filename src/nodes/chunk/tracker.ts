// The tracker: answers messages 1 to 4 and 6 from what it knows of the swarm, prints who connects and what was said, keeps the
// swarm on disk, and lets go of peers that do not answer.
import type { Host } from '../../host/host.ts'
import type { Program, StartProgram } from '../../host/program.ts'
import { chunkCount } from '../../wire/chunk-arithmetic.ts'
import { errorReply } from '../../wire/chunk-replies.ts'
import { countChunks, normalizeRanges, withChunk } from '../../wire/chunk-ranges.ts'
import {
  type ChunkRegisterRequest,
  type ChunksRegisterRequest,
  decodeTrackerRequest,
  type LocationsRequest,
  type RegisterRequest,
  type TrackerRequest,
  type UnregisterRequest,
} from '../../wire/chunk-requests.ts'
import { peerKey } from '../../wire/peer-key.ts'
import { printable } from '../../wire/printable.ts'
import { fileNameFault } from '../../wire/safe-file-name.ts'
import { DocumentListener, type IncomingDocument } from './document-listener.ts'
import { describeDiskError } from '../common/durable-file.ts'
import { describeNetworkError } from './exchange.ts'
import { type DocumentLimits, TRACKER_LIMITS } from './limits.ts'
import { LIVENESS, type LivenessOptions, TrackerLiveness } from './tracker-liveness.ts'
import { TrackerLog } from './tracker-log.ts'
import { fileListReply, locationsReply } from './tracker-replies.ts'
import { allChunks, SWARM_LIMITS, type SwarmLimits, type SwarmRecord, TrackerSwarm } from './tracker-swarm.ts'

export interface TrackerOptions extends Partial<DocumentLimits>, Partial<SwarmLimits>, Partial<LivenessOptions> {
  readonly port: number
  /** Where the swarm is kept. Absent: a tracker that restarts has forgotten it. */
  readonly stateFile?: string
  /** Prints nothing of what comes and goes. */
  readonly quiet?: boolean
}

export function tracker(options: TrackerOptions): StartProgram {
  return (host) => new Tracker(host, options)
}

class Tracker implements Program {
  readonly #host: Host
  readonly #options: TrackerOptions
  readonly #swarm: TrackerSwarm
  readonly #log: TrackerLog | null
  readonly #liveness: TrackerLiveness
  readonly #listener: DocumentListener
  /** Requests that came before the log was read; null from then on. */
  #early: IncomingDocument[] | null = []

  constructor(host: Host, options: TrackerOptions) {
    this.#host = host
    this.#options = options
    this.#swarm = new TrackerSwarm({ ...SWARM_LIMITS, ...options }, (record) => this.#log?.append(record))
    this.#liveness = new TrackerLiveness(host, { ...LIVENESS, ...options }, (key) => this.#dropDead(key))
    this.#listener = new DocumentListener(
      host,
      { ...TRACKER_LIMITS, ...options },
      {
        ...(options.quiet === true
          ? {}
          : { onConnection: (address, port) => this.#print(`Connected by ${address}:${port}`) }),
        onDocument: (incoming) => {
          if (this.#early === null) return this.#answer(incoming)
          // Its address is asked for now: later the client may be gone.
          void incoming.address
          this.#early.push(incoming)
        },
        onRefused: (address, port, reason) => this.#print(`Refused ${address}:${port}: ${reason}`),
      },
    )
    this.#log = this.#makeLog()
    this.#listen()
  }

  interrupt(): void {
    this.#listener.close()
    this.#liveness.close()
    if (this.#log === null) this.#host.exit(0)
    else this.#log.whenSafe(() => this.#host.exit(0))
  }

  #makeLog(): TrackerLog | null {
    if (this.#options.stateFile === undefined) return null
    const { stateFile } = this.#options
    return new TrackerLog(this.#host, stateFile, () => this.#swarm.snapshot(), {
      onUnreadable: (error) => this.#print(`Cannot read ${stateFile}, trying again: ${describeDiskError(error)}`, true),
      onFailed: (error) => this.#print(`The swarm is not kept, trying again: ${describeDiskError(error)}`, true),
      onKeptAgain: () => this.#print('The swarm is kept again', true),
    })
  }

  /** The port comes first: a second tracker by mistake must not touch the log of the one that runs. */
  #listen(): void {
    this.#listener.listen(this.#options.port, (errorCode, port) => {
      if (errorCode !== null) {
        const why = errorCode === 'EADDRINUSE' ? 'it is in use' : describeNetworkError(errorCode)
        this.#print(`Cannot listen on port ${this.#options.port}: ${why}`, true)
        return this.#host.exit(1)
      }
      if (this.#log === null) this.#begin(port)
      else this.#openLog(this.#log, () => this.#begin(port))
    })
  }

  #begin(port: number): void {
    this.#print('Waiting for a connection')
    this.#host.report('listening', { port })
    const early = this.#early
    this.#early = null
    for (const incoming of early ?? []) this.#answer(incoming)
  }

  #openLog(log: TrackerLog, callback: () => void): void {
    log.open(
      (record) => this.#restore(record),
      () => {
        // Some may have gone while nobody was here to see it.
        for (const key of this.#swarm.peers.keys()) this.#liveness.suspect(key)
        if (this.#swarm.peers.size > 0) {
          this.#print(`Back with ${this.#swarm.peers.size} peers and ${this.#swarm.files.size} files`)
          this.#host.report('tracker-restored', { peers: this.#swarm.peers.size, files: this.#swarm.files.size })
        }
        callback()
      },
    )
  }

  #restore(record: SwarmRecord): void {
    if ('left' in record) {
      this.#swarm.remove(record.k)
      this.#liveness.forget(record.k)
      return
    }
    const hash = record.h ?? null
    if (this.#swarm.fault(record.k, record.f, record.s, hash) !== null) return
    this.#swarm.setChunks(record.k, record.f, record.s, hash, record.c)
    this.#liveness.seen(record.k)
  }

  #answer(incoming: IncomingDocument): void {
    const { value } = incoming.document
    const request = decodeTrackerRequest(value)
    // Gone before it was known where it is: nobody to register, and nobody to be answered.
    if (request.ok && 'lPort' in request.value && incoming.address === '') return
    const outcome = request.ok ? this.#serve(request.value, incoming) : { error: request.reason }
    // Peers repeat now and then what they have: that is nothing to read, as long as it is no news.
    const isNews = !('chunks' in value) || 'error' in outcome || outcome.hasChanged
    if (isNews && this.#options.quiet !== true) this.#print(printable(JSON.stringify(value)))
    const number = value.message
    if ('error' in outcome) return this.#refuse(incoming, number, outcome.error)
    // Also a mere question waits: it must not tell of what a crash may still undo, or what was seen once would be gone.
    if (this.#log === null) incoming.reply(outcome.reply)
    else this.#log.whenSafe(() => incoming.reply(outcome.reply))
  }

  #refuse(incoming: IncomingDocument, message: unknown, error: string): void {
    this.#host.report('request-refused', { message: typeof message === 'number' ? message : 0, error })
    incoming.reply(errorReply(message, error))
  }

  #serve(request: TrackerRequest, incoming: IncomingDocument): Outcome {
    const keyOf = (lPort: number): string => peerKey(incoming.address, lPort)
    switch (request.message) {
      case 1:
        return this.#register(request, keyOf(request.lPort))
      case 2:
        return unchanged(fileListReply(this.#swarm, request, this.#host.random))
      case 3:
        return this.#locate(request, request.lPort === undefined ? null : keyOf(request.lPort))
      case 4:
        return 'chunks' in request
          ? this.#setChunks(request, keyOf(request.lPort))
          : this.#addChunk(request, keyOf(request.lPort))
      case 6:
        return this.#unregister(request, keyOf(request.lPort))
    }
  }

  #register({ files, hashes, fresh }: RegisterRequest, key: string): Outcome {
    const sizes = new Map(files)
    for (const [name, sizeBytes] of files) {
      if (sizes.get(name) !== sizeBytes) return { error: `"${name}" is in the list with two sizes` }
      const fault = fileNameFault(name) ?? this.#swarm.fault(key, name, sizeBytes, hashOf(hashes, name))
      if (fault !== null) return { error: fault }
    }
    const hasLeft = (fresh === true || fresh === 1) && this.#swarm.remove(key)
    for (const [name, sizeBytes] of files) {
      this.#swarm.setChunks(key, name, sizeBytes, hashOf(hashes, name), allChunks(sizeBytes))
      this.#host.report('registered', { peer: key, file: name, bytes: sizeBytes })
    }
    this.#noteSeen(key)
    const names = files.map(([name]) => name)
    const all = names.length > 1 ? { files: names } : {}
    const reply = JSON.stringify({ message: 1, file: names.at(-1) ?? '', ...all, success: 1 })
    return { reply, hasChanged: hasLeft || files.length > 0 }
  }

  /** `key`: of who asks, when it said where it listens. */
  #locate(request: LocationsRequest, key: string | null): Outcome {
    for (const dead of request.dead ?? []) this.#liveness.suspect(dead)
    const reply = locationsReply(this.#swarm, request, key, this.#host.random)
    // Joining comes after the reply is made: nobody needs to hear of itself.
    if (key !== null && this.#swarm.join(key, request.fileName)) this.#noteSeen(key)
    return unchanged(reply)
  }

  #addChunk({ fileName, chunk }: ChunkRegisterRequest, key: string): Outcome {
    const file = this.#swarm.files.get(fileName)
    if (file === undefined) return { error: `nobody shares "${fileName}"` }
    const chunks = chunkCount(file.sizeBytes)
    if (chunk > chunks) return { error: `chunk ${chunk} is out of range: "${fileName}" has ${chunks}` }
    const fault = this.#swarm.fault(key, fileName, file.sizeBytes, null)
    if (fault !== null) return { error: fault }
    const had = file.holdings.get(key)?.chunks ?? []
    const hasChanged = this.#swarm.setChunks(key, fileName, file.sizeBytes, null, withChunk(had, chunk))
    this.#noteSeen(key)
    this.#host.report('chunks-registered', { peer: key, file: fileName, count: 1 })
    return { reply: JSON.stringify({ message: 4, file: fileName, chunk, success: 1 }), hasChanged }
  }

  #setChunks({ fileName, chunks, size, hash }: ChunksRegisterRequest, key: string): Outcome {
    const fault = fileNameFault(fileName) ?? this.#swarm.fault(key, fileName, size, hash ?? null)
    if (fault !== null) return { error: fault }
    const ranges = normalizeRanges(chunks, chunkCount(size))
    if (!ranges.ok) return { error: ranges.reason }
    const hasChanged = this.#swarm.setChunks(key, fileName, size, hash ?? null, ranges.value)
    this.#noteSeen(key)
    this.#host.report('chunks-registered', { peer: key, file: fileName, count: countChunks(ranges.value) })
    return { reply: JSON.stringify({ message: 4, file: fileName, chunks: ranges.value, success: 1 }), hasChanged }
  }

  #unregister(_request: UnregisterRequest, key: string): Outcome {
    const wasKnown = this.#swarm.remove(key)
    this.#liveness.forget(key)
    if (wasKnown) this.#host.report('unregistered', { peer: key })
    return { reply: JSON.stringify({ message: 6, success: 1 }), hasChanged: wasKnown }
  }

  /** A peer without files is not in the swarm: nothing to look after. */
  #noteSeen(key: string): void {
    if (this.#swarm.peers.has(key)) this.#liveness.seen(key)
  }

  #dropDead(key: string): void {
    if (!this.#swarm.remove(key)) return
    this.#host.report('peer-dropped', { peer: key })
    this.#print(`Lost ${key}: it does not answer`)
    this.#log?.whenSafe(() => undefined)
  }

  #print(line: string, always = false): void {
    if (always || this.#options.quiet !== true) this.#host.terminal.write(`${line}\n`)
  }
}

type Outcome = { readonly reply: string; readonly hasChanged: boolean } | { readonly error: string }

function unchanged(reply: string): Outcome {
  return { reply, hasChanged: false }
}

/** Own fields only: a file may be called "constructor". */
function hashOf(hashes: Readonly<Record<string, string>> | undefined, name: string): string | null {
  return hashes !== undefined && Object.hasOwn(hashes, name) ? (hashes[name] ?? null) : null
}
