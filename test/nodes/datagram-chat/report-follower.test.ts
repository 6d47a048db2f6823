// When a client says again what is missing, after the server has said that all is out.
import { expect, test } from 'vitest'
import type { Host } from '../../../src/host/host.ts'
import { ReportFollower } from '../../../src/nodes/datagram-chat/report-follower.ts'
import { PacketSet } from '../../../src/wire/datagram-chat/packet-set.ts'

/** A client that misses packet 2 of 10; all the others have come at 0 ms. */
function aFollower() {
  const reportedAt: number[] = []
  let nowMs = 0
  let timer: { readonly atMs: number; readonly callback: () => void } | undefined
  const clock = {
    monotonicNow: () => nowMs,
    setTimeout: (callback: () => void, delayMs: number) => {
      timer = { atMs: nowMs + delayMs, callback }
      return timer
    },
    clearTimeout: () => {
      timer = undefined
    },
  } as unknown as Host['clock']
  const host: Pick<Host, 'clock' | 'buggify'> = { clock, buggify: () => false }
  const have = new PacketSet(10)
  const follower = new ReportFollower(host as Host, {
    have,
    reportMs: 25,
    maxTimeouts: 50,
    encode: ({ missing }) => missing,
    send: () => undefined,
    sendDatagram: (missing) => missing === '2' && reportedAt.push(nowMs) > 0,
    onSilence: () => undefined,
  })
  follower.start()
  for (let packet = 0; packet < 10; packet++) {
    if (packet === 2 || !have.add(packet)) continue
    follower.onPacket(packet)
  }
  const until = (endMs: number) => {
    while (timer !== undefined && timer.atMs <= endMs) {
      const due = timer
      timer = undefined
      nowMs = due.atMs
      due.callback()
    }
    nowMs = endMs
  }
  return { follower, until, reportedAt }
}

test('what is missing when all is out is said 6 ms later, once more 6 ms after the last news, then every 25 ms', () => {
  const { follower, until, reportedAt } = aFollower()
  follower.onAllSent(10)
  until(70)
  expect(reportedAt).toEqual([6, 12, 37, 62])
})

test('while more is to come, what is missing is said every 25 ms', () => {
  const { until, reportedAt } = aFollower()
  until(80)
  expect(reportedAt).toEqual([50, 75])
})
