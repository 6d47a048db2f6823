// The messages of the index swarm: there and back, and what a decoder refuses.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../../src/wire/frames.ts'
import { encodeMessage } from '../../../src/wire/index/encode-message.ts'
import { FileVector } from '../../../src/wire/index/file-vector.ts'
import { MessageReader } from '../../../src/wire/index/message-reader.ts'
import {
  MAX_ADDRESS_LENGTH,
  MAX_EXCLUDED,
  MAX_TEXT_BYTES,
  type Message,
  REFUSAL_NUMBERS,
  type RefusalCode,
} from '../../../src/wire/index/messages.ts'
import { cut } from '../cut.ts'

const id = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const port = fc.integer({ min: 1, max: 65535 })
const file = fc.nat(63)
const vector = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bits) => new FileVector(bits))
const supplier = fc.record({ id, port, address: fc.oneof(fc.ipV4(), fc.ipV6()) })
const hash = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const text = fc.string({ maxLength: 100, unit: 'grapheme-ascii' })
const code = fc.constantFrom(...(Object.keys(REFUSAL_NUMBERS) as RefusalCode[]))
const payload = fc.uint8Array({ minLength: 1000, maxLength: 1000 })

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.constantFrom<Message>({ type: 'quit' }, { type: 'ping' }, { type: 'pong' }),
  fc.record({ type: fc.constant('registered' as const), idleLimitMs: id }),
  fc.record({ type: fc.constant('register' as const), id, port, vector }),
  fc.record({ type: fc.constant('query' as const), file, excluded: fc.array(id, { maxLength: MAX_EXCLUDED }) }),
  fc.record({ type: fc.constant('answer' as const), file, supplier, hash }),
  fc.record({ type: fc.constant('nobody' as const), file }),
  fc.record({ type: fc.constant('downloaded' as const), file, supplierId: id }),
  fc.record({ type: fc.constant('refusal' as const), code, text }),
  fc.record({ type: fc.constant('request' as const), requesterId: id, file, from: fc.nat(19) }),
  fc.record({ type: fc.constant('file-start' as const), file, from: fc.nat(19), blocks: fc.constant(20), pauseMs: id }),
  fc.record({ type: fc.constant('block' as const), file, block: fc.nat(19), payload }),
  fc.record({ type: fc.constant('ack' as const), positive: fc.boolean() }),
)

const cuts = fc.array(fc.integer({ min: 1, max: 1500 }), { maxLength: 6 })

function plain(one: Message): unknown {
  if (one.type === 'register') return { ...one, vector: one.vector.toString() }
  return one.type === 'block' ? { ...one, payload: [...one.payload] } : one
}

function readAll(bytes: Uint8Array, sizes: readonly number[] = []): unknown[] {
  const reader = new MessageReader()
  const seen: unknown[] = []
  for (const piece of cut(bytes, sizes)) {
    reader.push(piece)
    for (;;) {
      const next = reader.next()
      if (next.kind === 'bad') return [...seen, next.reason]
      if (next.kind === 'wait') break
      seen.push(plain(next.message))
    }
  }
  return seen
}

function reasonOf(type: number, body: readonly number[] | Uint8Array): unknown {
  return readAll(encodeFrame(type, Uint8Array.from(body)))[0]
}

describe('messages of the index swarm', () => {
  it('decode to what was encoded, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), cuts, (messages, sizes) => {
        expect(readAll(Buffer.concat(messages.map(encodeMessage)), sizes)).toEqual(messages.map(plain))
      }),
    )
  })

  it('garbage in the frame of any type gives a message or a reason and never throws', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.uint8Array({ maxLength: 1100 }), (type, body) => {
        expect(readAll(encodeFrame(type, body))).toHaveLength(1)
      }),
    )
  })

  it('a message with one byte changed anywhere gives messages or a reason and never throws', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, where, flip) => {
        const bytes = encodeMessage(one)
        const at = where % bytes.length
        bytes[at] = (bytes[at] as number) ^ flip
        expect(readAll(bytes, [7]).length).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })

  it('the register message has the bytes of the table in the documentation', () => {
    const bytes = encodeMessage({ type: 'register', id: 258, port: 6002, vector: FileVector.of([0, 10, 63]) })
    expect(Buffer.from(bytes).toString('hex')).toBe(
      `00000012${'01'}${'01'}${'00000102'}${'1772'}${'0040'}8020000000000001`,
    )
  })

  it('a decoded file vector does not change when the buffer it came in is used again', () => {
    const bytes = Buffer.from(encodeMessage({ type: 'register', id: 1, port: 1, vector: FileVector.of([10]) }))
    const reader = new MessageReader()
    reader.push(bytes)
    const next = reader.next()
    bytes.fill(0xff)
    expect(next.kind === 'message' && next.message.type === 'register' && next.message.vector.files()).toEqual([10])
  })

  it('a query that excludes nobody ends after the file', () => {
    expect(Buffer.from(encodeMessage({ type: 'query', file: 10, excluded: [] })).toString('hex')).toBe('00000002030a')
  })

  it('an acknowledgement is six bytes', () => {
    expect(Buffer.from(encodeMessage({ type: 'ack', positive: true })).toString('hex')).toBe('000000021301')
  })
})

