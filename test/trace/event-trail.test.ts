// Where two runs part is found to the event.
import { describe, expect, test } from 'vitest'
import type { Observer } from '../../src/net/observer.ts'
import { EventAt, Trail, TrailFollower } from '../../src/trace/event-trail.ts'

const names = () => ['alpha']

/** `count` timers; the one at `oddAt` is another timer than usual. */
function run(observer: Observer, count: number, oddAt = -1): void {
  for (let index = 0; index < count; index++) observer.timer(index, 0, index === oddAt ? 999_999 : index)
}

function follow(firstCount: number, secondCount: number, oddAt?: number): TrailFollower {
  const trail = new Trail()
  run(trail.observer, firstCount)
  const follower = new TrailFollower(trail, names)
  run(follower.observer, secondCount, oddAt)
  return follower
}

describe('following the trail of an earlier run', () => {
  test('the same run never parts from it', () => {
    const follower = follow(10_000, 10_000)
    expect(follower.partedAt).toBeUndefined()
    expect(follower.events).toBe(10_000)
  })

  test.each([0, 1, 4_095, 4_096, 9_999])(
    'a run that differs at event %i is caught there, with the text of its event',
    (oddAt) => {
      const follower = follow(10_000, 10_000, oddAt)
      expect(follower.partedAt).toBe(oddAt)
      expect(follower.partedText).toBe(`{"atNanos":${oddAt},"event":"timer","host":"alpha","timer":999999}`)
    },
  )

  test('a run that goes on longer parts at its first event too many', () => {
    expect(follow(10, 12).partedAt).toBe(10)
  })

  test('a run that stops early parts nowhere, but has fewer events', () => {
    const follower = follow(12, 10)
    expect(follower.partedAt).toBeUndefined()
    expect(follower.events).toBe(10)
  })
})

test('the text of the event with an index is kept, of that one only', () => {
  const event = new EventAt(3, names)
  run(event.observer, 10)
  expect(event.text).toBe('{"atNanos":3,"event":"timer","host":"alpha","timer":3}')
})
