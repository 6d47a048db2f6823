// Convergence: views may be wrong until so long after the last fault, and must be right and be told from then on.
import { expect, test } from 'vitest'
import { convergesToTheTruth } from '../../src/check/convergence.ts'
import { aRecord } from './a-record.ts'

const told = { name: 'it converges', host: 't', event: 'view', field: 'peers', truth: () => 3, withinMs: 500 }

function verify(...views: readonly (readonly [atMs: number, peers: number])[]) {
  const record = aRecord(...views.map(([atMs, peers]) => ['t', 'view', { peers }, atMs] as const))
  record.lastFaultMs = 1000
  return convergesToTheTruth(told).verify(record)
}

test('wrong at first, right from the bound on', () => {
  expect(verify([100, 3], [1200, 1], [1499, 2], [1500, 3], [9000, 3])).toEqual({
    passed: true,
    detail: '2 views from 1500.000 ms on, all right: 3',
  })
})

test('still wrong at the bound', () => {
  expect(verify([1499, 3], [1500, 2], [1600, 3])).toEqual({
    passed: false,
    detail: '2 views from 1500.000 ms on; at 1500.000 ms it is 2, the truth 3',
  })
})

test('right, and then wrong again', () => {
  expect(verify([1500, 3], [2000, 4])).toMatchObject({ passed: false })
})

test('no view after the bound shows nothing', () => {
  expect(verify([1400, 3])).toMatchObject({ passed: false })
})

test('counted from when the truth is true, where that is later than the last fault', () => {
  const record = aRecord(['t', 'view', { peers: 2 }, 2400], ['t', 'view', { peers: 3 }, 2500])
  record.lastFaultMs = 1000
  expect(convergesToTheTruth(told).verify(record)).toMatchObject({ passed: false })
  expect(convergesToTheTruth({ ...told, trueSince: () => 2000 }).verify(record)).toMatchObject({ passed: true })
})
