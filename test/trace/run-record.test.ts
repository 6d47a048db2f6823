// What a run leaves behind for checks and tables.
import { describe, expect, test } from 'vitest'
import type { ReportDetails } from '../../src/host/report.ts'
import { MAX_OUTPUT_CHARS } from '../../src/trace/host-record.ts'
import { RunRecord } from '../../src/trace/run-record.ts'

function report(record: RunRecord, host: string, event: string, details: ReportDetails = {}, atMs = 0): void {
  record.onReport({ atMs, host, event, details })
}

describe('the record of a run', () => {
  test('the agreed reports are counted per host, and one report may stand for several chunks', () => {
    const record = new RunRecord()
    report(record, 'a', 'block-sent', { file: 10, block: 0, bytes: 1000 })
    report(record, 'a', 'chunk-sent', { file: '23', chunk: 1, bytes: 3072, count: 3, again: 2 })
    report(record, 'b', 'chunk-received', { file: '23', chunk: 1, bytes: 1024 })
    report(record, 'b', 'chunk-rejected', { file: '23', chunk: 1, from: 'a' })
    report(record, 'b', 'ack-sent', { file: 10, positive: false })
    report(record, 'b', 'ack-sent', { file: 10, positive: true })
    report(record, 'a', 'ack-received', { file: 10, positive: false })
    report(record, 'a', 'ack-received', { file: 10, positive: true })
    report(record, 'b', 'file-complete', { file: 10, bytes: 20_000, hash: 'x' })
    const none = { sentBytes: 0, receivedBytes: 0, blocksSent: 0, blocksReceived: 0, acksSent: 0, acksReceived: 0 }
    const rest = { blocksResent: 0, nacksSent: 0, nacksReceived: 0, files: 0, rejected: 0 }
    expect(record.host('a').counters).toEqual({
      ...none,
      ...rest,
      sentBytes: 4072,
      blocksSent: 4,
      blocksResent: 2,
      acksReceived: 1,
      nacksReceived: 1,
    })
    expect(record.host('b').counters).toEqual({
      ...none,
      ...rest,
      receivedBytes: 1024,
      blocksReceived: 1,
      acksSent: 1,
      nacksSent: 1,
      files: 1,
      rejected: 1,
    })
  })

  test('reports that are only counted are not kept', () => {
    const record = new RunRecord(['chunk-sent'])
    report(record, 'a', 'chunk-sent', { bytes: 10 })
    report(record, 'a', 'listening')
    expect(record.reports.map(({ event }) => event)).toEqual(['listening'])
    expect(record.host('a').reports).toHaveLength(1)
    expect(record.host('a').counters.sentBytes).toBe(10)
    expect(record.isKept('chunk-sent')).toBe(false)
  })

  test('reports are found by event, fields and host', () => {
    const record = new RunRecord()
    report(record, 'a', 'ack-sent', { positive: true })
    report(record, 'a', 'ack-sent', { positive: false })
    report(record, 'b', 'ack-sent', { positive: true })
    expect(record.reported('ack-sent')).toHaveLength(3)
    expect(record.reported('ack-sent', { positive: true })).toHaveLength(2)
    expect(record.reported('ack-sent', { positive: true }, 'b')).toHaveLength(1)
    expect(record.reported('ack-sent', { positive: 1 })).toHaveLength(0)
  })

  test('of a host that prints for ever the last million characters are kept', () => {
    const record = new RunRecord()
    for (let piece = 0; piece < 25; piece++) record.onOutput('a', String.fromCharCode(97 + piece).repeat(100_000))
    const { output, droppedChars } = record.host('a')
    expect(output.length).toBe(MAX_OUTPUT_CHARS + 400_000)
    expect(output.length + droppedChars).toBe(2_500_000)
    expect(output.endsWith('y')).toBe(true)
  })

  test('its listener is told when the record knows already', () => {
    const record = new RunRecord()
    const seen: number[] = []
    record.listener = {
      onReport: () => seen.push(record.reports.length),
      onOutput: (host) => seen.push(record.host(host).output.length),
      onEnd: (host) => seen.push(record.host(host).ends.length),
    }
    report(record, 'a', 'x')
    record.onOutput('a', 'four')
    record.onEnd('a', { kind: 'exit', code: 0 })
    expect(seen).toEqual([1, 4, 1])
    expect(record.events).toBe(3)
  })
})
