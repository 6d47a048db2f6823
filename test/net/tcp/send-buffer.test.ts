// Bytes of a stream by their sequence numbers: found wherever they were cut, the first time and again, until released.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Slab } from '../../../src/net/slab.ts'
import { SendBuffer } from '../../../src/net/tcp/send-buffer.ts'

/** The stream's byte of a sequence number. */
const byteAt = (sequence: number) => (sequence * 7) % 251

function located(buffer: SendBuffer, sequence: number, length: number): number[] {
  buffer.locate(sequence, length)
  return [...buffer.slab.view(buffer.offset, length)]
}

/** Adds the next `length` bytes of the stream, which lie somewhere in a larger array. */
function pushNext(buffer: SendBuffer, length: number): void {
  const slab = new Uint8Array(length + 10)
  for (let index = 0; index < length; index++) slab[index + 5] = byteAt(buffer.end + index)
  buffer.push(new Slab(slab), 5, length)
}

describe('the send buffer', () => {
  test('whatever was written, sent again and released, the bytes of a range are those of the stream', () => {
    const action = fc.record({
      kind: fc.constantFrom('push', 'locate', 'release'),
      size: fc.integer({ min: 1, max: 60 }),
      where: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), (actions) => {
        const buffer = new SendBuffer(1)
        let first = 1
        for (const { kind, size, where } of actions) {
          if (kind === 'push') pushNext(buffer, size)
          else if (buffer.end > first) {
            const sequence = first + Math.floor(where * (buffer.end - first - 1))
            const length = Math.min(size, buffer.end - sequence)
            if (kind === 'locate') {
              const expected = Array.from({ length }, (_, index) => byteAt(sequence + index))
              expect(located(buffer, sequence, length)).toEqual(expected)
            } else {
              buffer.release(sequence)
              first = sequence
            }
          }
        }
      }),
    )
  })

  test('a range that lies within one write is not copied, one across two is', () => {
    const buffer = new SendBuffer(1)
    const slab = new Slab(new Uint8Array(200))
    buffer.push(slab, 0, 100)
    buffer.push(slab, 100, 100)
    buffer.locate(41, 60)
    expect(buffer.offset).toBe(40)
    expect(buffer.slab).toBe(slab)
    buffer.locate(61, 60)
    expect(buffer.slab).not.toBe(slab)
    buffer.locate(1, 10)
    expect(buffer.slab).toBe(slab)
  })

  test('300 writes released one by one: what is gone makes room and the order stays', () => {
    const buffer = new SendBuffer(1)
    for (let index = 0; index < 300; index++) buffer.push(new Slab(Uint8Array.of(index % 256)), 0, 1)
    for (let index = 0; index < 300; index++) {
      expect(located(buffer, 1 + index, 1)).toEqual([index % 256])
      buffer.release(2 + index)
    }
    expect(buffer.end).toBe(301)
  })

  test('when all is released it holds on to no memory, while something is left it does', () => {
    const buffer = new SendBuffer(1)
    pushNext(buffer, 10)
    pushNext(buffer, 10)
    buffer.locate(1, 10)
    buffer.release(11)
    expect(buffer.slab.bytes).toHaveLength(20)
    buffer.release(21)
    expect(buffer.slab.bytes).toHaveLength(0)
  })
})
