// Bytes to messages of the index swarm. They come from outside: a decoder gives a message or the reason why there is none.
import { ByteReader } from '../byte-reader.ts'
import { type Decoded, decoded, refused } from '../decoded.ts'
import type { Frame } from '../frames.ts'
import { bytesToHex } from '../hex.ts'
import { FileVector, VECTOR_BYTES } from './file-vector.ts'
import { BLOCK_BYTES, BLOCK_COUNT, FILE_COUNT, isFileIndex } from './generated-file.ts'
import {
  MAX_ADDRESS_LENGTH,
  MAX_EXCLUDED,
  MAX_TEXT_BYTES,
  type Message,
  type MessageType,
  PROTOCOL_VERSION,
  REFUSAL_NUMBERS,
  type RefusalCode,
  TYPE_NUMBERS,
} from './messages.ts'

const HASH_BYTES = 20
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const types = new Map(Object.entries(TYPE_NUMBERS).map(([type, number]) => [number, type as MessageType]))
const refusalCodes = new Map(Object.entries(REFUSAL_NUMBERS).map(([code, number]) => [number, code as RefusalCode]))

export function isKnownType(type: number): boolean {
  return types.has(type)
}

export function decodeMessage(frame: Frame): Decoded<Message> {
  const type = types.get(frame.type)
  if (type === undefined) return refused(`a message of the unknown type ${frame.type}`)
  const reader = new ByteReader(frame.body)
  const message = DECODERS[type](reader)
  // A body of the wrong length makes its fields meaningless: that is said first.
  const lengthError = reader.lengthError()
  if (lengthError !== null && !(typeof message === 'string' && reader.left > 0)) {
    return refused(`a bad '${type}' message: ${lengthError}`)
  }
  return typeof message === 'string' ? refused(`a bad '${type}' message: ${message}`) : decoded(message)
}

/** Each gives the message or what is wrong with it; whether the body had the right length is checked for all of them. */
const DECODERS: { readonly [type in MessageType]: (body: ByteReader) => Message | string } = {
  register: decodeRegister,
  registered: (body) => ({ type: 'registered', idleLimitMs: body.uint32() }),
  query: decodeQuery,
  answer: decodeAnswer,
  nobody: (body) => withFile(body.uint8(), (file) => ({ type: 'nobody', file })),
  downloaded: (body) => withFile(body.uint8(), (file) => ({ type: 'downloaded', file, supplierId: body.uint32() })),
  quit: () => ({ type: 'quit' }),
  ping: () => ({ type: 'ping' }),
  pong: () => ({ type: 'pong' }),
  refusal: decodeRefusal,
  request: decodeRequest,
  'file-start': decodeFileStart,
  block: decodeBlock,
  ack: decodeAck,
}

function decodeRegister(body: ByteReader): Message | string {
  const version = body.uint8()
  if (version !== PROTOCOL_VERSION) return unknownVersion(version)
  const id = body.uint32()
  const port = body.uint16()
  const fileCount = body.uint16()
  if (body.left >= VECTOR_BYTES && fileCount !== FILE_COUNT) {
    return `it speaks of ${fileCount} files, there are ${FILE_COUNT}`
  }
  const vector = body.bytes(VECTOR_BYTES)
  if (port === 0) return 'port 0: no peer can be reached there'
  return { type: 'register', id, port, vector: new FileVector(vector) }
}

function decodeQuery(body: ByteReader): Message | string {
  const file = body.uint8()
  const count = body.left > 0 ? body.uint8() : 0
  if (count > MAX_EXCLUDED) return `it excludes ${count} suppliers, at most ${MAX_EXCLUDED} are allowed`
  const excluded = Array.from({ length: count }, () => body.uint32())
  return withFile(file, () => ({ type: 'query', file, excluded }))
}

function decodeAnswer(body: ByteReader): Message | string {
  const file = body.uint8()
  const id = body.uint32()
  const port = body.uint16()
  const hash = bytesToHex(body.bytes(HASH_BYTES))
  const length = body.uint8()
  if (length > MAX_ADDRESS_LENGTH)
    return `an address of ${length} characters, at most ${MAX_ADDRESS_LENGTH} are allowed`
  const address = String.fromCharCode(...body.bytes(length))
  if (!/^[0-9A-Za-z.:%_-]+$/.test(address)) return 'the address is none'
  if (port === 0) return 'port 0: no peer can be reached there'
  return withFile(file, () => ({ type: 'answer', file, supplier: { id, address, port }, hash }))
}

function decodeRefusal(body: ByteReader): Message | string {
  const code = refusalCodes.get(body.uint8()) ?? 'other'
  if (body.left > MAX_TEXT_BYTES) return `a text of ${body.left} bytes, at most ${MAX_TEXT_BYTES} are allowed`
  let text: string
  try {
    text = utf8.decode(body.rest())
  } catch {
    return 'its text is not UTF-8'
  }
  // Text from elsewhere is going to be printed: it must not command the terminal.
  if (/\p{Cc}/u.test(text)) return 'its text has control characters'
  return { type: 'refusal', code, text }
}

function decodeRequest(body: ByteReader): Message | string {
  const version = body.uint8()
  if (version !== PROTOCOL_VERSION) return unknownVersion(version)
  const requesterId = body.uint32()
  const file = body.uint8()
  const from = body.uint16()
  if (from >= BLOCK_COUNT) return `it starts at block ${from}, the last one is ${BLOCK_COUNT - 1}`
  return withFile(file, () => ({ type: 'request', requesterId, file, from }))
}

function decodeFileStart(body: ByteReader): Message | string {
  const file = body.uint8()
  const from = body.uint16()
  const blocks = body.uint16()
  const pauseMs = body.uint32()
  if (from >= blocks) return `it starts at block ${from} of ${blocks}`
  return withFile(file, () => ({ type: 'file-start', file, from, blocks, pauseMs }))
}

function decodeBlock(body: ByteReader): Message | string {
  const file = body.uint8()
  const block = body.uint16()
  if (block >= BLOCK_COUNT) return `block ${block}, the last one is ${BLOCK_COUNT - 1}`
  if (body.left !== BLOCK_BYTES) return `a block of ${body.left} bytes, it must have ${BLOCK_BYTES}`
  const payload = body.rest()
  return withFile(file, () => ({ type: 'block', file, block, payload }))
}

function decodeAck(body: ByteReader): Message | string {
  const value = body.uint8()
  return value > 1 ? `${value} is neither true (1) nor false (0)` : { type: 'ack', positive: value === 1 }
}

function withFile(file: number, build: (file: number) => Message): Message | string {
  const message = build(file)
  return isFileIndex(file) ? message : `there is no file ${file}, the last one is ${FILE_COUNT - 1}`
}

function unknownVersion(version: number): string {
  return `version ${version} of the protocol is not spoken here, version ${PROTOCOL_VERSION} is`
}
