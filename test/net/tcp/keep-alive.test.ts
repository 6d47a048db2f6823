// Keep-alive probes: when they go out, and when the other end is given up.
import { describe, expect, test } from 'vitest'
import { Scheduler } from '../../../src/net/scheduler.ts'
import { KeepAlive } from '../../../src/net/tcp/keep-alive.ts'

const SECOND = 1_000_000_000

function setUp(idleSeconds: number) {
  const scheduler = new Scheduler()
  const log: string[] = []
  const note = (text: string) => () => void log.push(`${text} ${scheduler.now / SECOND}`)
  const keepAlive = new KeepAlive(scheduler, idleSeconds * SECOND, note('probe'), note('gone'))
  const runAll = () => {
    while (scheduler.step()) {}
  }
  return { scheduler, keepAlive, log, runAll }
}

describe('keep-alive', () => {
  test('ten probes a second apart go unanswered from the idle time on; a second later the other end is gone', () => {
    const { log, runAll } = setUp(5)
    runAll()
    expect(log).toEqual([...[5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((at) => `probe ${at}`), 'gone 15'])
  })

  test('an answer to the ninth probe begins the idle time anew, with ten probes to come', () => {
    const { scheduler, keepAlive, log, runAll } = setUp(5)
    scheduler.at(13.5 * SECOND, { fire: () => keepAlive.heard() })
    runAll()
    expect(log.slice(8, 11)).toEqual(['probe 13', 'probe 18.5', 'probe 19.5'])
    expect(log.at(-1)).toBe('gone 28.5')
  })

  test('stopped, it sends nothing any more', () => {
    const { scheduler, keepAlive, log, runAll } = setUp(5)
    scheduler.at(6.5 * SECOND, { fire: () => keepAlive.stop() })
    runAll()
    expect(log).toEqual(['probe 5', 'probe 6'])
  })
})
