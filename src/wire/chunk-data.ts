// The `data` of a chunk in a JSON message: text when the bytes are valid UTF-8 on their own, else base64 and says so.
import { decodeBase64, encodeBase64 } from './base64.ts'
import { type Decoded, decoded, refused } from './decoded.ts'

export interface ChunkData {
  readonly data: string
  readonly encoding?: 'base64' | undefined
}

// A byte order mark is data here, not a hint: with ignoreBOM it survives.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf8 = new TextEncoder()
const LONE_SURROGATE = /\p{Cs}/u

export function encodeChunkData(bytes: Uint8Array): ChunkData {
  try {
    return { data: strictUtf8.decode(bytes) }
  } catch {
    return { data: encodeBase64(bytes), encoding: 'base64' }
  }
}

export function decodeChunkData({ data, encoding }: ChunkData): Decoded<Uint8Array> {
  if (encoding === 'base64') return decodeBase64(data)
  if (LONE_SURROGATE.test(data)) return refused('the chunk holds half a character')
  return decoded(utf8.encode(data))
}
