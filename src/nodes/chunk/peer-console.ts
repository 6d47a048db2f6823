// A peer with a person at it: shares files of its folder, answers others, and does what the dialogue is told.
// 1. open the files; 2. listen; 3. register, again and again until the tracker answers; 4. the dialogue; 6. unregister, exit.
import type { Timer } from '../../host/clock.ts'
import type { Host } from '../../host/host.ts'
import type { Program, StartProgram } from '../../host/program.ts'
import { parsePeerKey } from '../../wire/peer-key.ts'
import { printable } from '../../wire/printable.ts'
import { fileNameFault } from '../../wire/safe-file-name.ts'
import { Backoff } from './backoff.ts'
import { CompactFile } from './compact-file.ts'
import { Dialogue } from './dialogue.ts'
import { describeDiskError } from '../common/durable-file.ts'
import { DOWNLOAD } from './download-options.ts'
import { describeNetworkError } from './exchange.ts'
import { type DocumentLimits, PEER_LIMITS, REPLY_TIMEOUT_MS } from './limits.ts'
import { Neighbours } from './neighbours.ts'
import { LEAVE_TIMEOUT_MS, REMIND_MS } from './peer-get-options.ts'
import { PeerListener } from './peer-listener.ts'
import { fetchChunk } from './plain-sender.ts'
import { type CompleteFile, openCompleteFile, type SharedFile } from './shared-file.ts'
import { TrackerClient } from './tracker-client.ts'

export interface PeerOptions extends Partial<DocumentLimits> {
  readonly trackerHost: string
  readonly trackerPort: number
  /** Where others reach this peer; 0 picks a free port. */
  readonly port: number
  /** Its name, and the folder that its files are in. */
  readonly name: string
  /** Names of files in that folder. */
  readonly files: readonly string[]
  /** Neighbours in the binary form that one file is served to at a time. Default 16. */
  readonly maxNeighbours?: number
}

/** A peer that has everything gives more than one that fetches. */
export const MAX_SERVED_NEIGHBOURS = 16
const REGISTER_MIN_MS = 1_000
const REGISTER_MAX_MS = 30_000

export function peer(options: PeerOptions): StartProgram {
  return (host) => new PeerConsole(host, options)
}

class PeerConsole implements Program {
  readonly #host: Host
  readonly #options: PeerOptions
  readonly #client: TrackerClient
  readonly #listener: PeerListener
  readonly #whole = new Map<string, { readonly file: CompleteFile; readonly neighbours: Neighbours }>()
  /** Files of which the user has fetched chunks. */
  readonly #compact = new Map<string, CompactFile>()
  readonly #backoff: Backoff
  #lPort = 0
  #timer: Timer | undefined
  #isLeaving = false

  constructor(host: Host, options: PeerOptions) {
    this.#host = host
    this.#options = options
    this.#client = new TrackerClient(host, { host: options.trackerHost, port: options.trackerPort })
    this.#backoff = new Backoff(host.random, REGISTER_MIN_MS, REGISTER_MAX_MS)
    this.#listener = new PeerListener(
      host,
      { ...PEER_LIMITS, ...options },
      {
        find: (name) => this.#find(name),
        admits: (file, key, ownKey) => this.#whole.get(file.name)?.neighbours.admits(key, ownKey) ?? false,
        onNeighbour: (file, socket, rest, key) => this.#whole.get(file.name)?.neighbours.accept(socket, rest, key),
        onRequest: (address, port) => this.#print(`Connected by ${address}:${port}`),
      },
    )
    const fault = fileNameFault(options.name)
    if (fault !== null) this.#fail(`"${printable(options.name)}" cannot be a peer's name: ${fault}`)
    else host.disk.mkdir(options.name, (error) => (error === null ? this.#open(0) : this.#fail(error.message)))
  }

  interrupt(): void {
    this.#leave()
  }

  #find(name: string): SharedFile | null {
    return this.#whole.get(name)?.file ?? this.#compact.get(name) ?? null
  }

  #open(index: number): void {
    const name = this.#options.files[index]
    if (name === undefined) return this.#listen()
    const path = `${this.#options.name}/${name}`
    const fault = fileNameFault(name)
    if (fault !== null) return this.#fail(`cannot share "${printable(name)}": ${fault}`)
    if (this.#whole.has(name)) return this.#open(index + 1)
    openCompleteFile(this.#host, this.#options.name, name, (error, file) => {
      if (file === null) return this.#fail(`cannot share "${path}": ${describeDiskError(error)}`)
      const numbers = { ...DOWNLOAD, maxNeighbours: this.#options.maxNeighbours ?? MAX_SERVED_NEIGHBOURS }
      this.#whole.set(name, { file, neighbours: new Neighbours(this.#host, file, () => this.#lPort, numbers, {}) })
      this.#open(index + 1)
    })
  }

