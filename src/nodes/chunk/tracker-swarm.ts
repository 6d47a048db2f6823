// What a tracker knows: which peer has which chunks of which file. No network, no disk, no clock.
// Every change is also a record, so that a log of the records brings the same swarm back.
import type { Random } from '../../host/random.ts'
import { chunkCount } from '../../wire/chunk-arithmetic.ts'
import { type ChunkRanges, countChunks } from '../../wire/chunk-ranges.ts'

/** A change of the swarm. Short names: a log holds many of them. */
export type SwarmRecord =
  /** Peer `k` has exactly the chunks `c` of file `f`, which has `s` bytes and the hash `h`. */
  | { readonly k: string; readonly f: string; readonly s: number; readonly h?: string; readonly c: ChunkRanges }
  /** Peer `k` has left. */
  | { readonly k: string; readonly left: true }

/** What one peer has of one file. */
export interface Holding {
  readonly key: string
  chunks: ChunkRanges
  /** False: it is about to fetch the file, has nothing yet, and does not show in plain replies. */
  isListed: boolean
  /** Where it stands in the file's `order`. */
  place: number
  /** Its entry in replies, once it was needed; null again when it changes. Long ones are not kept. */
  asNumbers: string | null
  asRanges: string | null
}

export interface SwarmFile {
  readonly name: string
  /** What stands before its peers in a list of files: its name, quoted, and `:{`. */
  readonly head: string
  readonly sizeBytes: number
  /** SHA-256 over the SHA-256 of each chunk, from the first registrar who gave one. */
  hash: string | null
  /** In the order they came, as the seeds list them. */
  readonly holdings: Map<string, Holding>
  /** The same holdings without order, so that random ones are found without walking all. */
  readonly order: Holding[]
  /** The reply to a plain request for its peers, once there was one; null again when it changes. Long ones are not kept. */
  plainReply: string | null
}

export interface SwarmLimits {
  readonly maxFiles: number
  readonly maxPeers: number
}

export const SWARM_LIMITS: SwarmLimits = { maxFiles: 100_000, maxPeers: 100_000 }

const FEW = 16
/** Draws that hit the same or an unwanted one are lost: so many for each wanted, and some more, are enough for a good mix. */
const DRAWS_EACH = 3
const DRAWS_BEYOND = 8

export class TrackerSwarm {
  readonly files = new Map<string, SwarmFile>()
  /** Names of the files of each peer. */
  readonly peers = new Map<string, Set<string>>()
  readonly #limits: SwarmLimits
  readonly #onRecord: (record: SwarmRecord) => void

  constructor(limits: SwarmLimits, onRecord: (record: SwarmRecord) => void) {
    this.#limits = limits
    this.#onRecord = onRecord
  }

