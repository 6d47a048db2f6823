// Leaks: what a host may hold while its program runs, and what it must not hold afterwards.
import { describe, expect, test } from 'vitest'
import { holdsAtMost, noHostLeaks } from '../../src/check/leaks.ts'
import { aRecord } from './a-record.ts'
import { holdings, inspected } from './an-inspection.ts'

const verify = (...hosts: Parameters<typeof holdings>[0][]) =>
  noHostLeaks().verify(inspected({ hosts: hosts.map((parts) => holdings(parts)) }))

describe('no leak', () => {
  test('is what a running program holds, and a connection that finishes by itself', () => {
    const hosts = [
      { listeners: 1, connections: 3, datagramSockets: 1, timers: 2 },
      { isRunning: false, orphans: 2 },
    ]
    expect(verify(...hosts)).toEqual({ passed: true, detail: '5 connections and 2 timers in use at the end' })
  })
})

describe('a leak', () => {
  test.each([
    ['a listener', { listeners: 1 }, 'a: 1 listener of a program that has ended'],
    ['a datagram socket', { datagramSockets: 2 }, 'a: 2 datagram sockets of a program that has ended'],
    ['a connection', { connections: 1 }, 'a: 1 connection of a program that has ended'],
    ['a timer', { timers: 1 }, 'a: 1 timer of a program that has ended'],
  ])('is %s of a program that has ended', (_, parts, detail) => {
    expect(verify({ isRunning: false, ...parts })).toEqual({ passed: false, detail })
  })

  test('is a connection that nothing will end, also of a host that runs', () => {
    expect(verify({ stuck: 1 })).toMatchObject({
      passed: false,
      detail: expect.stringContaining('1 connection that nobody holds and nothing ends'),
    })
  })
})

describe('a host that holds at most so much', () => {
  const check = holdsAtMost('a', { connections: 2, timers: 0 })

  test('says so in its name, and what it found', () => {
    expect(check.name).toBe('a holds at most 2 connections, 0 timers at the end')
    expect(check.verify(inspected({ hosts: [holdings({ connections: 2 })] }))).toEqual({
      passed: true,
      detail: '2 connections, 0 timers',
    })
  })

  test('holds more', () => {
    expect(check.verify(inspected({ hosts: [holdings({ connections: 3 })] }))).toMatchObject({ passed: false })
    expect(check.verify(inspected({ hosts: [holdings({ timers: 1 })] }))).toMatchObject({ passed: false })
  })

  test('is not there', () => {
    expect(check.verify(inspected({}))).toMatchObject({ passed: false })
  })
})

test('a backing without accounts proves nothing', () => {
  expect(noHostLeaks().verify(aRecord())).toMatchObject({ passed: false })
})
