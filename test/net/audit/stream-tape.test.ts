// Samples of a stream: the same bytes in other pieces are right; other bytes, another order, more bytes are not.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SAMPLE_EVERY, StreamTape } from '../../../src/net/audit/stream-tape.ts'

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7919 + (at >> 8) * 31) & 255)

function tapeOf(...writes: Uint8Array[]): StreamTape {
  const tape = new StreamTape()
  for (const bytes of writes) tape.write(bytes)
  return tape
}

describe('right', () => {
  test('is a beginning of what was written', () => {
    const tape = tapeOf(bytesOf(5000))
    tape.read(bytesOf(5000).subarray(0, 1200))
    expect([tape.wrongAt, tape.readBytes, tape.writtenBytes]).toEqual([-1, 1200, 5000])
  })

  test('are the same bytes, however both ends cut them', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 20 })
    fc.assert(
      fc.property(sizes, sizes, fc.boolean(), (writes, reads, inTurns) => {
        const tape = new StreamTape()
        const whole = bytesOf(60_000)
        let [written, read] = [0, 0]
        const readNext = (size = 0) => {
          const end = Math.min(written, read + size)
          tape.read(whole.subarray(read, end))
          read = end
        }
        for (const [index, size] of writes.entries()) {
          tape.write(whole.subarray(written, written + size))
          written += size
          if (inTurns) readNext(reads[index])
        }
        for (const size of reads) readNext(size)
        expect(tape.wrongAt).toBe(-1)
      }),
      { numRuns: 30 },
    )
  })
})

describe('wrong', () => {
  test('is a byte more than was written', () => {
    const tape = tapeOf(bytesOf(100))
    tape.read(bytesOf(101))
    expect(tape.wrongAt).toBe(100)
  })

  test('is another byte, where it is a sample', () => {
    const tape = tapeOf(bytesOf(1000))
    const changed = bytesOf(1000)
    changed[3 * SAMPLE_EVERY] = (changed[3 * SAMPLE_EVERY] as number) ^ 1
    tape.read(changed.subarray(0, 300))
    expect(tape.wrongAt).toBe(-1)
    tape.read(changed.subarray(300))
    expect(tape.wrongAt).toBe(3 * SAMPLE_EVERY)
  })

  test.each([
    ['a piece left out', (whole: Uint8Array) => [whole.subarray(0, 1000), whole.subarray(1100)]],
    ['a piece read twice', (whole: Uint8Array) => [whole.subarray(0, 1000), whole.subarray(900, 3000)]],
    ['two pieces in the wrong order', (whole: Uint8Array) => [whole.subarray(1000, 2000), whole.subarray(0, 1000)]],
  ])('is %s', (_, cut) => {
    const tape = tapeOf(bytesOf(4000))
    for (const bytes of cut(bytesOf(4000))) tape.read(bytes)
    expect(tape.wrongAt).toBeGreaterThanOrEqual(0)
  })
})
