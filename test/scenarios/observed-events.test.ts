// What an observer sees of a live run.
import { expect, test } from 'vitest'
import { observedEvents } from '../../src/scenarios/observed-events.ts'
import { EventText } from '../../src/trace/event-text.ts'
import { RunRecord } from '../../src/trace/run-record.ts'

test('reports, outputs and ends reach the record and, with host names, the trace', () => {
  const lines: string[] = []
  const hostNames = ['alpha', 'beta']
  const record = new RunRecord()
  const observer = new EventText(
    () => hostNames,
    (line) => lines.push(line),
  )
  const events = observedEvents({ seed: '1', events: record, observer, hostNames })
  events.onReport({ atMs: 1.5, host: 'beta', event: 'tick', details: { n: 1 } })
  events.onOutput('alpha', 'hi')
  events.onEnd('alpha', { kind: 'exit', code: 0 })
  expect(lines[0]).toBe('{"atNanos":1500000,"event":"report","host":"beta","report":"tick","details":{"n":1}}')
  expect(lines.slice(1).map((line) => line.replace(/"atNanos":\d+/, '"atNanos":0'))).toEqual([
    '{"atNanos":0,"event":"output","host":"alpha","text":"hi"}',
    '{"atNanos":0,"event":"end","host":"alpha","kind":"exit","code":0}',
  ])
  expect(record.reported('tick', { n: 1 }, 'beta')).toHaveLength(1)
  expect(record.host('alpha').output).toBe('hi')
  expect(record.host('alpha').ends).toEqual([{ kind: 'exit', code: 0 }])
})
