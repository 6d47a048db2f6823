// Where a block's payload lies in the stream, held against encoded streams.
import { describe, expect, it } from 'vitest'
import { blockPayloadOffset } from '../../../src/wire/index/block-offset.ts'
import { encodeMessage } from '../../../src/wire/index/encode-message.ts'

/** What a supplier sends in one pass; each payload byte is marked with the number of its block. */
function passFrom(from: number, mark: number): Uint8Array {
  const start = encodeMessage({ type: 'file-start', file: 10, from, blocks: 20, pauseMs: 1000 })
  const blocks = Array.from({ length: 20 - from }, (_, at) => {
    const payload = new Uint8Array(1000).fill(mark)
    payload[0] = 100 + from + at
    payload[999] = 200 + from + at
    return encodeMessage({ type: 'block', file: 10, block: from + at, payload })
  })
  return Buffer.concat([start, ...blocks])
}

describe('the place of a block in the stream', () => {
  it('of a file sent once', () => {
    const stream = passFrom(0, 1)
    for (let block = 0; block < 20; block++) {
      expect(stream[blockPayloadOffset(block, 0)]).toBe(100 + block)
      expect(stream[blockPayloadOffset(block, 999)]).toBe(200 + block)
    }
    expect(blockPayloadOffset(19, 999)).toBe(stream.length - 1)
  })

  it('of a resumed file, and of the whole one that follows a negative ACK', () => {
    const stream = Buffer.concat([passFrom(7, 1), passFrom(0, 2), passFrom(0, 3)])
    expect(stream[blockPayloadOffset(7, 0, { from: 7 })]).toBe(107)
    expect(stream[blockPayloadOffset(0, 999, { from: 7, pass: 1 })]).toBe(200)
    expect(stream[blockPayloadOffset(19, 1, { from: 7, pass: 1 })]).toBe(2)
    expect(blockPayloadOffset(19, 999, { from: 7, pass: 2 })).toBe(stream.length - 1)
  })
})
