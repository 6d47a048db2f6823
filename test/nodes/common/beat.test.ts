// Steps at equal distances, on a clock whose timers are late by what the test says.
import { expect, test } from 'vitest'
import type { Clock, Timer } from '../../../src/host/clock.ts'
import { Beat } from '../../../src/nodes/common/beat.ts'

/** When the steps came, and the delays that were asked for, with timers that are so late one after the other. */
function play(pauseMs: number, latenessMs: readonly number[]): { times: number[]; delays: number[] } {
  let nowMs = 100
  const times: number[] = []
  const delays: number[] = []
  let expire = (): void => undefined
  const clock = {
    monotonicNow: () => nowMs,
    clearTimeout: () => undefined,
    setTimeout: (callback: () => void, delayMs: number): Timer => {
      delays.push(delayMs)
      expire = callback
      return {} as Timer
    },
  } as Partial<Clock> as Clock
  const beat = new Beat(clock, () => times.push(nowMs))
  for (const late of latenessMs) {
    beat.pause(pauseMs)
    nowMs += (delays.at(-1) ?? 0) + late
    expire()
  }
  return { times, delays }
}

test('timers that are on time: the pause each time', () => {
  expect(play(50, [0, 0, 0])).toEqual({ times: [150, 200, 250], delays: [50, 50, 50] })
})

test('timers that are late by 0.9 ms each time: no step is later than one of them', () => {
  const { times } = play(
    50,
    Array.from({ length: 100 }, () => 0.9),
  )
  expect(Math.max(...times.map((time, step) => time - (150 + 50 * step)))).toBeLessThan(1.9)
})

test('one timer that is late by 3 ms is made up for by 1 ms in each of three pauses', () => {
  expect(play(50, [3, 0, 0, 0, 0])).toEqual({ times: [153, 202, 251, 300, 350], delays: [50, 49, 49, 49, 50] })
})

test('stopped, it begins anew', () => {
  let nowMs = 0
  const delays: number[] = []
  const clock = {
    monotonicNow: () => nowMs,
    clearTimeout: () => undefined,
    setTimeout: (_: () => void, delayMs: number): Timer => {
      delays.push(delayMs)
      return {} as Timer
    },
  } as Partial<Clock> as Clock
  const beat = new Beat(clock, () => undefined)
  beat.pause(10)
  expect(beat.isPaused).toBe(true)
  beat.stop()
  expect(beat.isPaused).toBe(false)
  nowMs = 500
  beat.pause(10)
  expect(delays).toEqual([10, 10])
})