  /** Null when the peer may have this file, else why not. Changes nothing. */
  fault(key: string, name: string, sizeBytes: number, hash: string | null): string | null {
    const file = this.files.get(name)
    if (file === undefined) {
      if (this.files.size >= this.#limits.maxFiles) return `the tracker knows ${this.#limits.maxFiles} files already`
    } else {
      if (file.sizeBytes !== sizeBytes) return `"${name}" has ${file.sizeBytes} bytes here, not ${sizeBytes}`
      if (file.hash !== null && hash !== null && file.hash !== hash) return `"${name}" has another hash here`
    }
    if (!this.peers.has(key) && this.peers.size >= this.#limits.maxPeers) {
      return `the tracker knows ${this.#limits.maxPeers} peers already`
    }
    return null
  }

  /** The peer has exactly these chunks of the file. `fault` must have been null. False when that was known already. */
  setChunks(key: string, name: string, sizeBytes: number, hash: string | null, chunks: ChunkRanges): boolean {
    const file = this.#fileOf(name, sizeBytes)
    const holding = this.#holdingOf(file, key)
    const isListed = holding.isListed || chunks.length > 0 || sizeBytes === 0
    const isNews = (hash !== null && file.hash === null) || isListed !== holding.isListed
    if (!isNews && areSame(chunks, holding.chunks)) return false
    if (hash !== null) file.hash ??= hash
    holding.chunks = chunks
    holding.asNumbers = null
    holding.asRanges = null
    holding.isListed = isListed
    file.plainReply = null
    this.#onRecord({ k: key, f: name, s: sizeBytes, ...(file.hash === null ? {} : { h: file.hash }), c: chunks })
    return true
  }

  /** The peer is about to fetch the file. Not worth a record: it says so again. False when the file is unknown. */
  join(key: string, name: string): boolean {
    const file = this.files.get(name)
    if (file === undefined || (!this.peers.has(key) && this.peers.size >= this.#limits.maxPeers)) return false
    this.#holdingOf(file, key)
    return true
  }

  /** Forgets the peer. False when it was not known. */
  remove(key: string): boolean {
    const names = this.peers.get(key)
    if (names === undefined) return false
    this.peers.delete(key)
    for (const name of names) {
      const file = this.files.get(name)
      if (file !== undefined) this.#drop(file, key)
    }
    this.#onRecord({ k: key, left: true })
    return true
  }

  /** Up to `count` random holdings that `accepts`; costs about `count` however large the swarm is. */
  sample(file: SwarmFile, count: number, random: Random, accepts: (holding: Holding) => boolean): Holding[] {
    if (file.order.length <= count) return [...file.holdings.values()].filter(accepts)
    const chosen: Holding[] = []
    // A set costs more than looking through a few.
    const seen = count > FEW ? new Set<Holding>() : null
    for (let draws = 0; draws < DRAWS_EACH * count + DRAWS_BEYOND && chosen.length < count; draws++) {
      const holding = file.order[random.below(file.order.length)]
      if (holding === undefined || !accepts(holding)) continue
      if (seen === null ? chosen.includes(holding) : seen.has(holding)) continue
      seen?.add(holding)
      chosen.push(holding)
    }
    return chosen
  }

  /** `sample` of one, which draws as often; null when there is none. */
  one({ order }: SwarmFile, random: Random, accepts: (holding: Holding) => boolean): Holding | null {
    const draws = order.length > 1 ? DRAWS_BEYOND + DRAWS_EACH : 1
    for (let draw = 0; draw < draws; draw++) {
      const holding = order[order.length > 1 ? random.below(order.length) : 0]
      if (holding !== undefined && accepts(holding)) return holding
    }
    return null
  }

  /** The records that make this swarm from nothing. */
  *snapshot(): Generator<SwarmRecord> {
    for (const file of this.files.values()) {
      for (const { key, chunks, isListed } of file.holdings.values()) {
        if (!isListed) continue
        yield { k: key, f: file.name, s: file.sizeBytes, ...(file.hash === null ? {} : { h: file.hash }), c: chunks }
      }
    }
  }

  #fileOf(name: string, sizeBytes: number): SwarmFile {
    const known = this.files.get(name)
    if (known !== undefined) return known
    const file: SwarmFile = {
      name,
      // Joined, as V8 keeps a sum as a tree of its parts, and would walk it for each reply.
      head: [JSON.stringify(name), ':{'].join(''),
      sizeBytes,
      hash: null,
      holdings: new Map(),
      order: [],
      plainReply: null,
    }
    this.files.set(name, file)
    return file
  }

  #holdingOf(file: SwarmFile, key: string): Holding {
    const known = file.holdings.get(key)
    if (known !== undefined) return known
    const place = file.order.length
    const holding: Holding = { key, chunks: [], isListed: false, place, asNumbers: null, asRanges: null }
    file.holdings.set(key, holding)
    file.order.push(holding)
    let names = this.peers.get(key)
    if (names === undefined) {
      names = new Set()
      this.peers.set(key, names)
    }
    names.add(file.name)
    return holding
  }

  #drop(file: SwarmFile, key: string): void {
    const holding = file.holdings.get(key)
    if (holding === undefined) return
    file.holdings.delete(key)
    file.plainReply = null
    const last = file.order.pop()
    if (last !== undefined && last !== holding) {
      file.order[holding.place] = last
      last.place = holding.place
    }
    if (file.holdings.size === 0) this.files.delete(file.name)
  }
}

function areSame(one: ChunkRanges, other: ChunkRanges): boolean {
  return (
    one.length === other.length && one.every(([first, last], at) => first === other[at]?.[0] && last === other[at][1])
  )
}

/** Every chunk of a file of so many bytes. */
export function allChunks(sizeBytes: number): ChunkRanges {
  const chunks = chunkCount(sizeBytes)
  return chunks === 0 ? [] : [[1, chunks]]
}

/** Chunk numbers that a plain reply about this holding has. */
export function numbersIn(holding: Holding): number {
  return countChunks(holding.chunks)
}