describe('what is refused in a message of the index swarm', () => {
  const register = [1, 0, 0, 0, 1, 0x17, 0x70, 0, 64, 0, 0, 0, 0, 0, 0, 0, 0]
  const changed = (at: number, ...values: number[]) => register.toSpliced(at, values.length, ...values)

  it.each<[string, number, readonly number[] | Uint8Array, string]>([
    ['port 0', 1, changed(5, 0, 0), "a bad 'register' message: port 0: no peer can be reached there"],
    [
      'a vector said to be of 65 files',
      1,
      changed(7, 0, 65),
      "a bad 'register' message: it speaks of 65 files, there are 64",
    ],
    ['a vector shorter than it says', 1, register.slice(0, -1), "a bad 'register' message: it is too short"],
    ['a vector longer than it says', 1, [...register, 0], "a bad 'register' message: 1 bytes too many"],
    [
      'another version',
      1,
      changed(0, 2),
      "a bad 'register' message: version 2 of the protocol is not spoken here, version 1 is",
    ],
    ['file 64', 3, [64], "a bad 'query' message: there is no file 64, the last one is 63"],
    ['a query without a file', 3, [], "a bad 'query' message: it is too short"],
    ['a list of excluded peers that ends early', 3, [10, 2, 0, 0, 0, 1], "a bad 'query' message: it is too short"],
    [
      'an answer whose address would command a terminal',
      4,
      [10, 0, 0, 0, 1, 23, 112, ...new Uint8Array(20), 1, 27],
      "a bad 'answer' message: the address is none",
    ],
    [
      'an answer with port 0',
      4,
      [10, 0, 0, 0, 1, 0, 0, ...new Uint8Array(20), 1, 49],
      "a bad 'answer' message: port 0: no peer can be reached there",
    ],
    [
      'a refusal with control characters',
      10,
      [1, 27, 91, 72],
      "a bad 'refusal' message: its text has control characters",
    ],
    ['a refusal that is not UTF-8', 10, [1, 0xff], "a bad 'refusal' message: its text is not UTF-8"],
    [
      'a request from block 20',
      16,
      [1, 0, 0, 0, 1, 10, 0, 20],
      "a bad 'request' message: it starts at block 20, the last one is 19",
    ],
    [
      'a file that starts after its end',
      17,
      [10, 0, 20, 0, 20, 0, 0, 0, 0],
      "a bad 'file-start' message: it starts at block 20 of 20",
    ],
    ['block 20', 18, [10, 0, 20, ...new Uint8Array(1000)], "a bad 'block' message: block 20, the last one is 19"],
    [
      'a block of 999 bytes',
      18,
      [10, 0, 0, ...new Uint8Array(999)],
      "a bad 'block' message: a block of 999 bytes, it must have 1000",
    ],
    ['an acknowledgement that is neither', 19, [2], "a bad 'ack' message: 2 is neither true (1) nor false (0)"],
    ['a quit with a body', 7, [0], "a bad 'quit' message: 1 bytes too many"],
    ['an unknown type', 11, [], 'a message of the unknown type 11'],
  ])('%s', (_, type, body, reason) => {
    expect(reasonOf(type, body)).toBe(reason)
  })

  it('64 excluded peers are taken, 65 are too many', () => {
    const query = (count: number) => reasonOf(3, [10, count, ...new Uint8Array(4 * count)])
    expect(query(MAX_EXCLUDED)).toMatchObject({ type: 'query' })
    expect(query(MAX_EXCLUDED + 1)).toBe("a bad 'query' message: it excludes 65 suppliers, at most 64 are allowed")
  })

  it('a text of 500 bytes is taken, 501 are too many', () => {
    const refusal = (length: number) => reasonOf(10, [1, ...new Uint8Array(length).fill(97)])
    expect(refusal(MAX_TEXT_BYTES)).toMatchObject({ type: 'refusal', code: 'malformed' })
    expect(refusal(MAX_TEXT_BYTES + 1)).toBe("a bad 'refusal' message: a text of 501 bytes, at most 500 are allowed")
  })

  it('an address of 64 characters is taken, 65 are too many', () => {
    const answer = (length: number) =>
      reasonOf(4, [10, 0, 0, 0, 1, 23, 112, ...new Uint8Array(20), length, ...new Uint8Array(length).fill(49)])
    expect(answer(MAX_ADDRESS_LENGTH)).toMatchObject({ supplier: { address: '1'.repeat(64) } })
    expect(answer(MAX_ADDRESS_LENGTH + 1)).toBe(
      "a bad 'answer' message: an address of 65 characters, at most 64 are allowed",
    )
  })

  it('a refusal code of the future is understood as some other reason', () => {
    expect(reasonOf(10, [200, 97])).toEqual({ type: 'refusal', code: 'other', text: 'a' })
  })
})
