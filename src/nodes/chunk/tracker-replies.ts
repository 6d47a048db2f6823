// The tracker's replies as text. Written piece by piece, because an object would lose the order of file names that look like
// numbers, and because a plain list of a large swarm is long: each piece is added by itself, so that it is copied once.
import type { Random } from '../../host/random.ts'
import { numbersOf } from '../../wire/chunk-ranges.ts'
import type { FileListRequest, LocationsRequest } from '../../wire/chunk-requests.ts'
import { MAX_REPLY_NUMBERS } from './limits.ts'
import { type Holding, numbersIn, type SwarmFile, type TrackerSwarm } from './tracker-swarm.ts'

/** Longer entries are written anew each time: what they take then is small beside sending them. */
const MAX_KEPT_LENGTH = 256
const MAX_KEPT_REPLY_LENGTH = 1024
/** Who names no number of peers gets all of them. */
const ALL = Number.POSITIVE_INFINITY

/** The peers of one file, or of one after the other, as they stand in a reply. */
class PeerEntries {
  text = ''
  /** Something was left out: the reply had no room for all its chunk numbers (or ranges). */
  isTruncated = false
  readonly #asRanges: boolean
  #numbersLeft: number

  constructor(asRanges: boolean, maxNumbers: number) {
    this.#asRanges = asRanges
    this.#numbersLeft = maxNumbers
  }

  /** Writes the peer. False: it has more numbers than the reply may still hold. */
  add(holding: Holding, isFirst: boolean): boolean {
    const numbers = this.#asRanges ? 2 * holding.chunks.length : numbersIn(holding)
    if (numbers > this.#numbersLeft) {
      this.isTruncated = true
      return false
    }
    this.#numbersLeft -= numbers
    if (!isFirst) this.text += ','
    this.text += entryText(holding, this.#asRanges)
    return true
  }

  /** Writes those that there is room for; how many those were. */
  addAll(holdings: readonly Holding[]): number {
    let count = 0
    for (const holding of holdings) if (this.add(holding, count === 0)) count++
    return count
  }
}

export function fileListReply(
  swarm: TrackerSwarm,
  { maxPeers = ALL, ranges }: FileListRequest,
  random: Random,
  maxNumbers = MAX_REPLY_NUMBERS,
): string {
  const peers = new PeerEntries(isOn(ranges), maxNumbers)
  let length = 0
  const begin = (file: SwarmFile): void => {
    peers.text += length === 0 ? file.head : `},${file.head}`
    length++
  }
  for (const file of swarm.files.values()) {
    // Most often one is asked for. A list for each of so many files would take longer than all the rest.
    if (maxPeers === 1) {
      const holding = swarm.one(file, random, isListed)
      if (holding === null) continue
      begin(file)
      peers.add(holding, true)
    } else {
      const holdings = swarm.sample(file, maxPeers, random, isListed)
      if (holdings.length === 0) continue
      begin(file)
      peers.addAll(holdings)
    }
  }
  const files = length === 0 ? '' : `${peers.text}}`
  return `{"message":2,"length":${length},"files":{${files}}${truncation(peers)}}`
}

/** `requesterKey`: who asks, when it said where it listens; it is left out of its own reply and sees those that only fetch. */
export function locationsReply(
  swarm: TrackerSwarm,
  request: LocationsRequest,
  requesterKey: string | null,
  random: Random,
  maxNumbers = MAX_REPLY_NUMBERS,
): string {
  const file = swarm.files.get(request.fileName)
  const head = `{"message":3,"fileName":${JSON.stringify(request.fileName)}`
  if (file === undefined) return `${head},"peers":{},"length":0}`
  const isPlain = request.maxPeers === undefined && !isOn(request.ranges) && request.lPort === undefined
  if (isPlain && file.plainReply !== null) return file.plainReply
  const accepts = (holding: Holding) =>
    holding.key !== requesterKey && (holding.isListed || (requesterKey !== null && !isPlain))
  const peers = new PeerEntries(isOn(request.ranges), maxNumbers)
  const length = peers.addAll(swarm.sample(file, request.maxPeers ?? ALL, random, accepts))
  const details = isPlain ? '' : `,"size":${file.sizeBytes}${file.hash === null ? '' : `,"hash":"${file.hash}"`}`
  const reply = [`${head},"peers":{`, peers.text, `},"length":${length}${details}${truncation(peers)}}`].join('')
  if (isPlain && reply.length <= MAX_KEPT_REPLY_LENGTH) file.plainReply = reply
  return reply
}

function isListed(holding: Holding): boolean {
  return holding.isListed
}

/** Most holdings are asked for again and again before they change. */
function entryText(holding: Holding, asRanges: boolean): string {
  const kept = asRanges ? holding.asRanges : holding.asNumbers
  if (kept !== null) return kept
  const chunks = asRanges ? holding.chunks : numbersOf(holding.chunks)
  // Joined, as V8 keeps a sum as a tree of its parts, and would walk it for each reply.
  const text = [JSON.stringify(holding.key), JSON.stringify(chunks)].join(':')
  if (text.length <= MAX_KEPT_LENGTH) {
    if (asRanges) holding.asRanges = text
    else holding.asNumbers = text
  }
  return text
}

function truncation({ isTruncated }: PeerEntries): string {
  return isTruncated ? ',"truncated":1' : ''
}

function isOn(flag: boolean | 0 | 1 | undefined): boolean {
  return flag === true || flag === 1
}
