// What is in flight, what has arrived and what is lost, segment by segment (RFC 6675).
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Flag from '../../../src/net/tcp/flag.ts'
import { Scoreboard } from '../../../src/net/tcp/scoreboard.ts'

const MSS = 1000

/** A scoreboard with so many segments of 1,000 bytes sent, from sequence number 0 on. */
function withSent(count: number): Scoreboard {
  const board = new Scoreboard()
  for (let index = 0; index < count; index++) send(board, index)
  return board
}

function send(board: Scoreboard, index: number): void {
  board.push((index + 1) * MSS, Flag.ack)
}

/** Sends the next lost segment again; its sequence number, or null when there is none. */
function resend(board: Scoreboard): number | null {
  const lost = board.nextLost()
  if (lost < 0) return null
  board.noteResent(lost)
  return board.startOf(lost)
}

/** First and last segment of each island, the one with `newest` first. */
function islandsOf(arrived: ReadonlySet<number>, newest: number): [number, number][] {
  const islands: [number, number][] = []
  for (const segment of [...arrived].sort((a, b) => a - b)) {
    const last = islands.at(-1)
    if (last !== undefined && last[1] === segment - 1) last[1] = segment
    else islands.push([segment, segment])
  }
  const hasNewest = ([first, last]: [number, number]) => first <= newest && newest <= last
  return islands.sort((a, b) => Number(hasNewest(b)) - Number(hasNewest(a)))
}

