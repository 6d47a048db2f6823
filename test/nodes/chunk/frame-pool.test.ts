// Frame memory that is used again.
import { expect, test } from 'vitest'
import { FramePool, LEAST_KEPT_BYTES } from '../../../src/nodes/chunk/frame-pool.ts'

test('memory that was given back is taken again, for a frame of about the same size only', () => {
  const pool = new FramePool()
  const first = pool.take(100_000)
  const second = pool.take(100_000)
  expect(second.buffer).not.toBe(first.buffer)
  pool.give(first.subarray(5))
  const larger = pool.take(110_000)
  expect(larger).toHaveLength(110_000)
  expect(larger.buffer).not.toBe(first.buffer)
  const again = pool.take(100_004)
  expect(again).toHaveLength(100_004)
  expect(again.buffer).toBe(first.buffer)
  expect(pool.take(100_000).buffer).not.toBe(first.buffer)
})

test('of much that is given back only the last sixteen pieces are kept', () => {
  const pool = new FramePool()
  const pieces = Array.from({ length: 20 }, () => pool.take(LEAST_KEPT_BYTES))
  for (const piece of pieces) pool.give(piece)
  const taken = Array.from({ length: 20 }, () => pool.take(LEAST_KEPT_BYTES).buffer)
  expect(new Set(taken).size).toBe(20)
  const kept = pieces.map(({ buffer }) => buffer).filter((memory) => taken.includes(memory))
  expect(kept).toEqual(pieces.slice(4).map(({ buffer }) => buffer))
})

test('a small frame is not kept', () => {
  const pool = new FramePool()
  const frame = pool.take(LEAST_KEPT_BYTES / 2)
  pool.give(frame)
  expect(pool.take(LEAST_KEPT_BYTES / 2).buffer).not.toBe(frame.buffer)
})
