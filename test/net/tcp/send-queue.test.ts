// Bytes cut into segments on the way out: what was pushed comes out, in order, however it is cut.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SendQueue } from '../../../src/net/tcp/send-queue.ts'

describe('the send queue', () => {
  test('whatever the cuts in and out, the bytes come out in order and the length adds up', () => {
    const actions = fc.array(
      fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.integer({ min: 1, max: 60 })),
      {
        maxLength: 400,
      },
    )
    fc.assert(
      fc.property(actions, (list) => {
        const queue = new SendQueue()
        const model: number[] = []
        for (const action of list) {
          if (typeof action !== 'number') {
            queue.push(action)
            model.push(...action)
          } else if (queue.length > 0) {
            const count = Math.min(action, queue.length)
            expect([...queue.take(count)]).toEqual(model.splice(0, count))
          }
          expect(queue.length).toBe(model.length)
        }
      }),
    )
  })

  test('a segment that lies within one chunk is a view of it, one across chunks a copy', () => {
    const queue = new SendQueue()
    const first = new Uint8Array(100)
    queue.push(first)
    queue.push(new Uint8Array(100))
    expect(queue.take(60).buffer).toBe(first.buffer)
    expect(queue.take(60).buffer).not.toBe(first.buffer)
    expect(queue.length).toBe(80)
  })

  test('300 chunks taken one by one: what is gone makes room and the order stays', () => {
    const queue = new SendQueue()
    for (let index = 0; index < 300; index++) queue.push(new Uint8Array([index % 256]))
    const taken = Array.from({ length: 300 }, () => queue.take(1)[0])
    expect(taken).toEqual(Array.from({ length: 300 }, (_, index) => index % 256))
    expect(queue.length).toBe(0)
  })
})
