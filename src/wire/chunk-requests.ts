// The requests of the chunk swarm as they travel, and their decoders. Fields of the seeds first, optional ones of ours after
// the comment; fields nobody knows are ignored, so that old programs and new ones mix.
import Type, { type Static } from 'typebox'
import { MAX_FILE_BYTES } from './chunk-arithmetic.ts'
import { type Decoded, refused } from './decoded.ts'
import { schemaDecoder } from './schema-decoder.ts'

/** Peers a requester may report as dead in one message. */
export const MAX_DEAD_REPORTED = 16

/** Peers a requester may ask for in one reply. */
export const MAX_PEERS_ASKED = 1_000

const Port = Type.Integer({ minimum: 1, maximum: 65_535 })
const Size = Type.Integer({ minimum: 0, maximum: MAX_FILE_BYTES })
const ChunkNumber = Type.Integer({ minimum: 1, maximum: 2 ** 30 })
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Flag = Type.Union([Type.Boolean(), Type.Literal(0), Type.Literal(1)])
const PeerCount = Type.Integer({ minimum: 1, maximum: MAX_PEERS_ASKED })

const Register = Type.Object({
  message: Type.Literal(1),
  files: Type.Array(Type.Tuple([Type.String(), Size])),
  lPort: Port,
  // Ours: the file hash of each file, and "forget what you knew of me".
  hashes: Type.Optional(Type.Record(Type.String(), Hash)),
  fresh: Type.Optional(Flag),
})

const FileList = Type.Object({
  message: Type.Literal(2),
  // Ours: ranges instead of numbers, at most so many peers of each file.
  ranges: Type.Optional(Flag),
  maxPeers: Type.Optional(PeerCount),
})

const Locations = Type.Object({
  message: Type.Literal(3),
  fileName: Type.String(),
  // Ours. `lPort`: list me to others that fetch the file; `dead`: keys of peers that did not answer.
  ranges: Type.Optional(Flag),
  maxPeers: Type.Optional(PeerCount),
  lPort: Type.Optional(Port),
  dead: Type.Optional(Type.Array(Type.String({ maxLength: 260 }), { maxItems: MAX_DEAD_REPORTED })),
})

const ChunkRegister = Type.Object({
  message: Type.Literal(4),
  fileName: Type.String(),
  lPort: Port,
  chunk: ChunkNumber,
})

/** Ours: all chunks a peer has of one file, in one message; what the tracker knew of them before is replaced. */
const ChunksRegister = Type.Object({
  message: Type.Literal(4),
  fileName: Type.String(),
  lPort: Port,
  chunks: Type.Array(Type.Tuple([ChunkNumber, ChunkNumber])),
  size: Size,
  hash: Type.Optional(Hash),
})

const ChunkRequest = Type.Object({
  message: Type.Literal(5),
  fileName: Type.String(),
  chunk: ChunkNumber,
  peer: Type.Optional(Type.Unknown()),
  // Ours: asks to go on in the binary form; `lPort` is where the requester listens.
  binary: Type.Optional(Flag),
  lPort: Type.Optional(Port),
})

/** Ours: the peer leaves. */
const Unregister = Type.Object({ message: Type.Literal(6), lPort: Port })

export type RegisterRequest = Static<typeof Register>
export type FileListRequest = Static<typeof FileList>
export type LocationsRequest = Static<typeof Locations>
export type ChunkRegisterRequest = Static<typeof ChunkRegister>
export type ChunksRegisterRequest = Static<typeof ChunksRegister>
export type ChunkRequestMessage = Static<typeof ChunkRequest>
export type UnregisterRequest = Static<typeof Unregister>

export type TrackerRequest =
  | RegisterRequest
  | FileListRequest
  | LocationsRequest
  | ChunkRegisterRequest
  | ChunksRegisterRequest
  | UnregisterRequest

const decodeRegister = schemaDecoder(Register)
const decodeFileList = schemaDecoder(FileList)
const decodeLocations = schemaDecoder(Locations)
const decodeChunkRegister = schemaDecoder(ChunkRegister)
const decodeChunksRegister = schemaDecoder(ChunksRegister)
const decodeUnregister = schemaDecoder(Unregister)
const decodeChunkRequestSchema = schemaDecoder(ChunkRequest)

/** What a tracker is asked. */
export function decodeTrackerRequest(value: Readonly<Record<string, unknown>>): Decoded<TrackerRequest> {
  switch (value.message) {
    case 1:
      return decodeRegister(value)
    case 2:
      return decodeFileList(value)
    case 3:
      return decodeLocations(value)
    case 4:
      return 'chunks' in value ? decodeChunksRegister(value) : decodeChunkRegister(value)
    case 6:
      return decodeUnregister(value)
    case 5:
      return refused('message 5 goes to a peer, not to the tracker')
    default:
      return refused('"message" must be 1, 2, 3, 4 or 6')
  }
}

/** What a peer is asked. */
export function decodePeerRequest(value: Readonly<Record<string, unknown>>): Decoded<ChunkRequestMessage> {
  return value.message === 5 ? decodeChunkRequestSchema(value) : refused('a peer answers message 5 only')
}
