// The event queue against a sorted list: what comes out, in which order, and what a sweep leaves.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EventQueue } from '../../src/net/event-queue.ts'

interface Entry {
  readonly time: number
  readonly order: number
}

const byTimeAndOrder = (a: Entry, b: Entry) => a.time - b.time || a.order - b.order

/** Few different times, so that ties are common. */
const times = fc.array(fc.nat({ max: 20 }), { maxLength: 200 })

function filled(entries: readonly Entry[]): EventQueue<Entry> {
  const queue = new EventQueue<Entry>()
  for (const entry of entries) queue.push(entry.time, entry.order, entry)
  return queue
}

function drained(queue: EventQueue<Entry>): Entry[] {
  const out: Entry[] = []
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) out.push(entry)
  return out
}

describe('the event queue', () => {
  test('whatever is pushed comes out by time, and by order where times are equal', () => {
    fc.assert(
      fc.property(times, fc.nat({ max: 1000 }), (list, salt) => {
        // Orders are unique and not in the order of the pushes.
        const entries = list.map((time, index) => ({ time, order: (index * 7919 + salt) % 104_729 }))
        expect(drained(filled(entries))).toEqual([...entries].sort(byTimeAndOrder))
      }),
    )
  })

  test('pushes and pops in any mixture agree with a sorted list, in events, sizes and next times', () => {
    // A push is for so much later than the last event that was popped.
    const pushOrPop = fc.option(fc.nat({ max: 4 }), { nil: 'pop' as const, freq: 2 })
    fc.assert(
      fc.property(fc.array(pushOrPop, { maxLength: 300 }), (actions) => {
        const queue = new EventQueue<Entry>()
        const model: Entry[] = []
        let now = 0
        for (const [order, action] of actions.entries()) {
          if (action === 'pop') {
            now = model[0]?.time ?? now
            expect(queue.pop()).toBe(model.shift())
          } else {
            // Half of all orders run backwards, as drawn ones do.
            const entry = { time: now + action, order: order % 2 === 0 ? order : -order }
            queue.push(entry.time, entry.order, entry)
            model.push(entry)
            model.sort(byTimeAndOrder)
          }
          expect(queue.size).toBe(model.length)
          expect(queue.nextTime).toBe(model[0]?.time ?? Number.POSITIVE_INFINITY)
        }
      }),
    )
  })

  test('a sweep throws out the dead and leaves the others in their order, and the queue goes on working', () => {
    fc.assert(
      fc.property(times, times, fc.integer({ min: 1, max: 5 }), (before, after, keepEvery) => {
        const entries = before.map((time, order) => ({ time, order }))
        const late = after.map((time, index) => ({ time, order: before.length + index }))
        const isDead = (entry: Entry) => entry.order % keepEvery !== 0
        const queue = filled(entries)
        queue.sweep(isDead)
        for (const entry of late) queue.push(entry.time, entry.order, entry)
        const expected = [...entries.filter((entry) => !isDead(entry)), ...late].sort(byTimeAndOrder)
        expect(queue.size).toBe(expected.length)
        expect(drained(queue)).toEqual(expected)
      }),
    )
  })

  test('5,000 events are more than the first arrays hold: they grow, and the order stays', () => {
    const entries = Array.from({ length: 5000 }, (_, order) => ({ time: (order * 7919) % 1000, order }))
    const queue = filled(entries)
    expect(queue.size).toBe(5000)
    expect(drained(queue)).toEqual([...entries].sort(byTimeAndOrder))
  })

  test('more times than are found at once: those of one time still come in their order', () => {
    const entries = Array.from({ length: 3000 }, (_, index) => ({ time: index % 1000, order: (index * 7919) % 3001 }))
    expect(drained(filled(entries))).toEqual([...entries].sort(byTimeAndOrder))
  })

  test('an empty queue has no next time and pops nothing', () => {
    const queue = new EventQueue<Entry>()
    expect(queue.nextTime).toBe(Number.POSITIVE_INFINITY)
    expect(queue.pop()).toBeUndefined()
    expect(queue.size).toBe(0)
  })
})
