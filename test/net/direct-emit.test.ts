// The short way to the listeners of an event does what `emit` does.
import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { emitData, emitMessage } from '../../src/net/direct-emit.ts'

const BYTES = Uint8Array.of(1, 2)

/** What the listeners of 'data' were told, with `emitData` and with `emit`. */
function bothWays(prepare: (emitter: EventEmitter, told: unknown[]) => void): [unknown[], unknown[]] {
  const [short, long] = [new EventEmitter(), new EventEmitter()]
  const [toldShort, toldLong]: [unknown[], unknown[]] = [[], []]
  prepare(short, toldShort)
  prepare(long, toldLong)
  for (let time = 0; time < 2; time++) {
    emitData(short, BYTES)
    long.emit('data', BYTES)
  }
  return [toldShort, toldLong]
}

describe('the short way', () => {
  test.each<[string, (emitter: EventEmitter, told: unknown[]) => void, number]>([
    ['nobody listens', () => {}, 0],
    ['one listener', (emitter, told) => emitter.on('data', (bytes) => told.push(bytes)), 2],
    ['one that wants to hear once', (emitter, told) => emitter.once('data', (bytes) => told.push(bytes)), 1],
    [
      'two, in their order',
      (emitter, told) => {
        emitter.on('data', () => told.push('second'))
        emitter.prependListener('data', () => told.push('first'))
      },
      4,
    ],
    [
      'one that was removed',
      (emitter, told) => {
        const listener = () => told.push('never')
        emitter.on('data', listener).off('data', listener)
      },
      0,
    ],
    [
      'one that removes itself',
      (emitter, told) => {
        emitter.on('data', function listener(this: EventEmitter) {
          told.push('once')
          this.off('data', listener)
        })
      },
      1,
    ],
  ])('%s', (_what, prepare, count) => {
    const [short, long] = bothWays(prepare)
    expect(short).toEqual(long)
    expect(short).toHaveLength(count)
  })

  test('an error of a listener comes out of it', () => {
    const emitter = new EventEmitter().on('data', () => {
      throw new Error('mine')
    })
    expect(() => emitData(emitter, BYTES)).toThrow('mine')
  })

  test('a listener of messages hears where they come from', () => {
    const told: unknown[] = []
    const emitter = new EventEmitter().on('message', (...args) => told.push(args))
    emitMessage(emitter, BYTES, { port: 1 })
    expect(told).toEqual([[BYTES, { port: 1 }]])
  })

  test('where rejections are captured, one of an async listener becomes an error event', async () => {
    EventEmitter.captureRejections = true
    try {
      const emitter = new EventEmitter()
      const error = new Promise((resolve) => emitter.once('error', resolve))
      // oxlint-disable-next-line typescript/no-misused-promises -- that is what it is about
      emitter.on('data', async () => Promise.reject(new Error('mine')))
      emitData(emitter, BYTES)
      expect(await error).toEqual(new Error('mine'))
    } finally {
      EventEmitter.captureRejections = false
    }
  })
})