  #listen(): void {
    this.#listener.listen(this.#options.port, (errorCode, port) => {
      if (errorCode !== null) {
        const why = errorCode === 'EADDRINUSE' ? 'it is in use' : describeNetworkError(errorCode)
        return this.#fail(`cannot listen on port ${this.#options.port}: ${why}`)
      }
      this.#lPort = port
      this.#host.report('listening', { port })
      this.#print('Waiting for connection')
      this.#register(() => this.#dialogue.start())
    })
  }

  /** The first answer, good or bad, opens the dialogue; without one it is tried again beside it. */
  #register(then: () => void): void {
    const files = [...this.#whole.values()].map(({ file }) => file)
    this.#client.register(files, this.#lPort, (reply) => {
      if (this.#isLeaving) return
      if (reply.ok || reply.text !== '') {
        this.#print(printable(reply.text))
        if (reply.ok) this.#timer = this.#host.clock.setInterval(() => this.#remind(), REMIND_MS)
      } else {
        this.#print(`The tracker is no help: ${reply.reason}; trying again`)
        this.#timer = this.#host.clock.setTimeout(() => this.#register(() => undefined), this.#backoff.next())
      }
      then()
    })
  }

  /** A tracker that lost this peer learns of it anew. An old one does not understand, and is spared then. */
  #remind(): void {
    for (const { file } of this.#whole.values()) {
      this.#client.announce(file, file.have.ranges(), this.#lPort, (reply) => {
        if (!reply.ok && !reply.unreachable) this.#host.clock.clearInterval(this.#timer)
      })
    }
  }

  get #dialogue(): Dialogue {
    return new Dialogue(this.#host.terminal, {
      list: (callback) => this.#client.list(callback),
      locate: (fileName, callback) => this.#client.locate(fileName, callback),
      fetch: (fileName, chunk, key, callback) => this.#fetch(fileName, chunk, key, callback),
      leave: () => this.#leave(),
    })
  }

  // A chunk that the user wants

  #fetch(fileName: string, chunk: number, key: string, callback: (text: string) => void): void {
    const to = parsePeerKey(key)
    const fault = fileNameFault(fileName) ?? (to.ok ? null : to.reason)
    const what = `chunk ${chunk} of ${printable(fileName)}`
    if (fault !== null || !to.ok) return callback(`Cannot get ${what}: ${fault}`)
    if (this.#whole.has(fileName) || this.#compact.get(fileName)?.has(chunk)) return callback(`${what} is here already`)
    fetchChunk(this.#host, to.value, fileName, chunk, REPLY_TIMEOUT_MS, (result) => {
      if (!result.ok) return callback(`Cannot get ${what} from ${key}: ${printable(result.reason)}`)
      const bytes = result.value
      this.#host.report('chunk-received', { file: fileName, chunk, bytes: bytes.length, count: 1, from: key })
      this.#keep(fileName, chunk, bytes, (error) => {
        if (error !== null) return callback(`Cannot keep ${what} in ${this.#options.name}: ${error.message}`)
        this.#client.registerChunk(fileName, chunk, this.#lPort, (reply) => {
          callback(reply.text === '' && !reply.ok ? `The tracker is no help: ${reply.reason}` : printable(reply.text))
        })
      })
    })
  }

  #keep(fileName: string, chunk: number, bytes: Uint8Array, callback: (error: Error | null) => void): void {
    const known = this.#compact.get(fileName)
    if (known !== undefined) return known.add(chunk, bytes, callback)
    const file = new CompactFile(this.#host, this.#options.name, fileName)
    file.load((error) => {
      if (error !== null) return callback(error)
      this.#compact.set(fileName, file)
      if (file.has(chunk)) callback(null)
      else file.add(chunk, bytes, callback)
    })
  }

  // The end

  #leave(): void {
    if (this.#isLeaving) return
    this.#isLeaving = true
    this.#host.clock.clearInterval(this.#timer)
    this.#client.unregister(this.#lPort, LEAVE_TIMEOUT_MS, () => {
      for (const { file, neighbours } of this.#whole.values()) {
        neighbours.close()
        file.close()
      }
      this.#listener.close()
      this.#host.exit(0)
    })
  }

  #fail(reason: string): void {
    this.#print(`Cannot start: ${reason}`)
    this.#host.exit(1)
  }

  #print(line: string): void {
    this.#host.terminal.write(`${line}\n`)
  }
}
