// How many chunks a source is asked for at once.
import { expect, test } from 'vitest'
import type { Clock } from '../../../src/host/clock.ts'
import { Source } from '../../../src/nodes/chunk/source.ts'

/** The sizes of requests to a source that takes so long for each, with a most of the sender's. */
function sizes(tookMs: readonly number[], maxChunks = 256): number[] {
  let nowMs = 0
  const clock = { monotonicNow: () => nowMs } as Partial<Clock> as Clock
  const sender = { maxChunks, maxRequests: 4, request: () => undefined, close: () => undefined }
  const source = new Source(clock, 'a:1', true, 1000, sender)
  return tookMs.map((took) => {
    const asked = source.maxChunks
    source.request(1, asked)
    nowMs += took
    source.settle(1)
    return asked
  })
}

test('quick answers double it, up to a block', () => {
  expect(sizes([10, 10, 10, 10])).toEqual([64, 128, 256, 256])
})

test('slow answers halve it, down to 16 chunks', () => {
  expect(sizes([3_000, 3_000, 3_000, 3_000])).toEqual([64, 32, 16, 16])
})

test('answers that are neither leave it', () => {
  expect(sizes([1_000, 1_000])).toEqual([64, 64])
})

test('an old peer is asked for one chunk at a time', () => {
  expect(sizes([10, 10], 1)).toEqual([1, 1])
})
