// When a loss is taken for one, what its repair sends, and when the timer starts anew (RFC 6675, 6582, 6298, 5681).
import { describe, expect, test } from 'vitest'
import type { Nanos } from '../../../src/net/nanos.ts'
import type { CongestionControl } from '../../../src/net/tcp/congestion-control.ts'
import { LossRecovery } from '../../../src/net/tcp/loss-recovery.ts'
import { Scoreboard } from '../../../src/net/tcp/scoreboard.ts'

const MSS = 1000

/** Says what it was told; its windows are as the test sets them. */
class Told implements CongestionControl {
  windowBytes = 20_000
  thresholdBytes = 1_000_000
  readonly lines: string[] = []
  onRoundTrip(): void {}
  onAcknowledged(bytes: number, _now: Nanos, una: number, next: number): void {
    this.lines.push(`acknowledged ${bytes} of ${una}..${next}`)
  }
  onLoss(flightBytes: number): void {
    this.lines.push(`loss with ${flightBytes}`)
    this.thresholdBytes = 7000
  }
  onTimeout(flightBytes: number): void {
    this.lines.push(`timeout with ${flightBytes}`)
    this.windowBytes = MSS
  }
}

/** So many segments are out. */
function withSent(count: number) {
  const board = new Scoreboard()
  const congestion = new Told()
  const recovery = new LossRecovery(board, congestion, MSS)
  let una = 0
  const next = count * MSS
  for (let index = 1; index <= count; index++) board.push(index * MSS, 16)
  const acknowledge = (sequence: number, ...sack: number[]) => {
    board.beginAck()
    if (sack.length > 0) board.sack(sack)
    const acknowledged = sequence - una
    una = sequence
    if (acknowledged > 0) board.acknowledge(sequence)
    recovery.onAck(acknowledged, una, next, true, 0)
    return { sendsOne: recovery.sendsOne, restartsTimer: recovery.restartsTimer, phase: recovery.phase }
  }
  /** Sends the oldest lost segment again. */
  const resend = () => {
    const index = board.nextLost()
    const sequence = board.startOf(index)
    board.noteResent(index)
    recovery.onSent(MSS)
    return sequence
  }
  return { board, congestion, recovery, acknowledge, resend, next }
}

describe('finding a loss', () => {
  test('two ACKs with news from beyond a gap change nothing, the third begins a repair (RFC 6675 section 5, step 1)', () => {
    const { acknowledge, congestion } = withSent(10)
    expect(acknowledge(0, 1000, 2000)).toEqual({ sendsOne: false, restartsTimer: false, phase: 'open' })
    expect(acknowledge(0, 1000, 3000).phase).toBe('open')
    expect(congestion.lines).toEqual([])
    expect(acknowledge(0, 1000, 4000)).toEqual({ sendsOne: true, restartsTimer: false, phase: 'recovery' })
    // Ten less three sacked and one lost.
    expect(congestion.lines).toEqual(['loss with 6000'])
  })

  test('one ACK is enough that tells of three segments: the two before it were lost (step 2, IsLost)', () => {
    const { acknowledge } = withSent(10)
    expect(acknowledge(0, 1000, 4000).phase).toBe('recovery')
  })

  test('an ACK that tells nothing new is no duplicate (section 2)', () => {
    const { acknowledge } = withSent(10)
    for (let count = 0; count < 5; count++) expect(acknowledge(0, 1000, 2000).phase).toBe('open')
  })

  test('data that comes late takes the doubt away: the count begins anew, the window grows', () => {
    const { acknowledge, congestion } = withSent(10)
    acknowledge(0, 1000, 2000)
    acknowledge(0, 1000, 3000)
    expect(acknowledge(3000).restartsTimer).toBe(true)
    expect(congestion.lines).toEqual(['acknowledged 3000 of 3000..10000'])
    expect(acknowledge(3000, 4000, 5000).phase).toBe('open')
    expect(acknowledge(3000, 4000, 6000).phase).toBe('open')
  })

  test('progress that shows a new gap at once leaves the window and the timer as they are', () => {
    const { acknowledge, congestion } = withSent(10)
    expect(acknowledge(2000, 3000, 4000)).toEqual({ sendsOne: false, restartsTimer: false, phase: 'open' })
    expect(congestion.lines).toEqual([])
  })
})

describe('repairing', () => {
  test('a partial ACK sends the next hole at once; only the first starts the timer anew (RFC 6582 section 3.2)', () => {
    const { acknowledge, resend } = withSent(20)
    acknowledge(0, 1000, 2000, 3000, 4000, 5000, 8000)
    expect(resend()).toBe(0)
    expect(acknowledge(2000)).toEqual({ sendsOne: true, restartsTimer: true, phase: 'recovery' })
    expect(resend()).toBe(2000)
    expect(acknowledge(4000)).toEqual({ sendsOne: true, restartsTimer: false, phase: 'recovery' })
  })

  test('a hole that was filled again already is not sent once more by a partial ACK', () => {
    const { acknowledge, resend } = withSent(20)
    acknowledge(0, 1000, 2000, 3000, 6000)
    expect([resend(), resend()]).toEqual([0, 2000])
    expect(acknowledge(2000).sendsOne).toBe(false)
  })

  test('it is over when all that was out at its beginning is acknowledged: the window is the threshold, and may grow', () => {
    const { acknowledge, resend, congestion, next } = withSent(10)
    acknowledge(0, 1000, 4000)
    resend()
    expect(acknowledge(next)).toEqual({ sendsOne: false, restartsTimer: true, phase: 'open' })
    expect(congestion.windowBytes).toBe(7000)
    expect(congestion.lines.at(-1)).toBe('acknowledged 10000 of 10000..10000')
  })
})

describe('after a timeout', () => {
  test('each acknowledgment opens the window, and news of gaps starts no other repair (RFC 5681 section 3.1)', () => {
    const { acknowledge, recovery, congestion, next } = withSent(10)
    recovery.onTimeout(next, 0)
    expect(congestion.lines).toEqual(['timeout with 10000'])
    expect(acknowledge(1000, 2000, 6000)).toEqual({ sendsOne: false, restartsTimer: true, phase: 'loss' })
    expect(congestion.lines.at(-1)).toBe('acknowledged 1000 of 1000..10000')
    expect(acknowledge(next).phase).toBe('open')
  })

  test('what was sacked stays so, all else is lost; the flight is empty', () => {
    const { acknowledge, recovery, board, resend, next } = withSent(5)
    acknowledge(0, 1000, 3000)
    recovery.onTimeout(next, 0)
    expect([board.pipeBytes, board.lostSegments]).toEqual([0, 3])
    expect([resend(), resend(), resend()]).toEqual([0, 3000, 4000])
  })
})
