// The table of a run: what a person sees of large and of failed runs.
import { expect, test } from 'vitest'
import { duration, grouped } from '../../src/cli/duration.ts'
import { MAX_FAULT_LINES, MAX_TABLE_ROWS, runReport } from '../../src/cli/run-report.ts'
import type { HostResult, RunResult } from '../../src/scenarios/run-result.ts'

function aHost(index: number): HostResult {
  return {
    name: `peer-${index}`,
    end: 'running',
    sentBytes: 0,
    receivedBytes: 1_234_567,
    blocksSent: 0,
    blocksReceived: 0,
    blocksResent: 0,
    acksSent: 0,
    acksReceived: 0,
    nacksSent: 0,
    nacksReceived: 0,
    files: 1,
    rejected: 0,
  }
}

function aResult(hosts: number): RunResult {
  return {
    scenario: 'chunk-swarm',
    seed: '7',
    backing: 'virtual',
    params: {},
    passed: false,
    fingerprint: 'f'.repeat(32),
    virtualMs: 12_345.678,
    wallMs: 9,
    events: 1_000_000,
    checks: [{ name: 'everyone completes', passed: false, detail: 'not peer-3' }],
    faults: [],
    hosts: Array.from({ length: hosts }, (_, index) => aHost(index)),
    metrics: { completed: 1000, virtualMsP50: Number.NaN },
  }
}

test('a table has at most fifty rows, and says how many are left out', () => {
  const all = runReport(aResult(MAX_TABLE_ROWS), '?')
  expect(all).toContain(`peer-${MAX_TABLE_ROWS - 1} `)
  expect(all).not.toContain('more hosts')
  const some = runReport(aResult(MAX_TABLE_ROWS + 7), '?')
  expect(some).not.toContain(`peer-${MAX_TABLE_ROWS} `)
  expect(some).toContain('and 7 more hosts: --json has them all')
})

test('checks, metrics, times and the fingerprint stand below it', () => {
  const lines = runReport(aResult(1), 'Why?').split('\n')
  expect(lines.slice(0, 2)).toEqual(['chunk-swarm, seed 7, virtual network', 'Why?'])
  expect(lines.slice(-5)).toEqual([
    '  FAIL  everyone completes: not peer-3',
    '',
    'completed 1,000, virtualMsP50 -',
    'virtual time 12.346 s, wall time 9 ms, 1,000,000 events',
    `fingerprint ${'f'.repeat(32)}`,
  ])
})

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_234_567.8912, '1,234,567.891'],
  [-1234.5, '-1,234.5'],
  [0.1, '0.1'],
])('%d reads %s', (value, text) => {
  expect(grouped(value)).toBe(text)
})

test('milliseconds from ten thousand on read as seconds', () => {
  expect([duration(9_999.5), duration(10_000), duration(86_400_000)]).toEqual(['9,999.5 ms', '10 s', '86,400 s'])
})

test('faults are told with their times, and what came of them, up to a limit', () => {
  const faults: RunResult['faults'] = [
    { atMs: 0, event: { kind: 'partition', from: ['a', 'b'], to: '*', hold: true, forMs: 12_000 } },
    { atMs: 1500, event: { kind: 'calm' } },
    { atMs: 12_000, event: { kind: 'over', fault: { kind: 'pause', hosts: ['a'] } } },
  ]
  const text = runReport({ ...aResult(1), faults }, '?')
  expect(text).toContain('\n  0 ms  partition from a,b, to *, hold true, forMs 12000\n')
  expect(text).toContain('\n  1,500 ms  calm\n  12 s  over: pause hosts a\n')
  const many = Array.from({ length: MAX_FAULT_LINES + 3 }, () => faults[1] as (typeof faults)[number])
  expect(runReport({ ...aResult(1), faults: many }, '?')).toContain('\n  and 3 more: --json has them\n')
})
