// Sets and lists of packet numbers.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countCommon,
  decodeNumberList,
  encodeNumbers,
  encodeRanges,
  isNumberList,
  joinRanges,
  mergeRanges,
  type NumberRange,
} from '../../../src/wire/datagram-chat/number-list.ts'
import { PacketSet } from '../../../src/wire/datagram-chat/packet-set.ts'

describe('a list of numbers', () => {
  it('has spaces between them, as the seed says', () => {
    expect(decodeNumberList('0 3 17', 18)).toEqual({
      ok: true,
      value: [
        [0, 0],
        [3, 3],
        [17, 17],
      ],
    })
    expect(
      encodeNumbers(
        [
          [0, 0],
          [3, 5],
        ],
        3,
      ),
    ).toBe('0 3 4')
  })

  it('may have ranges', () => {
    expect(
      encodeRanges([
        [0, 0],
        [3, 4],
        [6, 9],
      ]),
    ).toBe('0 3 4 6-9')
    expect(decodeNumberList('6-9', 10)).toEqual({ ok: true, value: [[6, 9]] })
  })

  it.each([
    ['10', 'there is no packet 10, the file has 10'],
    ['5-3', '5-3 runs backwards'],
    ['1 x', 'it is no list of packet numbers'],
    ['1 -2', 'it is no list of packet numbers'],
    ['99999999999', 'it is no list of packet numbers'],
  ])('%s is refused', (text, reason) => {
    expect(decodeNumberList(text, 10)).toEqual({ ok: false, reason })
  })

  it('is told from other texts', () => {
    expect(['1 2', ' 7', '1-3', '', 'no', '1 a', '- ,'].map(isNumberList)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })

  it('is shortened by joining what lies closest, and covers all it did', () => {
    const ranges: NumberRange[] = [
      [0, 1],
      [3, 3],
      [100, 100],
      [102, 110],
      [500, 500],
    ]
    expect(joinRanges(ranges, 3)).toEqual([
      [0, 3],
      [100, 110],
      [500, 500],
    ])
    expect(joinRanges(ranges, 5)).toBe(ranges)
    expect(joinRanges(ranges, 1)).toEqual([[0, 500]])
  })
})

describe('a set of packets', () => {
  it('holds what a set of numbers holds', () => {
    const packets = 200
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.nat(packets - 1)), { maxLength: 300 }),
        fc.nat(packets),
        fc.nat(packets),
        (steps, from, limit) => {
          const set = new PacketSet(packets)
          const model = new Set<number>()
          for (const [adds, packet] of steps) {
            if (adds) expect(set.add(packet)).toBe(!model.has(packet))
            else expect(set.delete(packet)).toBe(model.has(packet))
            if (adds) model.add(packet)
            else model.delete(packet)
          }
          const asked = Array.from({ length: limit }, (_, packet) => packet).slice(from)
          const flat = (ranges: readonly NumberRange[]) =>
            ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index))
          expect(set.count).toBe(model.size)
          expect(flat(set.ranges({ from, limit }))).toEqual(asked.filter((packet) => model.has(packet)))
          expect(flat(set.ranges({ from, limit, missing: true }))).toEqual(asked.filter((packet) => !model.has(packet)))
        },
      ),
    )
  })

  it('gives no more ranges than asked for', () => {
    const set = new PacketSet(100)
    for (let packet = 0; packet < 100; packet += 2) set.add(packet)
    expect(set.ranges({ missing: true, maxRanges: 2 })).toEqual([
      [1, 1],
      [3, 3],
    ])
    expect(set.ranges()).toHaveLength(50)
  })
})

describe('ranges', () => {
  const someRanges = fc.array(
    fc.tuple(fc.nat(50), fc.nat(10)).map(([first, more]): NumberRange => [first, first + more]),
    { maxLength: 12 },
  )
  const setOf = (ranges: readonly NumberRange[]) => {
    const set = new PacketSet(64)
    for (const range of ranges) set.addRange(range)
    return set
  }

  it('in any order and overlapping are merged to the runs of the same set', () => {
    fc.assert(
      fc.property(someRanges, (ranges) => {
        expect(mergeRanges(ranges)).toEqual(setOf(ranges).ranges())
      }),
    )
  })

  it('of two lists have as many numbers in common as their sets', () => {
    fc.assert(
      fc.property(someRanges, someRanges, (ones, others) => {
        const other = setOf(others)
        const common = Array.from({ length: 64 }, (_, at) => at).filter((at) => setOf(ones).has(at) && other.has(at))
        expect(countCommon(mergeRanges(ones), mergeRanges(others))).toBe(common.length)
      }),
    )
  })
})
