// Bytes of a stream by their sequence numbers: found wherever they were cut, the first time and again, until released.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PacketMemory } from '../../../src/net/packet-memory.ts'
import { SendBuffer } from '../../../src/net/tcp/send-buffer.ts'

/** The stream's byte of a sequence number. */
const byteAt = (sequence: number) => (sequence * 7) % 251

function located(buffer: SendBuffer, sequence: number, length: number): number[] {
  buffer.locate(sequence, length)
  return [...buffer.slab.view(buffer.offset, length)]
}

/** Adds the next `length` bytes of the stream. */
function pushNext(buffer: SendBuffer, length: number): void {
  const bytes = new Uint8Array(length + 10)
  for (let index = 0; index < length; index++) bytes[index] = byteAt(buffer.end + index)
  buffer.push(bytes, length)
}

/** A buffer, and the memory that another one writes to as well. */
function aBuffer() {
  const memory = new PacketMemory()
  const other = new SendBuffer(memory)
  return { memory, buffer: new SendBuffer(memory), elsewhere: () => other.push(Uint8Array.of(99), 1) }
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
        const { buffer, elsewhere } = aBuffer()
        let first = 1
        for (const { kind, size, where } of actions) {
          if (where > 0.5) elsewhere()
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

  test('it grows with the window, never shrinks, and stays as it is when its size is given', () => {
    const memory = new PacketMemory()
    const tuned = new SendBuffer(memory)
    const given = new SendBuffer(memory, 2_000_000)
    const room = (windowBytes: number) => [tuned, given].map((buffer) => buffer.room(1, windowBytes))
    expect(room(10_000)).toEqual([524_288, 2_000_000])
    expect(room(1_500_000)).toEqual([3_000_000, 2_000_000])
    expect(room(100_000_000)).toEqual([4_194_304, 2_000_000])
    expect(room(10_000)).toEqual([4_194_304, 2_000_000])
  })

  test('writes that lie side by side are one piece; a range across two pieces is copied', () => {
    const { buffer, elsewhere } = aBuffer()
    pushNext(buffer, 100)
    pushNext(buffer, 100)
    elsewhere()
    pushNext(buffer, 100)
    buffer.locate(1, 1)
    const { offset } = buffer
    buffer.locate(51, 150)
    expect(buffer.offset).toBe(offset + 50)
    expect(located(buffer, 151, 100)).toEqual(Array.from({ length: 100 }, (_, index) => byteAt(151 + index)))
    expect(buffer.offset).toBeGreaterThan(offset + 300)
    buffer.locate(1, 10)
    expect(buffer.offset).toBe(offset)
  })

  test('300 writes released one by one: what is gone makes room and the order stays', () => {
    const { buffer, elsewhere } = aBuffer()
    for (let index = 0; index < 300; index++) {
      pushNext(buffer, 1)
      elsewhere()
    }
    for (let index = 0; index < 300; index++) {
      expect(located(buffer, 1 + index, 1)).toEqual([byteAt(1 + index)])
      buffer.release(2 + index)
    }
    expect(buffer.end).toBe(301)
  })

  test('memory is kept while a byte of it is, and given back when all is released or the connection is gone', () => {
    const memory = new PacketMemory()
    const [buffer, gone] = [new SendBuffer(memory), new SendBuffer(memory)]
    pushNext(buffer, 10)
    pushNext(gone, 10)
    pushNext(buffer, 10)
    const { slab } = memory
    buffer.release(11)
    gone.clear()
    expect(slab.isUsed).toBe(true)
    buffer.release(21)
    expect(slab.isUsed).toBe(false)
  })
})
