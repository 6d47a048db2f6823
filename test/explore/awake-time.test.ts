// Time that a run has had, seen by someone who looks now and then.
import { expect, test } from 'vitest'
import { AwakeTime, MAX_GAP_MS } from '../../src/explore/awake-time.ts'

test('looked at every 200 ms it is the time that went by', () => {
  const time = new AwakeTime(500)
  for (let now = 700; now <= 2500; now += 200) time.look(now)
  expect(time.ms).toBe(2000)
})

test('an hour in which nobody could look counts as one second', () => {
  const time = new AwakeTime(0)
  time.look(200)
  time.look(3_600_000)
  time.look(3_600_200)
  expect(time.ms).toBe(200 + MAX_GAP_MS + 200)
})

test('it begins anew with the next run', () => {
  const time = new AwakeTime(0)
  time.look(900)
  time.restart(1000)
  time.look(1100)
  expect(time.ms).toBe(100)
})
