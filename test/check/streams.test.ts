// Streams: what was found wrong while they were read fails the run, with the place.
import { expect, test } from 'vitest'
import { streamsArriveAsWritten } from '../../src/check/streams.ts'
import { aRecord } from './a-record.ts'
import { inspected } from './an-inspection.ts'

test('nothing was found wrong', () => {
  expect(streamsArriveAsWritten().verify(inspected({}))).toEqual({
    passed: true,
    detail: '500 bytes read of 600 written',
  })
})

test('a byte that differs', () => {
  const faults = [{ from: 'a:7', to: 'b:8', offset: 251, problem: 'differs' }] as const
  expect(streamsArriveAsWritten().verify(inspected({ streams: { writtenBytes: 9, readBytes: 9, faults } }))).toEqual({
    passed: false,
    detail: '9 bytes read of 9 written; a:7→b:8 at byte 251: differs',
  })
})

test('a backing without accounts proves nothing', () => {
  expect(streamsArriveAsWritten().verify(aRecord())).toMatchObject({ passed: false })
})
