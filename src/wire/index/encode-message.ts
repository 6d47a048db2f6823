// Messages of the index swarm to bytes. A message that breaks its own limits is a bug of ours and throws.
import { invariant } from '../../host/errors.ts'
import { ByteWriter } from '../byte-writer.ts'
import { encodeFrame } from '../frames.ts'
import { hexToBytes } from '../hex.ts'
import { VECTOR_BYTES } from './file-vector.ts'
import { FILE_COUNT } from './generated-file.ts'
import {
  type Answer,
  type Block,
  MAX_ADDRESS_LENGTH,
  MAX_EXCLUDED,
  MAX_TEXT_BYTES,
  type Message,
  PROTOCOL_VERSION,
  type Query,
  REFUSAL_NUMBERS,
  type Refusal,
  type Register,
  TYPE_NUMBERS,
} from './messages.ts'

const text = new TextEncoder()

/** The whole frame. */
export function encodeMessage(message: Message): Uint8Array {
  const type = TYPE_NUMBERS[message.type]
  if (message.type !== 'block') return encodeFrame(type, encodeBody(message))
  const { file, block, payload } = message
  return encodeFrame(type, new ByteWriter(3).uint8(file).uint16(block).done(), payload)
}

function encodeBody(message: Exclude<Message, Block>): Uint8Array {
  switch (message.type) {
    case 'register':
      return encodeRegister(message)
    case 'query':
      return encodeQuery(message)
    case 'answer':
      return encodeAnswer(message)
    case 'nobody':
      return new ByteWriter(1).uint8(message.file).done()
    case 'downloaded':
      return new ByteWriter(5).uint8(message.file).uint32(message.supplierId).done()
    case 'registered':
      return new ByteWriter(4).uint32(message.idleLimitMs).done()
    case 'quit':
    case 'ping':
    case 'pong':
      return new Uint8Array(0)
    case 'refusal':
      return encodeRefusal(message)
    case 'request': {
      const { requesterId, file, from } = message
      return new ByteWriter(8).uint8(PROTOCOL_VERSION).uint32(requesterId).uint8(file).uint16(from).done()
    }
    case 'file-start': {
      const { file, from, blocks, pauseMs } = message
      return new ByteWriter(9).uint8(file).uint16(from).uint16(blocks).uint32(pauseMs).done()
    }
    case 'ack':
      return new ByteWriter(1).uint8(message.positive ? 1 : 0).done()
  }
}

function encodeRegister({ id, port, vector }: Register): Uint8Array {
  const body = new ByteWriter(9 + VECTOR_BYTES).uint8(PROTOCOL_VERSION).uint32(id).uint16(port)
  return body.uint16(FILE_COUNT).bytes(vector.toBytes()).done()
}

function encodeQuery({ file, excluded }: Query): Uint8Array {
  invariant(
    excluded.length <= MAX_EXCLUDED,
    `${excluded.length} suppliers excluded, at most ${MAX_EXCLUDED} are allowed`,
  )
  if (excluded.length === 0) return new ByteWriter(1).uint8(file).done()
  const body = new ByteWriter(2 + 4 * excluded.length).uint8(file).uint8(excluded.length)
  for (const id of excluded) body.uint32(id)
  return body.done()
}

function encodeAnswer({ file, supplier, hash }: Answer): Uint8Array {
  const address = text.encode(supplier.address)
  invariant(address.length <= MAX_ADDRESS_LENGTH, `the address ${supplier.address} is too long`)
  const body = new ByteWriter(28 + address.length).uint8(file).uint32(supplier.id).uint16(supplier.port)
  return body.bytes(hexToBytes(hash)).uint8(address.length).bytes(address).done()
}

function encodeRefusal({ code, text: reason }: Refusal): Uint8Array {
  const bytes = text.encode(reason)
  invariant(bytes.length <= MAX_TEXT_BYTES, `a refusal of ${bytes.length} bytes, at most ${MAX_TEXT_BYTES} are allowed`)
  return new ByteWriter(1 + bytes.length).uint8(REFUSAL_NUMBERS[code]).bytes(bytes).done()
}
