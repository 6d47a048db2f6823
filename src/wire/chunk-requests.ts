// The requests of the chunk swarm as they travel, and their decoders. Fields of the seeds first, optional ones of ours after
// the comment; fields nobody knows are ignored, so that old programs and new ones mix.
import { MAX_FILE_BYTES } from './chunk-arithmetic.ts'
import { type Decoded, refused } from './decoded.ts'
import {
  anything,
  decodeAs,
  integer,
  list,
  matching,
  object,
  oneOf,
  optional,
  pair,
  record,
  text,
  type TypeOf,
} from './schema.ts'

/** Peers a requester may report as dead in one message. */
export const MAX_DEAD_REPORTED = 16

/** Peers a requester may ask for in one reply. */
export const MAX_PEERS_ASKED = 1_000

const port = integer(1, 65_535)
const size = integer(0, MAX_FILE_BYTES)
const chunkNumber = integer(1, 2 ** 30)
const hash = matching(/^[0-9a-f]{64}$/, '64 lower-case hex digits')
const flag = oneOf(true, false, 0, 1)
const peerCount = integer(1, MAX_PEERS_ASKED)

const register = object({
  message: oneOf(1),
  files: list(pair(text(), size)),
  lPort: port,
  // Ours: the file hash of each file, and "forget what you knew of me".
  hashes: optional(record(hash)),
  fresh: optional(flag),
})

const fileList = object({
  message: oneOf(2),
  // Ours: ranges instead of numbers, at most so many peers of each file.
  ranges: optional(flag),
  maxPeers: optional(peerCount),
})

const locations = object({
  message: oneOf(3),
  fileName: text(),
  // Ours. `lPort`: list me to others that fetch the file; `dead`: keys of peers that did not answer.
  ranges: optional(flag),
  maxPeers: optional(peerCount),
  lPort: optional(port),
  dead: optional(list(text(260), MAX_DEAD_REPORTED)),
})

const chunkRegister = object({
  message: oneOf(4),
  fileName: text(),
  lPort: port,
  chunk: chunkNumber,
})

/** Ours: all chunks a peer has of one file, in one message; what the tracker knew of them before is replaced. */
const chunksRegister = object({
  message: oneOf(4),
  fileName: text(),
  lPort: port,
  chunks: list(pair(chunkNumber, chunkNumber)),
  size,
  hash: optional(hash),
})

const chunkRequest = object({
  message: oneOf(5),
  fileName: text(),
  chunk: chunkNumber,
  peer: optional(anything),
  // Ours: asks to go on in the binary form; `lPort` is where the requester listens.
  binary: optional(flag),
  lPort: optional(port),
})

/** Ours: the peer leaves. */
const unregister = object({ message: oneOf(6), lPort: port })

export type RegisterRequest = TypeOf<typeof register>
export type FileListRequest = TypeOf<typeof fileList>
export type LocationsRequest = TypeOf<typeof locations>
export type ChunkRegisterRequest = TypeOf<typeof chunkRegister>
export type ChunksRegisterRequest = TypeOf<typeof chunksRegister>
export type ChunkRequestMessage = TypeOf<typeof chunkRequest>
export type UnregisterRequest = TypeOf<typeof unregister>

export type TrackerRequest =
  | RegisterRequest
  | FileListRequest
  | LocationsRequest
  | ChunkRegisterRequest
  | ChunksRegisterRequest
  | UnregisterRequest

/** What a tracker is asked. */
export function decodeTrackerRequest(value: Readonly<Record<string, unknown>>): Decoded<TrackerRequest> {
  switch (value.message) {
    case 1:
      return decodeAs(register, value)
    case 2:
      return decodeAs(fileList, value)
    case 3:
      return decodeAs(locations, value)
    case 4:
      return 'chunks' in value ? decodeAs(chunksRegister, value) : decodeAs(chunkRegister, value)
    case 6:
      return decodeAs(unregister, value)
    case 5:
      return refused('message 5 goes to a peer, not to the tracker')
    default:
      return refused('"message" must be 1, 2, 3, 4 or 6')
  }
}

/** What a peer is asked. */
export function decodePeerRequest(value: Readonly<Record<string, unknown>>): Decoded<ChunkRequestMessage> {
  return value.message === 5 ? decodeAs(chunkRequest, value) : refused('a peer answers message 5 only')
}
