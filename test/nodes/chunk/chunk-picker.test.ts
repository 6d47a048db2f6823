// Which block comes next: the rarest that the source has.
import { expect, test } from 'vitest'
import { RandomStreams } from '../../../src/net/random-streams.ts'
import { ChunkPicker, STRETCH_BLOCKS, STRETCHED_FROM_BLOCKS } from '../../../src/nodes/chunk/chunk-picker.ts'
import { MAX_BLOCK_CHUNKS } from '../../../src/wire/chunk-frames.ts'
import { ChunkSet } from '../../../src/wire/chunk-set.ts'

const CHUNKS = 64
const whole = new ChunkSet(CHUNKS)
whole.addRanges([[1, CHUNKS]])

/** One chunk is a block. All of them are held once, these twice. */
function aPicker(heldTwice: readonly number[]): ChunkPicker {
  const picker = new ChunkPicker(new ChunkSet(CHUNKS), new RandomStreams('picker').stream('host a'))
  picker.noteHolding([1, CHUNKS], 1)
  for (const chunk of heldTwice) picker.noteHolding([chunk, chunk], 1)
  return picker
}

function picked(picker: ChunkPicker, count: number): number[] {
  return Array.from({ length: count }, () => picker.pick(whole, 256)?.[0] ?? 0).sort((a, b) => a - b)
}

const SOME = [3, 17, 40]
const OTHERS = Array.from({ length: CHUNKS }, (_, index) => index + 1).filter((chunk) => !SOME.includes(chunk))

test('what fewer have comes before what more have', () => {
  const picker = aPicker(SOME)
  expect(picked(picker, OTHERS.length)).toEqual(OTHERS)
  expect(picked(picker, SOME.length)).toEqual(SOME)
  expect(picker.pick(whole, 256)).toBeNull()
})

test('a block that becomes rare while others are equally rare comes next', () => {
  const picker = aPicker(OTHERS)
  expect(picked(picker, 3)).toEqual(SOME)
  expect(OTHERS).toContain(picked(picker, 1)[0])
  const rare = OTHERS.find((chunk) => chunk === 50) ?? 0
  picker.noteHolding([rare, rare], -1)
  expect(picked(picker, 1)).toEqual([rare])
})

test('a rare chunk whose request came to nothing comes again before the others', () => {
  const picker = aPicker(OTHERS)
  expect(picked(picker, 4).filter((chunk) => SOME.includes(chunk))).toEqual(SOME)
  picker.release(17, 1)
  expect(picked(picker, 1)).toEqual([17])
})

/** The blocks of a file of so many blocks, in the order they are picked. */
function order(blocks: number): number[] {
  const chunks = blocks * MAX_BLOCK_CHUNKS
  const all = new ChunkSet(chunks)
  all.addRanges([[1, chunks]])
  const picker = new ChunkPicker(new ChunkSet(chunks), new RandomStreams('picker').stream('host a'))
  picker.noteHolding([1, chunks], 1)
  return Array.from({ length: blocks }, () => ((picker.pick(all, 256)?.[0] ?? 0) - 1) / MAX_BLOCK_CHUNKS)
}

test('of a large file, blocks that are equally rare come in stretches, and each stretch from its begin', () => {
  const seen = order(STRETCHED_FROM_BLOCKS)
  const stretches = Array.from({ length: STRETCHED_FROM_BLOCKS / STRETCH_BLOCKS }, (_, at) =>
    seen.slice(at * STRETCH_BLOCKS, (at + 1) * STRETCH_BLOCKS),
  )
  for (const stretch of stretches) {
    const [first = -1] = stretch
    expect(first % STRETCH_BLOCKS).toBe(0)
    expect(stretch).toEqual(Array.from({ length: STRETCH_BLOCKS }, (_, at) => first + at))
  }
  expect(seen).not.toEqual([...seen].sort((a, b) => a - b))
  expect(new Set(seen).size).toBe(STRETCHED_FROM_BLOCKS)
})

test('of a file one block smaller, every block comes from anywhere', () => {
  const seen = order(STRETCHED_FROM_BLOCKS - 1)
  const inRow = seen.filter((block, at) => block === (seen[at - 1] ?? -2) + 1)
  expect(inRow.length).toBeLessThan(STRETCHED_FROM_BLOCKS / 2)
  expect(new Set(seen).size).toBe(STRETCHED_FROM_BLOCKS - 1)
})
