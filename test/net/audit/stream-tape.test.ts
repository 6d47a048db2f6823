// Samples of a stream: the same bytes in other pieces are right; other bytes, another order, more bytes are not.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StreamAudit } from '../../../src/net/audit/stream-audit.ts'
import { SAMPLE_EVERY, StreamTape } from '../../../src/net/audit/stream-tape.ts'

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7919 + (at >> 8) * 31) & 255)

/** The two ends of a stream: one writes, the other reads. */
function ends(...writes: Uint8Array[]) {
  const audit = new StreamAudit()
  const writer = new StreamTape(audit, 0)
  const reader = new StreamTape(audit, 1)
  const [localAddress, remoteAddress] = ['10.0.0.2', '10.0.0.1']
  reader.endpoints = {
    localAddress,
    localPort: 80,
    remoteAddress,
    remotePort: 5000,
    local: 1,
    remote: 0,
    remoteHost: 0,
  }
  reader.other = writer
  for (const bytes of writes) writer.write(bytes)
  return { writer, reader, faults: () => audit.totals(['a', 'b']).faults }
}

describe('right', () => {
  test('is a beginning of what was written', () => {
    const { writer, reader, faults } = ends(bytesOf(5000))
    reader.read(bytesOf(5000).subarray(0, 1200))
    reader.readToEnd()
    expect([reader.wrongAt, reader.readBytes, writer.writtenBytes, faults()]).toEqual([-1, 1200, 5000, []])
  })

  test('are the same bytes, however both ends cut them', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 20 })
    fc.assert(
      fc.property(sizes, sizes, fc.boolean(), (writes, reads, inTurns) => {
        const { writer, reader } = ends()
        const whole = bytesOf(60_000)
        let [written, read] = [0, 0]
        const readNext = (size = 0) => {
          const end = Math.min(written, read + size)
          reader.read(whole.subarray(read, end))
          read = end
        }
        for (const [index, size] of writes.entries()) {
          writer.write(whole.subarray(written, written + size))
          written += size
          if (inTurns) readNext(reads[index])
        }
        for (const size of reads) readNext(size)
        reader.readToEnd()
        expect(reader.wrongAt).toBe(-1)
      }),
      { numRuns: 30 },
    )
  })
})

describe('wrong', () => {
  test('is a byte more than was written, at the next sample', () => {
    const { reader, faults } = ends(bytesOf(100))
    reader.read(bytesOf(101))
    expect(reader.wrongAt).toBe(100)
    expect(faults()).toEqual([{ from: 'a:5000', to: 'b:80', offset: 100, problem: 'never written' }])
  })

  test('is a byte more than was written, at the latest at the end', () => {
    const { reader } = ends(bytesOf(100))
    reader.read(bytesOf(100))
    reader.read(new Uint8Array(1))
    expect(reader.wrongAt).toBe(-1)
    reader.readToEnd()
    expect(reader.wrongAt).toBe(100)
  })

  test('is another byte, where it is a sample', () => {
    const { reader, faults } = ends(bytesOf(1000))
    const changed = bytesOf(1000)
    changed[3 * SAMPLE_EVERY] = (changed[3 * SAMPLE_EVERY] as number) ^ 1
    reader.read(changed.subarray(0, 300))
    expect(reader.wrongAt).toBe(-1)
    reader.read(changed.subarray(300))
    expect(reader.wrongAt).toBe(3 * SAMPLE_EVERY)
    expect(faults()).toEqual([{ from: 'a:5000', to: 'b:80', offset: 3 * SAMPLE_EVERY, problem: 'differs' }])
  })

  test.each([
    ['a piece left out', (whole: Uint8Array) => [whole.subarray(0, 1000), whole.subarray(1100)]],
    ['a piece read twice', (whole: Uint8Array) => [whole.subarray(0, 1000), whole.subarray(900, 3000)]],
    ['two pieces in the wrong order', (whole: Uint8Array) => [whole.subarray(1000, 2000), whole.subarray(0, 1000)]],
  ])('is %s', (_, cut) => {
    const { reader } = ends(bytesOf(4000))
    for (const bytes of cut(bytesOf(4000))) reader.read(bytes)
    expect(reader.wrongAt).toBeGreaterThanOrEqual(0)
  })
})
