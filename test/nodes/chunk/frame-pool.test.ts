// Frame memory that is used again.
import { expect, test } from 'vitest'
import { FramePool, LEAST_KEPT_BYTES } from '../../../src/nodes/chunk/frame-pool.ts'

test('memory that was given back is taken again, for a frame of the same size only', () => {
  const pool = new FramePool()
  const first = pool.take(100_000)
  const second = pool.take(100_000)
  expect(second).not.toBe(first)
  pool.give(first)
  expect(pool.take(100_001)).toHaveLength(100_001)
  expect(pool.take(100_000)).toBe(first)
  expect(pool.take(100_000)).not.toBe(first)
})

test('of much that is given back only sixteen pieces are kept', () => {
  const pool = new FramePool()
  const pieces = Array.from({ length: 20 }, () => pool.take(LEAST_KEPT_BYTES))
  for (const piece of pieces) pool.give(piece)
  const taken = Array.from({ length: 20 }, () => pool.take(LEAST_KEPT_BYTES))
  expect(new Set(taken).size).toBe(20)
  expect(taken.filter((piece) => pieces.includes(piece))).toHaveLength(16)
})

test('a small frame is not kept', () => {
  const pool = new FramePool()
  const frame = pool.take(LEAST_KEPT_BYTES - 1)
  pool.give(frame)
  expect(pool.take(LEAST_KEPT_BYTES - 1)).not.toBe(frame)
})