describe('the scoreboard', () => {
  test('what is sent is in flight until it is acknowledged', () => {
    const board = withSent(5)
    expect([board.count, board.pipeBytes]).toEqual([5, 5000])
    board.acknowledge(2000)
    expect([board.count, board.pipeBytes, board.deliveredBytes]).toEqual([3, 3000, 2000])
    expect([board.startOf(0), board.endOf(0), board.flagsOf(0)]).toEqual([2000, 3000, Flag.ack])
  })

  test('an acknowledgment of a part of a segment takes it for outstanding still', () => {
    const board = withSent(2)
    board.acknowledge(1500)
    expect([board.count, board.startOf(0), board.pipeBytes]).toEqual([1, 1000, 1000])
  })

  test('a segment keeps the flags it was sent with, whatever becomes of it', () => {
    const board = new Scoreboard()
    board.push(1, Flag.syn | Flag.ack)
    board.markAllLost()
    expect(board.flagsOf(0)).toBe(Flag.syn | Flag.ack)
    resend(board)
    board.sack([0, 1])
    expect(board.flagsOf(0)).toBe(Flag.syn | Flag.ack)
  })

  test('a SACK block takes its segments out of the flight and counts them as delivered, once', () => {
    const board = withSent(5)
    board.acknowledge(0)
    board.sack([2000, 4000])
    expect([board.pipeBytes, board.deliveredBytes]).toEqual([3000, 2000])
    board.beginAck()
    board.sack([2000, 4000])
    expect([board.pipeBytes, board.deliveredBytes]).toEqual([3000, 0])
    board.beginAck()
    board.acknowledge(4000)
    expect(board.deliveredBytes).toBe(2000)
  })

  test('blocks that grow, join and come late count each of their segments once', () => {
    const arrivals = fc.shuffledSubarray(Array.from({ length: 30 }, (_, index) => index + 1))
    fc.assert(
      fc.property(arrivals, fc.array(fc.nat({ max: 3 }), { maxLength: 30 }), (order, delays) => {
        const board = withSent(32)
        const arrived = new Set<number>()
        // What the receiver tells after each arrival: at most three islands, that of the arrival first.
        const told = order.map((segment) => {
          arrived.add(segment)
          return islandsOf(arrived, segment).slice(0, 3)
        })
        // Acknowledgments overtake each other.
        const seen = told
          .map((islands, index) => ({ islands, at: index + (delays[index] ?? 0) }))
          .sort((a, b) => a.at - b.at)
        const reported = new Set<number>()
        let sackedBytes = 0
        for (const { islands } of seen) {
          board.beginAck()
          board.sack(islands.flatMap(([first, last]) => [first * MSS, (last + 1) * MSS]))
          sackedBytes += board.sackedBytes
          for (const [first, last] of islands) for (let index = first; index <= last; index++) reported.add(index)
          expect(sackedBytes).toBe(reported.size * MSS)
        }
      }),
    )
  })

  test('two segments sacked above a hole do not make it lost, the third does', () => {
    const board = withSent(6)
    board.sack([1000, 3000])
    expect([board.lostSegments, board.isOldestLost]).toEqual([0, false])
    board.sack([1000, 4000])
    expect([board.lostSegments, board.isOldestLost]).toEqual([1, true])
    expect(board.startOf(board.nextLost())).toBe(0)
    // One lost and three sacked of six.
    expect(board.pipeBytes).toBe(2000)
  })

  test('of several holes those with three segments sacked above them are lost, and sent again in order', () => {
    const board = withSent(10)
    board.sack([1000, 2000, 3000, 4000, 5000, 8000])
    expect([resend(board), resend(board), resend(board), resend(board)]).toEqual([0, 2000, 4000, null])
    expect(board.lostSegments).toBe(0)
    // The three sent again and the two at the end.
    expect(board.pipeBytes).toBe(5000)
  })

  test('a segment sent again is not lost a second time by more blocks above it', () => {
    const board = withSent(10)
    board.sack([1000, 4000])
    expect(resend(board)).toBe(0)
    board.sack([1000, 9000])
    expect(resend(board)).toBeNull()
  })

  test('a segment held for lost that has arrived after all is not sent again', () => {
    const board = withSent(5)
    board.sack([1000, 4000])
    board.sack([0, 4000])
    expect(board.lostSegments).toBe(0)
    expect(resend(board)).toBeNull()
    expect(board.pipeBytes).toBe(1000)
  })

  test('after a timeout all that was not sacked is lost, also what was sent again already', () => {
    const board = withSent(6)
    board.sack([1000, 4000])
    resend(board)
    board.markAllLost()
    expect([board.pipeBytes, board.lostSegments]).toEqual([0, 3])
    expect([resend(board), resend(board), resend(board), resend(board)]).toEqual([0, 4000, 5000, null])
    expect(board.pipeBytes).toBe(3000)
  })

  test('the oldest segment is a measure of the round trip unless it was sent twice or a timeout came (Karn, RFC 6298 section 3)', () => {
    const board = withSent(6)
    board.acknowledge(1000)
    expect(board.isMeasure).toBe(true)
    board.sack([2000, 5000])
    resend(board)
    board.acknowledge(5000)
    expect([board.isMeasure, board.hasResentArrived]).toEqual([false, true])
    board.markAllLost()
    board.beginAck()
    board.acknowledge(6000)
    expect([board.isMeasure, board.hasResentArrived]).toEqual([false, false])
  })

  test('what is neither sacked nor lost may be sent once more, in order; both copies are on the way (RFC 6675 NextSeg 3)', () => {
    const board = withSent(6)
    board.sack([1000, 4000])
    expect(resend(board)).toBe(0)
    expect(board.nextDoubtful()).toBe(4)
    board.noteResent(4)
    expect(board.nextDoubtful()).toBe(5)
    board.noteResent(5)
    expect(board.nextDoubtful()).toBe(-1)
    expect(board.pipeBytes).toBe(5000)
    board.acknowledge(6000)
    expect(board.pipeBytes).toBe(0)
  })

  test('acknowledged step by step, the books are empty in the end', () => {
    const board = withSent(8)
    board.sack([2000, 5000])
    resend(board)
    board.acknowledge(1000)
    expect(board.lostSegments).toBe(1)
    board.acknowledge(6000)
    board.markAllLost()
    board.acknowledge(8000)
    expect([board.count, board.pipeBytes, board.lostSegments]).toEqual([0, 0, 0])
    expect(board.nextLost()).toBe(-1)
  })

  test('the ring grows and wraps: 1,000 segments pass through it twenty at a time', () => {
    const board = new Scoreboard()
    for (let index = 0; index < 1000; index++) {
      send(board, index)
      if (index < 20) continue
      board.beginAck()
      board.acknowledge((index - 19) * MSS)
      expect(board.deliveredBytes).toBe(MSS)
    }
    expect([board.count, board.pipeBytes]).toEqual([20, 20_000])
    expect(board.startOf(0)).toBe(980_000)
  })
})
