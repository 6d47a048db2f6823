// Playing a run twice: what is said when the two are not the same.
import { expect, test } from 'vitest'
import { compareRuns } from '../../src/check/compare-runs.ts'

/** Plays, for the nth time, timers with the numbers in the nth list (the last list again after that). */
function playing(...runs: readonly (readonly number[])[]) {
  let played = 0
  return compareRuns(async (observe) => {
    const observer = observe(() => ['alpha'])
    const timers = runs[Math.min(played++, runs.length - 1)] ?? []
    timers.forEach((timer, index) => {
      observer.timer(index, 0, timer)
    })
  })
}

test('the same twice passes, with the number of events', async () => {
  expect(await playing([1, 2, 3])).toMatchObject({
    passed: true,
    detail: expect.stringMatching(/^3 events, twice the same/),
  })
})

test('the first event that differs is shown as it was in both runs', async () => {
  const { passed, detail } = await playing([1, 2, 3], [1, 9, 3], [1, 9, 3], [1, 2, 3])
  expect(passed).toBe(false)
  expect(detail).toBe(
    'event 1 is not the same: one run has {"atNanos":1,"event":"timer","host":"alpha","timer":2}, ' +
      'another {"atNanos":1,"event":"timer","host":"alpha","timer":9}',
  )
})

test('a second run that ends early fails', async () => {
  const { passed, detail } = await playing([1, 2, 3], [1, 2], [1, 2, 3])
  expect(passed).toBe(false)
  expect(detail).toBe(
    'the second run ended after 2 events, where the first went on with ' +
      '{"atNanos":2,"event":"timer","host":"alpha","timer":3}',
  )
})

test('a second run that goes on longer fails', async () => {
  const { passed, detail } = await playing([1, 2], [1, 2, 3])
  expect(passed).toBe(false)
  expect(detail).toContain('the first run ended after 2 events, where the second went on with')
})
