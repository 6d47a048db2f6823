// Frame memory that is used again.
import { expect, test } from 'vitest'
import { FramePool } from '../../../src/nodes/chunk/frame-pool.ts'

test('memory that was given back is taken again, for a frame of the same size only', () => {
  const pool = new FramePool()
  const first = pool.take(5000)
  const second = pool.take(5000)
  expect(second).not.toBe(first)
  pool.give(first)
  expect(pool.take(6000)).toHaveLength(6000)
  expect(pool.take(5000)).toBe(first)
  expect(pool.take(5000)).not.toBe(first)
})

test('of much that is given back only sixteen pieces are kept', () => {
  const pool = new FramePool()
  const pieces = Array.from({ length: 20 }, () => pool.take(100))
  for (const piece of pieces) pool.give(piece)
  const taken = Array.from({ length: 20 }, () => pool.take(100))
  expect(new Set(taken).size).toBe(20)
  expect(taken.filter((piece) => pieces.includes(piece))).toHaveLength(16)
})
