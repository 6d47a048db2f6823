// What a fetch must know before it begins: the size and the hash. A tracker of ours says both; behind an old one the size comes
// from the number of the last chunk and its length.
import type { Host } from '../../host/host.ts'
import { CHUNK_BYTES } from '../../wire/chunk-arithmetic.ts'
import { type ChunkRange, type ChunkRanges, hasChunk, rangesOf } from '../../wire/chunk-ranges.ts'
import type { LocationsReply } from '../../wire/chunk-replies.ts'
import { parsePeerKey } from '../../wire/peer-key.ts'
import { fetchChunk } from './plain-sender.ts'

export interface FileFacts {
  readonly sizeBytes: number
  readonly hash: string | null
}

/** The peers of a reply, in ranges whatever form they came in. What makes no sense is left out. */
export function peersOf(reply: LocationsReply): Record<string, ChunkRanges> {
  const peers: Record<string, ChunkRanges> = Object.create(null)
  for (const [key, chunks] of Object.entries(reply.peers)) {
    const isRanges = typeof chunks[0] !== 'number'
    const ranges = isRanges ? (chunks as ChunkRange[]) : rangesOf(chunks as number[])
    if (ranges.every(([first, last], at) => first <= last && first > (ranges[at - 1]?.[1] ?? 0))) peers[key] = ranges
  }
  return peers
}

/** Calls back with null when nobody could say. At once when the reply has it. */
export function learnFacts(
  host: Host,
  reply: LocationsReply,
  timeoutMs: number,
  callback: (facts: FileFacts | null) => void,
): void {
  if (reply.size !== undefined) return callback({ sizeBytes: reply.size, hash: reply.hash ?? null })
  const peers = Object.entries(peersOf(reply))
  const lastChunk = Math.max(0, ...peers.map(([, ranges]) => ranges.at(-1)?.[1] ?? 0))
  const owner = peers.find(([, ranges]) => lastChunk > 0 && hasChunk(ranges, lastChunk))
  const to = owner === undefined ? null : parsePeerKey(owner[0])
  if (to === null || !to.ok) return callback(null)
  fetchChunk(host, to.value, reply.fileName, lastChunk, timeoutMs, (result) => {
    const isChunk = result.ok && result.value.length > 0 && result.value.length <= CHUNK_BYTES
    callback(isChunk ? { sizeBytes: (lastChunk - 1) * CHUNK_BYTES + result.value.length, hash: null } : null)
  })
}
