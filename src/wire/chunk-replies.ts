// The replies of the chunk swarm: decoders for those who asked, and the one form every error has.
import { MAX_FILE_BYTES } from './chunk-arithmetic.ts'
import { type Decoded, refused } from './decoded.ts'
import {
  decodeAs,
  either,
  integer,
  list,
  matching,
  object,
  oneOf,
  optional,
  pair,
  record,
  type Schema,
  text,
  type TypeOf,
} from './schema.ts'

/** Chunk numbers one by one, or ranges when they were asked for. */
const chunks = either(list(integer(1)), list(pair(integer(1), integer(1))))
const peers = record(chunks)

const registered = object({ message: oneOf(1), file: text(), success: oneOf(1) })
const fileList = object({ message: oneOf(2), files: record(peers) })
const locations = object({
  message: oneOf(3),
  fileName: text(),
  peers,
  // Ours, when the request had one of our fields.
  size: optional(integer(0, MAX_FILE_BYTES)),
  hash: optional(matching(/^[0-9a-f]{64}$/, '64 lower-case hex digits')),
})
const chunkRegistered = object({ message: oneOf(4), success: oneOf(1) })
const chunk = object({
  message: oneOf(5),
  fileName: text(),
  chunk: integer(1),
  data: text(),
  encoding: optional(oneOf('base64')),
})
/** Ours: from here on the connection carries frames. */
const binary = object({ message: oneOf(5), binary: oneOf(1) })
/** Ours: the tracker has forgotten the peer. */
const unregistered = object({ message: oneOf(6), success: oneOf(1) })
/** `busy`: ours, the peer has no room for another neighbour now. */
const failure = object({ success: oneOf(0), error: text(), busy: optional(oneOf(1)) })

export type LocationsReply = TypeOf<typeof locations>
export type FileListReply = TypeOf<typeof fileList>
export type ChunkReply = TypeOf<typeof chunk>

/** A reply is what was hoped for, or the other end's refusal; `busy` means the same request may succeed later. */
export type Reply<T> = Decoded<T> & { readonly busy?: boolean }

function replyDecoder<T>(schema: Schema<T>): (value: Readonly<Record<string, unknown>>) => Reply<T> {
  return (value) => {
    if (value.success !== 0) return decodeAs(schema, value)
    const refusal = decodeAs(failure, value)
    return refusal.ok ? { ...refused(refusal.value.error), busy: refusal.value.busy === 1 } : refusal
  }
}

export const decodeRegistered = replyDecoder(registered)
export const decodeFileListReply = replyDecoder(fileList)
export const decodeLocationsReply = replyDecoder(locations)
export const decodeChunkRegistered = replyDecoder(chunkRegistered)
export const decodeUnregistered = replyDecoder(unregistered)
export const decodeChunkReply = replyDecoder(chunk)
export const decodeChunkOrBinary = replyDecoder(either(binary, chunk))

/** Every refusal, by tracker and peer. `message` is that of the request, 0 when it could not be read. */
export function errorReply(message: unknown, error: string, busy = false): string {
  const number = typeof message === 'number' && Number.isSafeInteger(message) ? message : 0
  return JSON.stringify(busy ? { message: number, success: 0, error, busy: 1 } : { message: number, success: 0, error })
}
