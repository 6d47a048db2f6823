// The replies of the chunk swarm: decoders for those who asked, and the one form every error has.
import Type, { type Static, type TSchema } from 'typebox'
import { MAX_FILE_BYTES } from './chunk-arithmetic.ts'
import { type Decoded, refused } from './decoded.ts'
import { schemaDecoder } from './schema-decoder.ts'

/** Chunk numbers one by one, or ranges when they were asked for. */
const Chunks = Type.Union([
  Type.Array(Type.Integer({ minimum: 1 })),
  Type.Array(Type.Tuple([Type.Integer({ minimum: 1 }), Type.Integer({ minimum: 1 })])),
])
const Peers = Type.Record(Type.String(), Chunks)

const Registered = Type.Object({ message: Type.Literal(1), file: Type.String(), success: Type.Literal(1) })
const FileList = Type.Object({ message: Type.Literal(2), files: Type.Record(Type.String(), Peers) })
const Locations = Type.Object({
  message: Type.Literal(3),
  fileName: Type.String(),
  peers: Peers,
  // Ours, when the request had one of our fields.
  size: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_FILE_BYTES })),
  hash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
})
const ChunkRegistered = Type.Object({ message: Type.Literal(4), success: Type.Literal(1) })
const Chunk = Type.Object({
  message: Type.Literal(5),
  fileName: Type.String(),
  chunk: Type.Integer({ minimum: 1 }),
  data: Type.String(),
  encoding: Type.Optional(Type.Literal('base64')),
})
/** Ours: from here on the connection carries frames. */
const Binary = Type.Object({ message: Type.Literal(5), binary: Type.Literal(1) })
/** Ours: the tracker has forgotten the peer. */
const Unregistered = Type.Object({ message: Type.Literal(6), success: Type.Literal(1) })
/** `busy`: ours, the peer has no room for another neighbour now. */
const Failure = Type.Object({
  success: Type.Literal(0),
  error: Type.String(),
  busy: Type.Optional(Type.Literal(1)),
})

export type LocationsReply = Static<typeof Locations>
export type FileListReply = Static<typeof FileList>
export type ChunkReply = Static<typeof Chunk>

/** A reply is what was hoped for, or the other end's refusal; `busy` means the same request may succeed later. */
export type Reply<T> = Decoded<T> & { readonly busy?: boolean }

const decodeFailure = schemaDecoder(Failure)

// It takes the schema, not a decoder: to infer one generic call through another costs tsc seconds with these types.
function replyDecoder<S extends TSchema>(schema: S): (value: Readonly<Record<string, unknown>>) => Reply<Static<S>> {
  const decode = schemaDecoder(schema)
  return (value) => {
    if (value.success !== 0) return decode(value)
    const failure = decodeFailure(value)
    return failure.ok ? { ...refused(failure.value.error), busy: failure.value.busy === 1 } : failure
  }
}

export const decodeRegistered = replyDecoder(Registered)
export const decodeFileListReply = replyDecoder(FileList)
export const decodeLocationsReply = replyDecoder(Locations)
export const decodeChunkRegistered = replyDecoder(ChunkRegistered)
export const decodeUnregistered = replyDecoder(Unregistered)
export const decodeChunkReply = replyDecoder(Chunk)
export const decodeChunkOrBinary = replyDecoder(Type.Union([Binary, Chunk]))

/** Every refusal, by tracker and peer. `message` is that of the request, 0 when it could not be read. */
export function errorReply(message: unknown, error: string, busy = false): string {
  const number = typeof message === 'number' && Number.isSafeInteger(message) ? message : 0
  return JSON.stringify(busy ? { message: number, success: 0, error, busy: 1 } : { message: number, success: 0, error })
}
