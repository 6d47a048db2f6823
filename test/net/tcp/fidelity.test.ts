// Transfers without loss take as long as in the reference (bench/reference): slow start, delayed ACKs, a queue that
// overflows and its repair, to a few thousandths. The larger ones and those with loss: `npm run bench -- fidelity`.
import { describe, expect, test } from 'vitest'
import { playRow } from '../../../bench/fidelity/play-row.ts'
import { nameOf, readReference } from '../../../bench/fidelity/reference.ts'

const rows = readReference(new URL('../../../bench/reference/tcp-completion.csv', import.meta.url))
const LARGEST_BYTES = 1_000_000
const TOLERANCE = 0.01

describe('a transfer without loss', () => {
  test.each(
    rows.filter(({ loss, bytes }) => loss === 0 && bytes <= LARGEST_BYTES).map((row) => [nameOf(row), row] as const),
  )('%s', async (_, row) => {
    const [ours = Number.NaN] = await playRow(row, 1)
    expect(Math.abs(ours / row.medianMs - 1)).toBeLessThan(TOLERANCE)
  })
})
