// The stream put together again: from segments in any order, more than once, and what is said of the gaps.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Reassembly } from '../../../src/net/tcp/reassembly.ts'

interface Segment {
  readonly sequence: number
  readonly bytes: Uint8Array
}

/** The bytes 0, 1, 2, … cut into segments of the given sizes. */
function cut(sizes: readonly number[]): Segment[] {
  let sequence = 0
  return sizes.map((size) => {
    const start = sequence
    sequence += size
    return { sequence: start, bytes: Uint8Array.from({ length: size }, (_, index) => (start + index) % 256) }
  })
}

function setUp(...sizes: number[]) {
  const reassembly = new Reassembly()
  const stream: number[] = []
  const segments = cut(sizes)
  const arrive = (...indices: number[]) =>
    indices.map((index) => {
      const { sequence, bytes } = segments[index] as Segment
      return reassembly.accept(sequence, bytes, { accepted: (more) => void stream.push(...more) })
    })
  return { reassembly, stream, arrive }
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index % 256)

describe('reassembly', () => {
  test('segments in any order and any number of times give the stream once and in order, and nothing waits in the end', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 })
    const arrivals = sizes.chain((list) => {
      const indices = list.map((_, index) => index)
      const all = fc.shuffledSubarray(indices, { minLength: indices.length })
      return fc.record({
        list: fc.constant(list),
        twice: fc.shuffledSubarray(indices),
        all,
        again: fc.shuffledSubarray(indices),
      })
    })
    fc.assert(
      fc.property(arrivals, ({ list, twice, all, again }) => {
        const { reassembly, stream, arrive } = setUp(...list)
        const total = list.reduce((sum, size) => sum + size, 0)
        let passedOn = 0
        for (const index of [...twice, ...all, ...again]) {
          passedOn += arrive(index)[0] as number
          expect(stream).toEqual(upTo(stream.length))
          expect(passedOn).toBe(stream.length)
          expect(reassembly.next).toBe(stream.length)
          expect(reassembly.hasGap).toBe(reassembly.waitingBytes > 0)
        }
        expect(stream.length).toBe(total)
        expect(reassembly.waitingBytes).toBe(0)
        expect(reassembly.hasGap).toBe(false)
        expect(reassembly.sackBlocks(3)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  test('at every moment the blocks cover what waits beyond the gap, without touching each other', () => {
    const order = fc.shuffledSubarray(upTo(20), { minLength: 20 })
    fc.assert(
      fc.property(order, (indices) => {
        const { reassembly, arrive } = setUp(...new Array<number>(20).fill(10))
        const arrived = new Set<number>()
        for (const index of indices) {
          arrive(index)
          arrived.add(index)
          const blocks = reassembly.sackBlocks(100)
          const covered: number[] = []
          for (let at = 0; at < blocks.length; at += 2) {
            for (let from = blocks[at] as number; from < (blocks[at + 1] as number); from += 10) covered.push(from / 10)
          }
          const waiting = [...arrived].filter((segment) => segment * 10 >= reassembly.next)
          expect(covered.sort((a, b) => a - b)).toEqual(waiting.sort((a, b) => a - b))
          expect(reassembly.waitingBytes).toBe(waiting.length * 10)
          const runs = waiting.filter((segment) => !waiting.includes(segment - 1)).length
          expect(blocks.length / 2).toBe(runs)
        }
      }),
    )
  })

  test('in order, each segment is passed on at once', () => {
    const { stream, arrive, reassembly } = setUp(100, 100, 50)
    expect(arrive(0, 1, 2)).toEqual([100, 100, 50])
    expect(stream).toEqual(upTo(250))
    expect(reassembly.hasGap).toBe(false)
  })

  test('the segment that fills the gap passes on all that waited behind it', () => {
    const { arrive, reassembly } = setUp(100, 100, 100, 100)
    expect(arrive(1, 3, 2)).toEqual([0, 0, 0])
    expect(reassembly.waitingBytes).toBe(300)
    expect(arrive(0)).toEqual([400])
    expect(reassembly.waitingBytes).toBe(0)
  })

  test('a segment of which a part is known already passes on the rest', () => {
    const reassembly = new Reassembly()
    const stream: number[] = []
    const deliver = { accepted: (bytes: Uint8Array) => void stream.push(...bytes) }
    reassembly.accept(0, Uint8Array.of(0, 1, 2), deliver)
    expect(reassembly.accept(1, Uint8Array.of(1, 2, 3, 4), deliver)).toBe(2)
    expect(reassembly.accept(0, Uint8Array.of(0, 1), deliver)).toBe(0)
    expect(stream).toEqual([0, 1, 2, 3, 4])
  })

  // RFC 2018 section 7, case 3: of eight segments of 500 from 5000 on, the second, fourth, sixth and eighth are lost.
  test('the block that changed last comes first, the others by their age, and at most three (RFC 2018)', () => {
    const reassembly = new Reassembly()
    reassembly.next = 5000
    const arrive = (sequence: number) => {
      reassembly.accept(sequence, new Uint8Array(500), { accepted() {} })
      return { next: reassembly.next, blocks: reassembly.sackBlocks(3) }
    }
    expect(arrive(5000)).toEqual({ next: 5500, blocks: [] })
    expect(arrive(6000)).toEqual({ next: 5500, blocks: [6000, 6500] })
    expect(arrive(7000)).toEqual({ next: 5500, blocks: [7000, 7500, 6000, 6500] })
    expect(arrive(8000)).toEqual({ next: 5500, blocks: [8000, 8500, 7000, 7500, 6000, 6500] })
    // The fourth comes late and joins two blocks; then the second, and only the last block remains.
    expect(arrive(6500)).toEqual({ next: 5500, blocks: [6000, 7500, 8000, 8500] })
    expect(arrive(5500)).toEqual({ next: 7500, blocks: [8000, 8500] })
  })

  test('of five blocks three are told, and a copy of an old segment brings its block to the front', () => {
    const { arrive, reassembly } = setUp(...new Array<number>(10).fill(10))
    arrive(1, 3, 5, 7, 9)
    expect(reassembly.sackBlocks(3)).toEqual([90, 100, 70, 80, 50, 60])
    arrive(1)
    expect(reassembly.sackBlocks(3)).toEqual([10, 20, 90, 100, 70, 80])
  })
})
