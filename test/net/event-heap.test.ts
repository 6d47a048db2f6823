// The event queue against a sorted list: what comes out, in which order, and what a sweep leaves.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EventHeap } from '../../src/net/event-heap.ts'

interface Entry {
  readonly time: number
  readonly order: number
}

const byTimeAndOrder = (a: Entry, b: Entry) => a.time - b.time || a.order - b.order

/** Few different times, so that ties are common. */
const times = fc.array(fc.nat({ max: 20 }), { maxLength: 200 })

function filled(entries: readonly Entry[]): EventHeap<Entry> {
  const heap = new EventHeap<Entry>()
  for (const entry of entries) heap.push(entry.time, entry.order, entry)
  return heap
}

function drained(heap: EventHeap<Entry>): Entry[] {
  const out: Entry[] = []
  for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) out.push(entry)
  return out
}

describe('the event heap', () => {
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
    const pushOrPop = fc.option(fc.nat({ max: 20 }), { nil: 'pop' as const, freq: 2 })
    fc.assert(
      fc.property(fc.array(pushOrPop, { maxLength: 300 }), (actions) => {
        const heap = new EventHeap<Entry>()
        const model: Entry[] = []
        for (const [order, action] of actions.entries()) {
          if (action === 'pop') {
            expect(heap.pop()).toBe(model.shift())
          } else {
            const entry = { time: action, order }
            heap.push(entry.time, entry.order, entry)
            model.push(entry)
            model.sort(byTimeAndOrder)
          }
          expect(heap.size).toBe(model.length)
          expect(heap.nextTime).toBe(model[0]?.time ?? Number.POSITIVE_INFINITY)
        }
      }),
    )
  })

  test('a sweep throws out the dead and leaves the others in their order, and the heap goes on working', () => {
    fc.assert(
      fc.property(times, times, fc.integer({ min: 1, max: 5 }), (before, after, keepEvery) => {
        const entries = before.map((time, order) => ({ time, order }))
        const late = after.map((time, index) => ({ time, order: before.length + index }))
        const isDead = (entry: Entry) => entry.order % keepEvery !== 0
        const heap = filled(entries)
        heap.sweep(isDead)
        for (const entry of late) heap.push(entry.time, entry.order, entry)
        const expected = [...entries.filter((entry) => !isDead(entry)), ...late].sort(byTimeAndOrder)
        expect(heap.size).toBe(expected.length)
        expect(drained(heap)).toEqual(expected)
      }),
    )
  })

  test('5,000 events are more than the first arrays hold: they grow, and the order stays', () => {
    const entries = Array.from({ length: 5000 }, (_, order) => ({ time: (order * 7919) % 1000, order }))
    const heap = filled(entries)
    expect(heap.size).toBe(5000)
    expect(drained(heap)).toEqual([...entries].sort(byTimeAndOrder))
  })

  test('an empty heap has no next time and pops nothing', () => {
    const heap = new EventHeap<Entry>()
    expect(heap.nextTime).toBe(Number.POSITIVE_INFINITY)
    expect(heap.pop()).toBeUndefined()
    expect(heap.size).toBe(0)
  })
})
