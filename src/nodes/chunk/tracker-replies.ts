// The tracker's replies as text. Written piece by piece, because an object would lose the order of file names that look like
// numbers, and because a plain list of a large swarm is long.
import type { Random } from '../../host/random.ts'
import { numbersOf } from '../../wire/chunk-ranges.ts'
import type { FileListRequest, LocationsRequest } from '../../wire/chunk-requests.ts'
import { MAX_REPLY_NUMBERS } from './limits.ts'
import { type Holding, listedHoldings, numbersIn, type SwarmFile, type TrackerSwarm } from './tracker-swarm.ts'

/** Longer entries are written anew each time: what they take then is small beside sending them. */
const MAX_KEPT_LENGTH = 256

/** How many chunk numbers (or ranges) a reply may still hold. */
class NumberBudget {
  isExceeded = false
  #left: number

  constructor(numbers: number) {
    this.#left = numbers
  }

  take(numbers: number): boolean {
    if (numbers > this.#left) {
      this.isExceeded = true
      return false
    }
    this.#left -= numbers
    return true
  }
}

export function fileListReply(
  swarm: TrackerSwarm,
  request: FileListRequest,
  random: Random,
  maxNumbers = MAX_REPLY_NUMBERS,
): string {
  const budget = new NumberBudget(maxNumbers)
  const files: string[] = []
  for (const file of swarm.files.values()) {
    const holdings = choose(swarm, file, request.maxPeers, random, isListed)
    if (holdings.length === 0) continue
    files.push(`${file.nameText}:${peersText(holdings, isOn(request.ranges), budget).text}`)
  }
  return `{"message":2,"length":${files.length},"files":{${files.join(',')}}${truncation(budget)}}`
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
  const accepts = (holding: Holding) =>
    holding.key !== requesterKey && (holding.isListed || (requesterKey !== null && !isPlain))
  const budget = new NumberBudget(maxNumbers)
  const holdings = choose(swarm, file, request.maxPeers, random, accepts)
  const { text, length } = peersText(holdings, isOn(request.ranges), budget)
  const details = isPlain ? '' : `,"size":${file.sizeBytes}${file.hash === null ? '' : `,"hash":"${file.hash}"`}`
  return `${head},"peers":${text},"length":${length}${details}${truncation(budget)}}`
}

function choose(
  swarm: TrackerSwarm,
  file: SwarmFile,
  maxPeers: number | undefined,
  random: Random,
  accepts: (holding: Holding) => boolean,
): Holding[] {
  if (maxPeers !== undefined) return swarm.sample(file, maxPeers, random, accepts)
  return accepts === isListed ? listedHoldings(file) : [...file.holdings.values()].filter(accepts)
}

function isListed(holding: Holding): boolean {
  return holding.isListed
}

function peersText(
  holdings: readonly Holding[],
  asRanges: boolean,
  budget: NumberBudget,
): { text: string; length: number } {
  let text = ''
  let length = 0
  for (const holding of holdings) {
    if (!budget.take(asRanges ? 2 * holding.chunks.length : numbersIn(holding))) continue
    text += length === 0 ? entryText(holding, asRanges) : `,${entryText(holding, asRanges)}`
    length++
  }
  return { text: `{${text}}`, length }
}

/** Most holdings are asked for again and again before they change. */
function entryText(holding: Holding, asRanges: boolean): string {
  const kept = asRanges ? holding.asRanges : holding.asNumbers
  if (kept !== null) return kept
  const text = `${JSON.stringify(holding.key)}:${JSON.stringify(asRanges ? holding.chunks : numbersOf(holding.chunks))}`
  if (text.length <= MAX_KEPT_LENGTH) {
    if (asRanges) holding.asRanges = text
    else holding.asNumbers = text
  }
  return text
}

function truncation(budget: NumberBudget): string {
  return budget.isExceeded ? ',"truncated":1' : ''
}

function isOn(flag: boolean | 0 | 1 | undefined): boolean {
  return flag === true || flag === 1
}
