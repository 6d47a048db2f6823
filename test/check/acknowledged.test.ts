// What was acknowledged: there at the end, or lost.
import { describe, expect, test } from 'vitest'
import { nothingAcknowledgedIsLost, savedFilesStay } from '../../src/check/acknowledged.ts'
import { aRecord } from './a-record.ts'

describe('things acknowledged', () => {
  const check = nothingAcknowledgedIsLost({
    name: 'nothing is lost',
    acknowledged: (record) => record.reported('ack').map(({ details }) => String(details.what)),
    kept: (record) => new Set(record.reported('kept').map(({ details }) => String(details.what))),
  })

  test('are all there', async () => {
    const record = aRecord(['a', 'ack', { what: 'x' }], ['a', 'ack', { what: 'x' }], ['b', 'kept', { what: 'x' }])
    expect(await check.verify(record)).toEqual({ passed: true, detail: '1 thing acknowledged, all there at the end' })
  })

  test('are lost', async () => {
    const record = aRecord(['a', 'ack', { what: 'x' }], ['a', 'ack', { what: 'y' }], ['b', 'kept', { what: 'x' }])
    expect(await check.verify(record)).toEqual({ passed: false, detail: '1 of 2 things acknowledged and lost: y' })
  })

  test('that are none show nothing', async () => {
    expect(await check.verify(aRecord())).toMatchObject({ passed: false })
  })
})

describe('a saved file', () => {
  const check = savedFilesStay({
    path: ({ details }) => String(details.file),
    isIntact: (bytes, { details }) => bytes.length === details.bytes,
  })
  const verify = (onDisk: Uint8Array | null) => {
    const record = aRecord(['a', 'file-complete', { file: 'film', bytes: 3 }])
    record.attachDisks({ readFile: async () => onDisk, listFiles: async () => [] })
    return check.verify(record)
  }

  test('is there, whole', async () => {
    expect(await verify(new Uint8Array(3))).toMatchObject({ passed: true })
  })

  test('is gone, or not whole any more', async () => {
    expect(await verify(null)).toMatchObject({ passed: false, detail: expect.stringContaining('film of a') })
    expect(await verify(new Uint8Array(2))).toMatchObject({ passed: false })
  })
})
