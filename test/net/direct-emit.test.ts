// The short way to the listeners of an event does what `emit` does.
import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { DirectEmitter } from '../../src/net/direct-emit.ts'

const BYTES = Uint8Array.of(1, 2)

/** What the listeners of 'data' were told, with `emitData` and with `emit` of a plain emitter. */
function bothWays(prepare: (emitter: EventEmitter, told: unknown[]) => void): [unknown[], unknown[]] {
  const [short, long] = [new DirectEmitter('data'), new EventEmitter()]
  const [toldShort, toldLong]: [unknown[], unknown[]] = [[], []]
  prepare(short, toldShort)
  prepare(long, toldLong)
  for (let time = 0; time < 2; time++) {
    short.emitData(BYTES)
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
    [
      'one after an emission',
      (emitter, told) => emitter.emit('data') || emitter.addListener('data', () => told.push(1)),
      2,
    ],
    [
      'one that lets a second one in',
      (emitter, told) => emitter.once('data', () => emitter.on('data', () => told.push('later'))),
      1,
    ],
    [
      'one of two that were removed together',
      (emitter, told) => {
        const add = () => emitter.on('data', () => told.push('heard'))
        add()
        add()
        emitter.removeAllListeners('data')
        add()
      },
      2,
    ],
    [
      'none when all were removed',
      (emitter, told) => emitter.on('data', () => told.push('never')).removeAllListeners(),
      0,
    ],
  ])('%s', (_what, prepare, count) => {
    const [short, long] = bothWays(prepare)
    expect(short).toEqual(long)
    expect(short).toHaveLength(count)
  })

  test('an error of a listener comes out of it', () => {
    const emitter = new DirectEmitter('data').on('data', () => {
      throw new Error('mine')
    })
    expect(() => emitter.emitData(BYTES)).toThrow('mine')
  })

  test('a listener that comes or goes counts from the emission on that its coming or going sets off', () => {
    const emitter = new DirectEmitter('data')
    const told: string[] = []
    const [first, second] = [() => told.push('first'), () => told.push('second')]
    emitter.on('data', first)
    emitter.on('newListener', () => emitter.emitData(BYTES))
    emitter.on('data', second)
    expect(told).toEqual(['first'])
    emitter.emitData(BYTES)
    expect(told.splice(0)).toEqual(['first', 'first', 'second'])
    emitter.on('removeListener', () => emitter.emitData(BYTES))
    told.length = 0
    emitter.off('data', second)
    emitter.emitData(BYTES)
    expect(told).toEqual(['first', 'first'])
  })

  test('a listener of messages hears where they come from', () => {
    const told: unknown[] = []
    const emitter = new DirectEmitter('message').on('message', (...args) => told.push(args))
    emitter.emitMessage(BYTES, { port: 1 })
    expect(told).toEqual([[BYTES, { port: 1 }]])
  })

  test('where rejections are captured, one of an async listener becomes an error event', async () => {
    EventEmitter.captureRejections = true
    try {
      const emitter = new DirectEmitter('data')
      const error = new Promise((resolve) => emitter.once('error', resolve))
      // oxlint-disable-next-line typescript/no-misused-promises -- that is what it is about
      emitter.on('data', async () => Promise.reject(new Error('mine')))
      emitter.emitData(BYTES)
      expect(await error).toEqual(new Error('mine'))
    } finally {
      EventEmitter.captureRejections = false
    }
  })
})
